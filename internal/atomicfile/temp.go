package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// most is the number of temporary files of one path at a time: of writers at work, and of killed ones where they cannot be told
// apart.
const most = 1000

// tempFile is a file with the lock that says that its writer lives. The lock is on a second handle, since Windows renames only
// closed files, and others drop a lock when its handle is closed. The file is not embedded: errors of what it inherited, such as
// WriteString, would name the temporary file.
type tempFile struct {
	file *os.File
	lock *os.File // nil where there are no locks
}

func (t *tempFile) Name() string { return t.file.Name() }

func (t *tempFile) Write(b []byte) (int, error) {
	n, err := t.file.Write(b)
	return n, plain(err)
}

func (t *tempFile) Sync() error { return plain(t.file.Sync()) }

func (t *tempFile) Close() error { return plain(t.file.Close()) }

// Release gives up the lock: the file has the name that it was made for, or is gone.
func (t *tempFile) Release() {
	if t.lock != nil {
		t.lock.Close()
	}
}

// Temp makes the first of .BASE.0.tmp, .BASE.1.tmp, ... that no living writer has. Numbers in order rather than random ones
// find those that killed writers left without a search through the folder.
func (disk) Temp(path string) (temporary, error) {
	for n := range most {
		t, err := newTemp(path, n)
		if errors.Is(err, errTaken) {
			continue
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("folder %s does not exist: create it first", filepath.Dir(path))
		}
		if err != nil {
			return nil, plain(err)
		}
		sweep(path, n+1)
		return t, nil
	}
	return nil, fmt.Errorf("%d temporary files like %s are there: remove them", most, tempName(path, 0))
}

// newTemp makes the file of number n, with the permissions of the file that it will replace.
func newTemp(path string, n int) (*tempFile, error) {
	name := tempName(path, n)
	old, err := os.Stat(path)
	if err != nil { // a new file's: what the process's mask leaves of these
		return own(name, 0o666)
	}
	t, err := own(name, old.Mode().Perm()|0o600) // the lock opens it once more
	if err != nil {
		return nil, err
	}
	if err := t.file.Chmod(old.Mode().Perm()); err != nil {
		err = errors.Join(plain(err), t.Close(), os.Remove(name))
		t.Release()
		return nil, err
	}
	return t, nil
}

func tempName(path string, n int) string {
	return filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%d.tmp", filepath.Base(path), n))
}

// errTaken says that a name belongs to another writer.
var errTaken = errors.New("taken")

// own makes and locks a file of this name, in place of one that a killed writer left.
func own(name string, perm fs.FileMode) (*tempFile, error) {
	f, err := create(name, perm)
	if errors.Is(err, fs.ErrExist) && reclaim(name) {
		f, err = create(name, perm)
	}
	if errors.Is(err, fs.ErrExist) {
		return nil, errTaken
	}
	if err != nil {
		return nil, err
	}
	lock, err := claim(name)
	if errors.Is(err, errors.ErrUnsupported) { // nobody can take it for one that was left, either
		return &tempFile{file: f}, nil
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	// Before it had the lock, another writer may have taken the file for one that was left, and removed it: the name is then
	// a third one's.
	if !same(f, lock) {
		return nil, errors.Join(errTaken, lock.Close(), f.Close())
	}
	return &tempFile{f, lock}, nil
}

func create(name string, perm fs.FileMode) (*os.File, error) {
	return os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, perm)
}

// reclaim removes the file of this name if its writer is gone, and tells whether it did.
func reclaim(name string) bool {
	lock, err := claim(name)
	if err != nil {
		return false
	}
	defer lock.Close() // after the removal, lest a new writer of the same file loses it
	return os.Remove(name) == nil
}

// sweep removes what killed writers left under the numbers from n on.
func sweep(path string, n int) {
	for ; n < most; n++ {
		name := tempName(path, n)
		if _, err := os.Lstat(name); err != nil {
			return
		}
		reclaim(name)
	}
}

// same tells whether two handles are of one file.
func same(a, b *os.File) bool {
	x, err := a.Stat()
	y, err2 := b.Stat()
	return err == nil && err2 == nil && os.SameFile(x, y)
}
