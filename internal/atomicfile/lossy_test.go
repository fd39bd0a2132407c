package atomicfile

import (
	"errors"
	"maps"
	"path/filepath"
	"slices"
)

// lossy is a file system that keeps what is synced and may lose, in a crash, any part of the rest: the end of a file that was
// written, and any of the changes of names, whatever came before or after them. That is more than journals allow.
type lossy struct {
	names, safe map[string]*inode // as programs see them, and as they are on the disk
	pending     []change          // of names since the last sync of the folder
	ops, stop   int               // operations so far, and the one that fails
	dead        bool              // a crash: all that follow fail too
	noSync      bool              // faults that the tests must find
	noSyncDir   bool
}

// inode is a file: what was written, and how much of it is on the disk.
type inode struct {
	data []byte
	safe int
}

// change gives a name to a file, or takes it away (nil).
type change struct {
	name string
	file *inode
}

var errStop = errors.New("the disk is gone")

func newLossy(path, old string) *lossy {
	l := &lossy{names: map[string]*inode{}, stop: -1}
	if old != "" {
		l.names[path] = &inode{[]byte(old), len(old)}
	}
	l.safe = maps.Clone(l.names)
	return l
}

// op counts an operation and tells whether it fails.
func (l *lossy) op() error {
	l.ops++
	if l.ops-1 == l.stop || l.dead && l.stop >= 0 && l.ops-1 > l.stop {
		return errStop
	}
	return nil
}

func (l *lossy) set(name string, f *inode) {
	if f == nil {
		delete(l.names, name)
	} else {
		l.names[name] = f
	}
	l.pending = append(l.pending, change{name, f})
}

func (l *lossy) Resolve(path string) (string, error) { return path, l.op() }

func (l *lossy) Temp(path string) (temporary, error) {
	if err := l.op(); err != nil {
		return nil, err
	}
	t := &lossyFile{&inode{}, l, tempName(path, 0)}
	l.set(t.name, t.inode)
	return t, nil
}

func (l *lossy) Rename(from, to string) error {
	if err := l.op(); err != nil {
		return err
	}
	f := l.names[from]
	l.set(from, nil)
	l.set(to, f)
	return nil
}

func (l *lossy) Remove(path string) error {
	if err := l.op(); err != nil {
		return err
	}
	l.set(path, nil)
	return nil
}

func (l *lossy) SyncDir(string) error {
	if err := l.op(); err != nil {
		return err
	}
	if !l.noSyncDir {
		l.safe, l.pending = maps.Clone(l.names), nil
	}
	return nil
}

type lossyFile struct {
	*inode
	disk *lossy
	name string
}

func (f *lossyFile) Name() string { return f.name }
func (f *lossyFile) Release()     {}
func (f *lossyFile) Close() error { return f.disk.op() }

// Write does half of the work where it fails.
func (f *lossyFile) Write(b []byte) (int, error) {
	if err := f.disk.op(); err != nil {
		f.data = append(f.data, b[:len(b)/2]...)
		return len(b) / 2, err
	}
	f.data = append(f.data, b...)
	return len(b), nil
}

func (f *lossyFile) Sync() error {
	if err := f.disk.op(); err != nil {
		return err
	}
	if !f.disk.noSync {
		f.safe = len(f.data)
	}
	return nil
}

// nothing is what a path holds that no file has.
const nothing = "(no file)"

// afterCrash lists what path may hold when the machine comes back.
func (l *lossy) afterCrash(path string) []string {
	found := map[string]bool{}
	for chosen := range 1 << len(l.pending) {
		names := maps.Clone(l.safe)
		for i, c := range l.pending {
			if chosen>>i&1 == 1 {
				names[c.name] = c.file
			}
		}
		f := names[path]
		if f == nil {
			found[nothing] = true
			continue
		}
		for n := f.safe; n <= len(f.data); n++ {
			found[string(f.data[:n])] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// litter lists the temporary files.
func (l *lossy) litter() []string {
	var names []string
	for n := range l.names {
		if filepath.Ext(n) == ".tmp" {
			names = append(names, n)
		}
	}
	return names
}
