package convert

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/deepprob/deepprob/internal/safetensors"
)

// npz is an archive that numpy.savez wrote: an array in a file each. Package data reads such archives as tables; here the arrays
// have any number of axes, and names are paths.
type npz struct {
	file    io.Closer
	list    []safetensors.Tensor
	members map[string]member
}

// member is an array of an archive.
type member struct {
	*zip.File
	npyHeader
	place int // in the list
}

func openNPZ(path string) (*npz, error) {
	info, err := os.Stat(path) // first: to open a pipe would wait for its writer
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a file")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	z, err := readNPZ(f, info.Size())
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	z.file = f
	return z, nil
}

// readNPZ reads the headers of all arrays.
func readNPZ(r io.ReaderAt, size int64) (*npz, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("cut short, damaged or no archive of NumPy: %w", err)
	}
	z := &npz{file: io.NopCloser(nil), members: map[string]member{}}
	for _, f := range archive.File {
		name, ok := strings.CutSuffix(f.Name, ".npy")
		if !ok {
			return nil, fmt.Errorf("%s in the archive is no array of NumPy", show(f.Name))
		}
		if _, twice := z.members[name]; twice {
			return nil, fmt.Errorf("the array %s is there twice", show(name))
		}
		h, err := headerOf(f)
		if err != nil {
			return nil, fmt.Errorf("array %s: %w", show(name), err)
		}
		z.members[name] = member{f, h, len(z.list)}
		z.list = append(z.list, safetensors.Tensor{Name: name, Dtype: h.dtype(), Shape: h.Shape})
	}
	return z, nil
}

// Tensors lists the arrays in the order of the archive.
func (z *npz) Tensors() []safetensors.Tensor { return z.list }

// Close closes the archive.
func (z *npz) Close() error { return z.file.Close() }

// Load reads the numbers of an array. Memory grows with what is there, since a packed file may promise anything.
func (z *npz) Load(name string) (t safetensors.Tensor, err error) {
	m, ok := z.members[name]
	if !ok {
		return t, fmt.Errorf("there is no array %s", show(name))
	}
	t = z.list[m.place]
	size, err := m.size()
	if err != nil {
		return t, fmt.Errorf("array %s: %w", show(name), err)
	}
	in, err := m.Open()
	if err != nil {
		return t, fmt.Errorf("array %s: %w", show(name), err)
	}
	defer in.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(io.LimitReader(in, m.length+size+1)); err != nil {
		return t, fmt.Errorf("array %s is cut short or damaged: %w", show(name), err)
	}
	if have := int64(b.Len()) - m.length; have != size {
		return t, fmt.Errorf("array %s: type and shape take %d bytes, there are %s", show(name), size, map[bool]string{true: "more", false: fmt.Sprint(have)}[have > size])
	}
	t.Data = m.ordered(b.Bytes()[m.length:])
	return t, nil
}

// writeNPZ writes arrays as numpy.savez does, not packed.
func writeNPZ(w io.Writer, tensors []safetensors.Tensor) error {
	archive := zip.NewWriter(w)
	for _, t := range tensors {
		if t.Dtype == "BF16" { // NumPy has no such type, and float32 holds it
			x, _ := decode(t.Dtype, t.Data)
			t.Data, _ = encode("F32", x)
			t.Dtype = "F32"
		}
		out, err := archive.CreateHeader(&zip.FileHeader{Name: t.Name + ".npy", Method: zip.Store, Modified: epoch})
		if err != nil {
			return err
		}
		if _, err := out.Write(append(npyText(t), t.Data...)); err != nil {
			return err
		}
	}
	return archive.Close()
}

// epoch is the first day that archives know: files of the same arrays are the same.
var epoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
