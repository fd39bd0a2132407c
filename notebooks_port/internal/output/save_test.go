package output

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestSaveReplaces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.txt")
	for _, text := range []string{"a long first text", "second"} {
		if err := Save(path, put(text)); err != nil {
			t.Fatal(err)
		}
		if got := read(t, path); got != text {
			t.Errorf("file holds %q, want %q", got, text)
		}
	}
	alone(t, path)
}

// A writer that fails half-way leaves the old file whole and no temporary one.
func TestSaveFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.txt")
	if err := Save(path, put("old")); err != nil {
		t.Fatal(err)
	}
	disk := errors.New("disk full")
	err := Save(path, func(w io.Writer) error {
		if _, err := io.WriteString(w, "new, but"); err != nil {
			return err
		}
		return disk
	})
	if !errors.Is(err, disk) || err.Error() != "output: write "+path+": disk full" {
		t.Errorf("error %v, want the writer's with the path", err)
	}
	if got := read(t, path); got != "old" {
		t.Errorf("file holds %q, want the old text", got)
	}
	alone(t, path)
}

func TestSaveWithoutFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "missing")
	path := filepath.Join(dir, "results.json")
	want := "output: write " + path + ": folder " + dir + " does not exist: create it first"
	if err := Save(path, put("text")); err == nil || err.Error() != want {
		t.Errorf("error %v\nwant  %s", err, want)
	}
}

func put(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// alone checks that path is the only entry of its folder.
func alone(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != filepath.Base(path) {
			t.Errorf("left behind: %s", e.Name())
		}
	}
}
