package safetensors

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// maxHeader is the longest header that the format allows.
const maxHeader = 100_000_000

// File is an open file whose header has been read and checked.
type File struct {
	Metadata map[string]string // nil if there is none; not to be changed

	source io.ReaderAt
	start  int64 // of the data
	infos  []entry
	places map[string]int // in infos
}

// Read reads the header of a file of so many bytes. Whatever the file claims is compared with its size before memory is asked
// for: what Read takes is a small multiple of the header, which is in the file. An error tells what is wrong with it.
func Read(r io.ReaderAt, size int64) (*File, error) {
	f, err := read(r, size)
	if err != nil {
		return nil, fmt.Errorf("safetensors: %w", err)
	}
	return f, nil
}

func read(r io.ReaderAt, size int64) (*File, error) {
	b, err := readHeader(r, size)
	if err != nil {
		return nil, err
	}
	h, err := parse(b)
	if err != nil {
		return nil, err
	}
	f := &File{Metadata: h.metadata, source: r, start: 8 + int64(len(b)), infos: h.tensors, places: map[string]int{}}
	if err := f.checkLayout(size - f.start); err != nil {
		return nil, err
	}
	for i, e := range f.infos {
		f.places[e.name] = i
	}
	return f, nil
}

func readHeader(r io.ReaderAt, size int64) ([]byte, error) {
	if size < 8 {
		return nil, fmt.Errorf("%d bytes are too few for a safetensors file: it is empty, cut off or something else", size)
	}
	var length [8]byte
	if err := readFull(r, length[:], 0); err != nil {
		return nil, err
	}
	n := binary.LittleEndian.Uint64(length[:])
	switch {
	case n > maxHeader:
		return nil, fmt.Errorf("its first 8 bytes announce a header of %d bytes, more than the %d allowed: it is damaged, or no safetensors file", n, maxHeader)
	case int64(n) > size-8:
		return nil, fmt.Errorf("the header has %d bytes, and only %d follow: the file is cut off", n, size-8)
	case n == 0:
		return nil, errors.New("the header is empty: it is damaged, or no safetensors file")
	}
	b := make([]byte, n)
	return b, readFull(r, b, 8)
}

func readFull(r io.ReaderAt, b []byte, at int64) error {
	n, err := r.ReadAt(b, at)
	if n == len(b) {
		return nil
	}
	if err == io.EOF || err == nil {
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("read of %d bytes at %d: %w", len(b), at, err)
}

// checkLayout sorts the tensors by their place and checks that they cover the data, so many bytes, each of them once.
func (f *File) checkLayout(data int64) error {
	slices.SortStableFunc(f.infos, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	end := int64(0)
	for _, e := range f.infos {
		if err := e.check(data); err != nil {
			return fmt.Errorf("tensor %q: %w", e.name, err)
		}
		if e.from < end {
			return fmt.Errorf("tensor %q: its bytes from %d to %d are another tensor's, too", e.name, e.from, end)
		}
		if e.from > end {
			return fmt.Errorf("tensor %q: the %d bytes before it belong to no tensor", e.name, e.from-end)
		}
		end = e.to
	}
	if end < data {
		return fmt.Errorf("the last %d bytes belong to no tensor", data-end)
	}
	return nil
}

// check compares the place of a tensor with its shape and the data.
func (e entry) check(data int64) error {
	n, err := sizeOf(e.dtype, e.shape)
	switch {
	case err != nil:
		return err
	case e.to < e.from:
		return fmt.Errorf("it ends at byte %d, before it begins at %d", e.to, e.from)
	case e.to-e.from != n:
		return fmt.Errorf("%s of shape %v has %d bytes, its place has %d", e.dtype, e.shape, n, e.to-e.from)
	case e.to > data:
		return fmt.Errorf("it ends at byte %d of the data, which are %d: the file is cut off", e.to, data)
	}
	for _, d := range e.shape {
		if d > math.MaxInt { // of an int of 32 bits
			return fmt.Errorf("the shape %v is too large for this machine", e.shape)
		}
	}
	return nil
}

// Tensors lists the tensors without their data, in the order of the file.
func (f *File) Tensors() []Tensor {
	list := make([]Tensor, len(f.infos))
	for i, e := range f.infos {
		list[i] = e.tensor()
	}
	return list
}

func (e entry) tensor() Tensor {
	shape := make([]int, len(e.shape))
	for i, d := range e.shape {
		shape[i] = int(d)
	}
	return Tensor{Name: e.name, Dtype: e.dtype, Shape: shape}
}

// Load reads a tensor into memory of its own.
func (f *File) Load(name string) (Tensor, error) {
	i, ok := f.places[name]
	if !ok {
		return Tensor{}, fmt.Errorf("safetensors: there is no tensor %q", name)
	}
	e := f.infos[i]
	t := e.tensor()
	if e.to-e.from > math.MaxInt {
		return Tensor{}, fmt.Errorf("safetensors: tensor %q: %d bytes are too many for this machine", name, e.to-e.from)
	}
	t.Data = make([]byte, e.to-e.from)
	if err := readFull(f.source, t.Data, f.start+e.from); err != nil {
		return Tensor{}, fmt.Errorf("safetensors: tensor %q: %w", name, err)
	}
	return t, nil
}

// LoadAll reads all tensors, in the order of the file.
func (f *File) LoadAll() ([]Tensor, error) {
	list := make([]Tensor, len(f.infos))
	for i, e := range f.infos {
		t, err := f.Load(e.name)
		if err != nil {
			return nil, err
		}
		list[i] = t
	}
	return list, nil
}
