package convert

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/safetensors"
	"github.com/sbinet/npyio/npy"
)

// npyHeader is what an array's header says: the type of its elements, its shape and whether its columns come first.
type npyHeader struct {
	Type    string
	Fortran bool
	Shape   []int

	length int64 // of the header
}

// maxNPYHeader is the longest header that is read: NumPy's have a hundred bytes or two.
const maxNPYHeader = 1 << 14

// headerOf reads the header of an array in an archive. npyio parses it, after a look at its length: npyio allocates on its word.
func headerOf(f *zip.File) (h npyHeader, err error) {
	in, err := f.Open()
	if err != nil {
		return h, err
	}
	defer in.Close()
	start := make([]byte, 12)
	if _, err := io.ReadFull(in, start); err != nil || string(start[:6]) != "\x93NUMPY" {
		return h, errors.New("it does not begin as an array of NumPy")
	}
	length := int64(binary.LittleEndian.Uint16(start[8:])) + 10
	if start[6] != 1 {
		length = int64(binary.LittleEndian.Uint32(start[8:])) + 12
	}
	if length < 12 || length > maxNPYHeader {
		return h, fmt.Errorf("its header has %d bytes, at most %d are read", length, maxNPYHeader)
	}
	text := make([]byte, length-12)
	if _, err := io.ReadFull(in, text); err != nil {
		return h, fmt.Errorf("cut short in the header: %w", err)
	}
	if h, err = parseNPY(slices.Concat(start, text)); err != nil {
		return h, fmt.Errorf("its header is damaged: %w", err)
	}
	h.length = length
	return h, nil
}

// parseNPY is npyio's reading of a header, which indexes what is not there in some broken ones.
func parseNPY(header []byte) (h npyHeader, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	in, err := npy.NewReader(bytes.NewReader(header))
	if err != nil {
		return h, err
	}
	h.Type, h.Fortran, h.Shape = in.Header.Descr.Type, in.Header.Descr.Fortran, in.Header.Descr.Shape
	if len(h.Shape) > 64 || slices.ContainsFunc(h.Shape, func(d int) bool { return d < 0 }) {
		return h, errors.New("no array has such a shape")
	}
	return h, nil
}

// npyTypes are NumPy's names of the types of weights.
var npyTypes = map[string]string{"f2": "F16", "f4": "F32", "f8": "F64"}

// dtype is the type of the elements by the name that safetensors has for it, or as it is if that has none.
func (h npyHeader) dtype() string {
	if t, ok := npyTypes[strings.TrimLeft(h.Type, "<>|=")]; ok {
		return t
	}
	return h.Type
}

// size is how many bytes the numbers take.
func (h npyHeader) size() (int64, error) {
	f, ok := floats[h.dtype()]
	if !ok {
		return 0, fmt.Errorf("its elements are of type %s: save it with astype(np.float32)", show(h.Type))
	}
	size := int64(f.bytes)
	for _, d := range h.Shape {
		if d > 0 && size > math.MaxInt64/4/int64(d) {
			return 0, errors.New("its shape has more bytes than can be counted")
		}
		size *= int64(d)
	}
	return size, nil
}

// ordered brings numbers into row-major order and little endian bytes.
func (h npyHeader) ordered(b []byte) []byte {
	width := floats[h.dtype()].bytes
	if strings.HasPrefix(h.Type, ">") {
		for e := range slices.Chunk(b, width) {
			slices.Reverse(e)
		}
	}
	if !h.Fortran || len(h.Shape) < 2 {
		return b
	}
	back, axes := slices.Clone(h.Shape), make([]int, len(h.Shape)) // by columns it is the transposed array, by rows
	slices.Reverse(back)
	for i := range axes {
		axes[i] = len(axes) - 1 - i
	}
	out := make([]byte, 0, len(b))
	for p := range places(back, axes) {
		out = append(out, b[p*width:(p+1)*width]...)
	}
	return out
}

// npyText is the header of a tensor. The numbers begin at a multiple of 64, as NumPy has it.
func npyText(t safetensors.Tensor) []byte {
	descr := map[string]string{"F16": "<f2", "F32": "<f4", "F64": "<f8", "I64": "<i8"}[t.Dtype]
	text := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': %s, }", descr, build.ShapeString(t.Shape))
	text += strings.Repeat(" ", 63-(10+len(text))%64) + "\n"
	return append(binary.LittleEndian.AppendUint16([]byte("\x93NUMPY\x01\x00"), uint16(len(text))), text...)
}
