//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// claim opens and locks the file of this name, which the system undoes for a process that is killed. It is errTaken if another
// holds the file, or if it lost its name before it was locked: then its writer has finished.
func claim(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDWR|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errTaken
	}
	if err != nil {
		return nil, err
	}
	if err := lock(f, name); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func lock(f *os.File, name string) error {
	switch err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); {
	case err == syscall.EWOULDBLOCK:
		return errTaken
	case err == syscall.ENOLCK: // a file system of a network without them
		return errors.ErrUnsupported
	case err != nil:
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if named, err := os.Lstat(name); err != nil || !info.Mode().IsRegular() || !os.SameFile(info, named) {
		return errTaken
	}
	return nil
}
