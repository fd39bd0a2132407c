package filetest_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/deepprob/deepprob/internal/filetest"
)

// ended is a test that may be ended.
type ended struct {
	testing.TB
}

func (e *ended) Helper()                           {}
func (e *ended) Fatal(...any)                      { panic(e) }
func (e *ended) Fatalf(format string, args ...any) { panic(e) }

func endedBy(path string, v any) (was bool) {
	defer func() { was = recover() != nil }()
	filetest.ReadJSON(&ended{}, path, v)
	return
}

// A file that is missing, broken or has nothing for the variable ends the test.
func TestReadJSON(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cases.json")
	for text, want := range map[string]bool{`[]`: true, `{"other": 1}`: true, `null`: true, `{"X": `: true, `{"X": [1]}`: false} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var v struct{ X []float64 }
		if got := endedBy(path, &v); got != want {
			t.Errorf("%s: ended %v, want %v (read %v)", text, got, want, v)
		}
	}
	var rows []float64
	if err := os.WriteFile(path, []byte(`[]`), 0o600); err != nil {
		t.Fatal(err)
	}
	if !endedBy(path, &rows) || !endedBy(path+"x", &rows) {
		t.Error("no rows, or no file, and the test went on")
	}
}
