package safetensors

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// FuzzSafetensors: no bytes make Read panic, and what it takes is a file in which each byte of the data belongs to one tensor, and that
// is written and read again as the same.
func FuzzSafetensors(f *testing.F) {
	for name := range goldens(f) {
		b, err := os.ReadFile(filepath.Join("testdata", name+".safetensors"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	for content := range hostile {
		f.Add([]byte(content))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := readBytes(b)
		if err != nil {
			return
		}
		tensors, err := file.LoadAll()
		if err != nil {
			t.Fatalf("Read takes it, LoadAll: %v", err)
		}
		rest := b[file.start:]
		for _, x := range tensors {
			if err := x.check(); err != nil {
				t.Fatal(err)
			}
			if !bytes.HasPrefix(rest, x.Data) {
				t.Fatalf("tensor %q has other bytes than the file", x.Name)
			}
			rest = rest[len(x.Data):]
		}
		if len(rest) > 0 {
			t.Fatalf("%d bytes belong to no tensor", len(rest))
		}
		var once, twice bytes.Buffer
		if err := Write(&once, tensors, file.Metadata); err != nil {
			t.Fatal(err)
		}
		file, err = readBytes(once.Bytes())
		if err != nil {
			t.Fatalf("what was written: %v", err)
		}
		if tensors, err = file.LoadAll(); err != nil {
			t.Fatal(err)
		}
		if err := Write(&twice, tensors, file.Metadata); err != nil || !bytes.Equal(once.Bytes(), twice.Bytes()) {
			t.Fatalf("%v, or other bytes:\n%q\n%q", err, once.Bytes(), twice.Bytes())
		}
	})
}
