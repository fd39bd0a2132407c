package safetensors

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"

	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/google/go-cmp/cmp"
)

// golden is what Hugging Face's library reads in its files.
type golden struct {
	Metadata map[string]string
	Tensors  map[string]struct {
		Dtype string
		Shape []int
		Data  string
	}
}

func goldens(t testing.TB) map[string]golden {
	var all map[string]golden
	filetest.ReadJSON(t, filepath.Join("testdata", "golden.json"), &all)
	return all
}

// Its files are read as it reads them, and what is read makes the same file again, byte for byte: it reads ours.
func TestGoldens(t *testing.T) {
	for name, want := range goldens(t) {
		path := filepath.Join("testdata", name+".safetensors")
		f, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		tensors, err := f.LoadAll()
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want.Metadata, f.Metadata); d != "" {
			t.Errorf("%s: metadata (-want +got):\n%s", name, d)
		}
		if len(tensors) != len(want.Tensors) {
			t.Errorf("%s: %d tensors, want %d", name, len(tensors), len(want.Tensors))
		}
		for _, x := range tensors {
			w := want.Tensors[x.Name]
			data, _ := hex.DecodeString(w.Data)
			if d := cmp.Diff(Tensor{x.Name, w.Dtype, w.Shape, data}, x); d != "" {
				t.Errorf("%s: (-want +got):\n%s", name, d)
			}
		}
		var again bytes.Buffer
		if err := Write(&again, tensors, f.Metadata); err != nil {
			t.Error(err)
		}
		file, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(again.Bytes(), file) {
			t.Errorf("%s is written as\n%q\nwant\n%q, %v", name, again.Bytes(), file, err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

// What is cut off anywhere, or longer than it should be, is an error.
func TestOtherLengths(t *testing.T) {
	file, err := os.ReadFile(filepath.Join("testdata", "types.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	for n := range len(file) {
		if _, err := Read(bytes.NewReader(file), int64(n)); err == nil {
			t.Errorf("the first %d bytes of %d are read", n, len(file))
		}
	}
	if _, err := readBytes(append(file, 0)); err == nil {
		t.Error("a byte more is read")
	}
	f, err := Read(bytes.NewReader(file[:len(file)-1]), int64(len(file))) // cut off after its size was asked
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.LoadAll(); err == nil {
		t.Error("a tensor that is not there is read")
	}
}

func readBytes(b []byte) (*File, error) { return Read(bytes.NewReader(b), int64(len(b))) }
