package atomicfile

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// What TestFullDisk and TestEachOperationFails do, on file systems of the kernel, one of a megabyte and one that cannot be written, where this process may mount them.
func TestMounted(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "model")
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
		t.Skipf("no file system can be mounted (TestFullDisk goes on without): %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	if err := Write(path, put("old")); err != nil {
		t.Fatal(err)
	}
	full := put(strings.Repeat("long", 1<<19))
	for range 3 {
		if err := Write(path, full); err == nil || err.Error() != "write "+path+": no space left on device" {
			t.Errorf("error %v, want a full disk", err)
		}
		holds(t, path, "old")
	}
	if err := Try(path, 2<<20); err == nil || err.Error() != "no space left on device" {
		t.Errorf("error %v, want a full disk", err)
	}
	if err := Write(path, put(strings.Repeat("new ", 1<<17))); err != nil { // the room of the others is free again
		t.Error(err)
	}
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, put("new")); err == nil || err.Error() != "write "+path+": read-only file system" {
		t.Errorf("error %v, want a read-only disk", err)
	}
	holds(t, path, strings.Repeat("new ", 1<<17))
}
