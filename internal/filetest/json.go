package filetest

import (
	"encoding/json"
	"os"
	"reflect"
	"testing"
)

// ReadJSON reads what another library computed into the variable that v points to. A file that leaves it as it was ends the test: a loop
// over no cases would pass.
func ReadJSON(t testing.TB, path string, v any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, v); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if read := reflect.ValueOf(v).Elem(); read.IsZero() || hasLen(read) && read.Len() == 0 {
		t.Fatalf("%s holds nothing that a %s takes", path, read.Type())
	}
}

func hasLen(v reflect.Value) bool { return v.Kind() == reflect.Map || v.Kind() == reflect.Slice }
