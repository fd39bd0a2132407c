package atomicfile

import (
	"errors"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// quota is a disk with so many bytes left.
type quota struct {
	disk
	left int
}

type quotaFile struct {
	temporary
	q *quota
}

func (q *quota) Temp(path string) (temporary, error) {
	t, err := q.disk.Temp(path)
	return quotaFile{t, q}, err
}

func (f quotaFile) Write(b []byte) (int, error) {
	fits := min(len(b), f.q.left)
	f.q.left -= fits
	n, err := f.temporary.Write(b[:fits])
	if err == nil && n < len(b) {
		err = syscall.ENOSPC
	}
	return n, err
}

// On a full disk the old file stays, and the room that the new one had taken is given back.
func TestFullDisk(t *testing.T) {
	long := strings.Repeat("long", 1<<18)
	for left := range 5 {
		path := filepath.Join(t.TempDir(), "model")
		if err := Write(path, put("old")); err != nil {
			t.Fatal(err)
		}
		if err := on(&quota{left: left * len(long) / 5}, path, put(long)); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("error %v, want a full disk", err)
		}
		holds(t, path, "old")
	}
}
