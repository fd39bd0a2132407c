// Package atomicfile writes files of which a kill, a power cut or a full disk never leaves half: the old one is there until the
// new one is complete on the disk.
package atomicfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"path/filepath"
)

// Write has write fill the file path: in a temporary file beside it, which is synced and takes its name. The folder is synced
// after that, so that the new file is there to stay when Write returns nil; after an error it is the old one (or none), except
// where only the last sync failed, which the error says. A symbolic link goes on naming its file, which is replaced. What is no
// file (a folder, a device, a pipe) is refused, since a rename would put a file in its place. Permissions are those of the file
// that is replaced, of a new one those that os.Create gives.
//
// Temporary files are named .BASE.N.tmp. One that a killed process left is removed by the next Write to the same path; those of
// other writers of this path are left alone, and the last of them to finish wins.
func Write(path string, write func(io.Writer) error) error {
	if err := on(disk{}, path, write); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// Try tells before long work whether Write will be able to write size bytes to path: it writes as many zeros beside it, and
// removes them.
func Try(path string, size int) error {
	d := disk{}
	path, err := d.Resolve(path)
	if err != nil {
		return err
	}
	t, err := d.Temp(path)
	if err != nil {
		return err
	}
	defer t.Release()
	_, err = t.Write(make([]byte, size))
	return errors.Join(finish(t, err), d.Remove(t.Name()))
}

// system is what is asked of a file system, so that tests can have one that loses what was not synced.
type system interface {
	Resolve(path string) (string, error) // the file that path names, links followed: an error unless it is a file or new
	Temp(path string) (temporary, error) // a new file in the folder of path
	Rename(from, to string) error        // replaces what has the name
	Remove(path string) error
	SyncDir(path string) error // what was renamed in this folder is so after a crash too
}

// temporary is a file that is not yet the one to write. It belongs to its writer until Release, which comes after Close.
type temporary interface {
	io.Writer
	Name() string
	Sync() error
	Close() error
	Release()
}

// on is Write in a file system. The order is what makes it safe: without the first sync a crash may leave the new name with
// none of its bytes, since file systems may write names before contents.
func on(s system, path string, write func(io.Writer) error) (err error) {
	path, err = s.Resolve(path)
	if err != nil {
		return err
	}
	t, err := s.Temp(path)
	if err != nil {
		return err
	}
	defer t.Release()
	named := false
	defer func() { // also if write panics
		if !named {
			err = errors.Join(err, s.Remove(t.Name()))
		}
	}()
	if err := fill(t, write); err != nil {
		return err
	}
	if err := s.Rename(t.Name(), path); err != nil {
		return err
	}
	named = true
	if err := s.SyncDir(filepath.Dir(path)); err != nil {
		return fmt.Errorf("the file is written, but a power cut may bring the old one back: sync of its folder: %w", err)
	}
	return nil
}

// fill writes, syncs and closes t. Blocks larger than its buffer go to the file without a copy.
func fill(t temporary, write func(io.Writer) error) error {
	w := bufio.NewWriterSize(t, 1<<16)
	closed := false
	defer func() {
		if !closed {
			t.Close() // write panics
		}
	}()
	err := write(w)
	if err == nil {
		err = w.Flush()
	}
	closed = true
	return finish(t, err)
}

// finish syncs t, unless something failed before, and closes it.
func finish(t temporary, err error) error {
	if err == nil {
		err = t.Sync()
	}
	return errors.Join(err, t.Close())
}
