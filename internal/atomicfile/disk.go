package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// disk is the file system of the machine.
type disk struct{}

var _ system = disk{}

// Resolve follows links. A link to nowhere is itself what is replaced.
func (disk) Resolve(path string) (string, error) {
	if path == "" {
		return path, errors.New("the path is empty: name a file")
	}
	real, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return path, nil
	}
	if err != nil {
		return path, plain(err)
	}
	info, err := os.Stat(real)
	if err != nil {
		return path, plain(err)
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

func (disk) Rename(from, to string) error { return plain(os.Rename(from, to)) }

func (disk) Remove(path string) error { return plain(os.Remove(path)) }

// SyncDir syncs a folder where that is possible: Windows has no such call, and some file systems (of networks, in user space)
// refuse it as an invalid one, since their renames are safe or never are.
func (disk) SyncDir(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(path)
	if err != nil {
		return plain(err)
	}
	err = d.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		err = nil
	}
	return errors.Join(plain(err), d.Close())
}

// plain leaves out the names that the system's errors carry: of a temporary file they say nothing to a reader, and the path is
// told once by Write.
func plain(err error) error {
	if at, ok := err.(*fs.PathError); ok {
		return at.Err
	}
	if at, ok := err.(*os.LinkError); ok {
		return at.Err
	}
	return err
}
