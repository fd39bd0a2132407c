package training_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
)

// README's first program, pasted into a module outside this one, runs. Its requirements are those that go mod tidy would
// write for it, which are this module's.
func TestQuickstartElsewhere(t *testing.T) {
	slow.Test(t)
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"go.sum", "testdata/quickstart/main.go", "testdata/quickstart/flats.csv"} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, filepath.Base(name)), string(text))
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	const path = "github.com/deepprob/deepprob"
	text := strings.Replace(string(mod), "module "+path, "module example.com/prices", 1)
	text = regexp.MustCompile(`(?s)\ntool \(.*?\n\)\n`).ReplaceAllString(text, "\n")
	write(t, filepath.Join(dir, "go.mod"), text+"\nrequire "+path+" v0.0.0\n\nreplace "+path+" => "+root+"\n")

	c := exec.Command("go", "run", ".")
	c.Dir = dir
	c.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	if !regexp.MustCompile(`^the first costs \d+ to \d+; the 90% intervals hold 1\d\d of 200\n$`).Match(out) {
		t.Errorf("it says\n%s", out)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// What is shown to users uses what users have: no file of examples imports an internal package.
func TestExamplesImportNothingInternal(t *testing.T) {
	examples := 0
	err := filepath.WalkDir("..", func(path string, d os.DirEntry, err error) error {
		if d != nil && d.IsDir() && d.Name() == "internal" {
			return filepath.SkipDir
		}
		if example, _ := filepath.Match("example*_test.go", filepath.Base(path)); err != nil || !example {
			return err
		}
		text, err := os.ReadFile(path)
		examples++
		if strings.Contains(string(text), "/internal/") {
			t.Errorf("%s shows an internal package", path)
		}
		return err
	})
	if err != nil || examples < 10 {
		t.Errorf("%d files with examples, %v", examples, err)
	}
}
