package safetensors

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// endless is a file of any size, whose bytes after the first are zeros.
type endless string

func (e endless) ReadAt(b []byte, at int64) (int, error) {
	clear(b)
	if at < int64(len(e)) {
		copy(b, e[at:])
	}
	return len(b), nil
}

// What a header claims takes no memory: of a terabyte that is not there, and of one that is but was not asked for.
func TestMemory(t *testing.T) {
	huge := file(one("F64", "1048576,131072", "0,1099511627776"), 0)
	for _, c := range []struct {
		content string
		size    int64
		want    string
	}{
		{huge, int64(len(huge)) + 8, "the file is cut off"},
		{huge, int64(len(huge)) + 1<<40, ""},
		{"\x00\x00\x00\x00\x00\x01\x00\x00{}", 1 << 41, "more than the 100000000 allowed"},
		{"\x00\xe1\xf5\x05\x00\x00\x00\x00{}", 1 << 26, "cut off"},
		{file(one("F64", "1,1"+strings.Repeat(",1", 1<<20), "0,8"), 8), 1 << 22, "more than 64 numbers"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Read(endless(c.content), c.size)
		runtime.ReadMemStats(&after)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("error %v, want %s", err, c.want)
		}
		if took := int(after.TotalAlloc - before.TotalAlloc); took > 2*len(c.content)+1<<14 {
			t.Errorf("%.60q took %d bytes", c.content, took)
		}
	}
}

// What is no file is not opened.
func TestOpen(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "model")
	if err := os.WriteFile(path, []byte("short"), 0o644); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		dir:                           "safetensors: " + dir + " is not a file",
		os.DevNull:                    "safetensors: " + os.DevNull + " is not a file",
		filepath.Join(dir, "missing"): "safetensors: stat " + filepath.Join(dir, "missing") + ": no such file or directory",
		path:                          "safetensors: " + path + ": 5 bytes are too few for a safetensors file: it is empty, cut off or something else",
	} {
		if _, err := Open(path); err == nil || err.Error() != want {
			t.Errorf("error %v\nwant  %s", err, want)
		}
	}
}
