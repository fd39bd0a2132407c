package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func put(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

// holds checks the content of the file and that nothing but it is in its folder.
func holds(t *testing.T, path, want string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil || string(b) != want {
		t.Errorf("file holds %.40q, %v; want %.40q", b, err, want)
	}
	if d := cmp.Diff([]string{filepath.Base(path)}, names(t, filepath.Dir(path))); d != "" {
		t.Errorf("the folder (-want +got):\n%s", d)
	}
}

func names(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// A file is made with the permissions of any new file, and replaced with those it has.
func TestWrite(t *testing.T) {
	dir := t.TempDir()
	other := filepath.Join(t.TempDir(), "other")
	if err := os.WriteFile(other, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "model")
	mode := func(path string) fs.FileMode {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Mode()
	}
	for _, text := range []string{"a long first text", "second", strings.Repeat("third ", 1<<16), ""} {
		if err := Write(path, put(text)); err != nil {
			t.Fatal(err)
		}
		holds(t, path, text)
		if got, want := mode(path), mode(other); got != want {
			t.Errorf("permissions %v, want %v", got, want)
		}
	}
	for _, perm := range []fs.FileMode{0o600, 0o444, 0o777} {
		if err := errors.Join(os.Chmod(path, perm), Write(path, put("again"))); err != nil {
			t.Fatal(err)
		}
		if got := mode(path); got != perm {
			t.Errorf("permissions %v, want %v", got, perm)
		}
	}
}

// What its writer's error says is told with the path; a writer that panics leaves nothing either.
func TestWriterFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "model")
	if err := Write(path, put("old")); err != nil {
		t.Fatal(err)
	}
	broken := &fs.PathError{Op: "read", Path: "source", Err: errors.New("broken")}
	err := Write(path, func(w io.Writer) error { return errors.Join(put("new, but")(w), broken) })
	if !errors.Is(err, broken) || err.Error() != "write "+path+": read source: broken" {
		t.Errorf("error %v, want the writer's with the path", err)
	}
	holds(t, path, "old")
	func() {
		defer func() {
			if r := recover(); r != "deep trouble" {
				t.Errorf("recovered %v", r)
			}
		}()
		Write(path, func(io.Writer) error { panic("deep trouble") })
	}()
	holds(t, path, "old")
}

// What cannot be a file is refused before anything is written, and stays what it is: as root a rename would replace a device.
func TestRefuses(t *testing.T) {
	dir := t.TempDir()
	missing := filepath.Join(dir, "missing")
	folder := filepath.Join(dir, "folder")
	file := filepath.Join(folder, "file")
	if err := errors.Join(os.Mkdir(folder, 0o755), os.WriteFile(file, nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(missing, "model"): "folder " + missing + " does not exist: create it first",
		folder:                          "folder is a folder, not a file: move it away or name another",
		os.DevNull:                      "null is a device, not a file: move it away or name another",
		filepath.Join(file, "model"):    "not a directory",
		"":                              "the path is empty: name a file",
		filepath.Join(dir, strings.Repeat("long", 70)): "file name too long",
	} {
		never := func(io.Writer) error { return fmt.Errorf("%s was opened", path) }
		if err := Write(path, never); err == nil || err.Error() != "write "+path+": "+want {
			t.Errorf("error %v\nwant  %s", err, want)
		}
		if err := Try(path, 10); err == nil || err.Error() != want {
			t.Errorf("error %v\nwant  %s", err, want)
		}
	}
	holds(t, file, "")
	if d := cmp.Diff([]string{"folder"}, names(t, dir)); d != "" {
		t.Error(d)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode()&fs.ModeDevice == 0 {
		t.Errorf("the device became %v, %v", info.Mode(), err)
	}
}

// A symbolic link goes on naming the file that is written; one to nowhere is replaced.
func TestLinks(t *testing.T) {
	file, link := filepath.Join(t.TempDir(), "model"), filepath.Join(t.TempDir(), "link")
	if err := errors.Join(Write(file, put("old")), os.Symlink(file, link), Write(link, put("new"))); err != nil {
		t.Fatal(err)
	}
	holds(t, file, "new")
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link became %v, %v", info.Mode(), err)
	}
	if err := errors.Join(os.Remove(file), Write(link, put("newer"))); err != nil {
		t.Fatal(err)
	}
	holds(t, link, "newer")
}

func TestTry(t *testing.T) {
	path := filepath.Join(t.TempDir(), "model")
	if err := errors.Join(Write(path, put("old")), Try(path, 1<<20)); err != nil {
		t.Error(err)
	}
	holds(t, path, "old")
}
