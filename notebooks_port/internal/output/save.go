// Package output writes the files that the notebooks leave behind, whole or not at all.
package output

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Save writes the file path atomically: to a temporary name in the same folder, synced, then renamed. A failure or a kill at any
// instant leaves the old file or the new one, never half of one. The folder must exist. Of a symbolic link it replaces what the
// link names; what is no file (a folder, a device, a pipe) it refuses, since a rename would put a file in its place.
func Save(path string, write func(io.Writer) error) error {
	path, err := target(path)
	if err != nil {
		return fmt.Errorf("output: write %s: %w", path, err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("output: write %s: folder %s does not exist: create it first", path, filepath.Dir(path))
	}
	if err != nil {
		return fmt.Errorf("output: write %s: %w", path, err)
	}
	if err = fill(f, write); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("output: write %s: %w", path, err), ignoreGone(os.Remove(f.Name())))
	}
	return nil
}

// target is the file that path names, links followed. It is an error if something else than a file has that name.
func target(path string) (string, error) {
	real, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return path, nil // new, or a link to nowhere, which is replaced
	}
	if err != nil {
		return path, cause(err)
	}
	info, err := os.Stat(real)
	if err != nil {
		return path, cause(err)
	}
	if !info.Mode().IsRegular() {
		return path, fmt.Errorf("%s is %s, not a file: move it away or name another", filepath.Base(path), kind(info.Mode()))
	}
	return real, nil
}

func kind(m fs.FileMode) string {
	switch {
	case m.IsDir():
		return "a folder"
	case m&fs.ModeDevice != 0:
		return "a device"
	}
	return "a pipe or socket"
}

// fill writes, syncs and closes f.
func fill(f *os.File, write func(io.Writer) error) error {
	w := bufio.NewWriter(f)
	err := write(w)
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = f.Chmod(0o644) // CreateTemp's 0600 hides results from everybody else
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
