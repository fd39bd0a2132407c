package claims

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNotebooks reads every text in the code of every notebook: none speaks of its result but from its table in claims.go. What is
// printed and drawn, and whether the numbers carry it, the notebooks' own tests audit, which run them; each must.
func TestNotebooks(t *testing.T) {
	mains, err := filepath.Glob("../../*/main.go")
	if err != nil || len(mains) < 7 {
		t.Fatalf("notebooks %q, %v", mains, err)
	}
	for _, path := range mains {
		dir := filepath.Dir(path)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			wrong, err := Sources(dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range wrong {
				t.Error(w)
			}
			if test, err := os.ReadFile(filepath.Join(dir, "main_test.go")); err != nil || !strings.Contains(string(test), "programtest.Run(t, run, o, o.out, table())") {
				t.Errorf("main_test.go does not audit what a run says: %v", err)
			}
		})
	}
}

// The shared look of the pictures says nothing of any result.
func TestFigureSaysNothing(t *testing.T) {
	wrong, err := Sources("../figure")
	if err != nil || len(wrong) > 0 {
		t.Errorf("%q, %v", wrong, err)
	}
}
