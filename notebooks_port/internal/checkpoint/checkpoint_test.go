package checkpoint

import (
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/training"
)

// Without the flag a trainer stays as it is; with it the fit has a file of its own in the folder, which is made.
func TestOf(t *testing.T) {
	var folder string
	f := flag.NewFlagSet("notebook", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	Flag(f, &folder)
	given := training.Trainer{Seed: 3}
	if tr, err := Of(folder, given, "mse"); err != nil || tr != given {
		t.Errorf("without the flag: %v, %v", tr, err)
	}
	want := filepath.Join(t.TempDir(), "a", "b")
	if err := f.Parse([]string{"-checkpoint", want}); err != nil {
		t.Fatal(err)
	}
	tr, err := Of(folder, given, "mse")
	if err != nil || !tr.Resume || tr.Seed != 3 || tr.Checkpoint.Path != filepath.Join(want, "mse.safetensors") {
		t.Errorf("with it: %v, %v", tr, err)
	}
	if info, err := os.Stat(want); err != nil || !info.IsDir() {
		t.Errorf("the folder: %v", err)
	}
}

// A folder that cannot be made is told by the flag and its name.
func TestOfFails(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Of(file, training.Trainer{}, "mse"); err == nil || !strings.HasPrefix(err.Error(), "-checkpoint "+file+": ") {
		t.Errorf("a file as the folder: %v", err)
	}
}
