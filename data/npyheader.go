package data

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/sbinet/npyio/npy"
)

// npyDescr is what a header says of the numbers, as npyio has it.
type npyDescr struct {
	Type    string
	Fortran bool
	Shape   []int
}

// npyHeader has npyio parse the header and returns its length too, after a look at that: npyio allocates up to 4 GiB on a
// broken one's word.
func npyHeader(file string, r io.Reader, size int64) (head npyDescr, length int64, err error) {
	start := make([]byte, 12)
	n, err := io.ReadFull(r, start)
	if n < 6 || string(start[:6]) != "\x93NUMPY" {
		return head, 0, fileError(file, "is not an array of NumPy: it begins with %q, not with \"\\x93NUMPY\"", start[:min(n, 6)])
	}
	if err != nil {
		return head, 0, fileError(file, "cut short in the header, after %d bytes; copy or save it again", size)
	}
	length = int64(binary.LittleEndian.Uint16(start[8:])) + 10
	if start[6] != 1 {
		length = int64(binary.LittleEndian.Uint32(start[8:])) + 12
	}
	if length > size {
		return head, 0, fileError(file, "cut short in the header: it takes %d bytes, there are %d; copy or save it again", length, size)
	}
	if head, err = npyParse(io.MultiReader(bytes.NewReader(start), r)); err != nil {
		return head, 0, fileError(file, "broken header: %w; save the array again", err)
	}
	return head, length, nil
}

// npyParse is npyio's reading of a header.
func npyParse(r io.Reader) (head npyDescr, err error) {
	defer guard(&err)
	in, err := npy.NewReader(r)
	if err != nil {
		return head, err
	}
	return npyDescr(in.Header.Descr), nil
}

// tuple writes a shape as Python does.
func tuple(shape []int) string {
	s := strings.Trim(fmt.Sprint(shape), "[]")
	if len(shape) == 1 {
		return "(" + s + ",)"
	}
	return "(" + strings.ReplaceAll(s, " ", ", ") + ")"
}

// element is a type of NumPy: its width and its value.
type element struct {
	bytes int
	value func(order binary.ByteOrder, b []byte) float64
}

// npyElements holds the types that are numbers, without the mark of byte order.
var npyElements = map[string]element{
	"b1": {1, func(_ binary.ByteOrder, b []byte) float64 { return float64(b[0]) }},
	"u1": {1, func(_ binary.ByteOrder, b []byte) float64 { return float64(b[0]) }},
	"i1": {1, func(_ binary.ByteOrder, b []byte) float64 { return float64(int8(b[0])) }},
	"u2": {2, func(o binary.ByteOrder, b []byte) float64 { return float64(o.Uint16(b)) }},
	"i2": {2, func(o binary.ByteOrder, b []byte) float64 { return float64(int16(o.Uint16(b))) }},
	"u4": {4, func(o binary.ByteOrder, b []byte) float64 { return float64(o.Uint32(b)) }},
	"i4": {4, func(o binary.ByteOrder, b []byte) float64 { return float64(int32(o.Uint32(b))) }},
	"u8": {8, func(o binary.ByteOrder, b []byte) float64 { return float64(o.Uint64(b)) }},
	"i8": {8, func(o binary.ByteOrder, b []byte) float64 { return float64(int64(o.Uint64(b))) }},
	"f4": {4, func(o binary.ByteOrder, b []byte) float64 { return float64(math.Float32frombits(o.Uint32(b))) }},
	"f8": {8, func(o binary.ByteOrder, b []byte) float64 { return math.Float64frombits(o.Uint64(b)) }},
}
