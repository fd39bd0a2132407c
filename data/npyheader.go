package data

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/deepprob/deepprob/internal/half"
	"github.com/sbinet/npyio/npy"
)

// npyDescr is what a header says of the numbers, as npyio has it.
type npyDescr struct {
	Type    string
	Fortran bool
	Shape   []int
}

// npyHeader has npyio parse the header and returns its length too, after a look at that: npyio allocates up to 4 GiB on a
// broken one's word. The shapes of Python 2, (3L, 2L), lose their L.
func npyHeader(s *source) (head npyDescr, length int64, err error) {
	start := make([]byte, 12)
	n, err := io.ReadFull(s.in, start)
	if n > 0 && (n < 6 || string(start[:6]) != "\x93NUMPY") {
		return head, 0, fileError(s.path, "is not an array of NumPy: it begins with %q, not with \"\\x93NUMPY\"%s", start[:min(n, 6)], looksLike(start))
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return head, 0, fileError(s.path, "cut short in the header, after %d bytes; copy or save it again", n)
	} else if err != nil {
		return head, 0, s.fail(err)
	}
	length = int64(binary.LittleEndian.Uint16(start[8:])) + 10
	if start[6] != 1 {
		length = int64(binary.LittleEndian.Uint32(start[8:])) + 12
	}
	if s.size >= 0 && length > s.size {
		return head, 0, fileError(s.path, "cut short in the header: it takes %d bytes, there are %d; copy or save it again", length, s.size)
	}
	if length > max(s.limit/16, 1<<16) {
		return head, 0, fileError(s.path, "%w", s.tooMuch("the header takes %d bytes, more than a sixteenth of the limit", length))
	}
	var rest bytes.Buffer
	if _, err := io.CopyN(&rest, s.in, max(length-12, 0)); errors.Is(err, io.EOF) {
		return head, 0, fileError(s.path, "cut short in the header, after %d bytes; copy or save it again", 12+rest.Len())
	} else if err != nil {
		return head, 0, s.fail(err)
	}
	header := append(start, withoutL(rest.Bytes())...)
	if head, err = npyParse(bytes.NewReader(header)); err != nil {
		return head, 0, fileError(s.path, "broken header: %w; save the array again", foreign(err))
	}
	return head, length, nil
}

// withoutL puts a blank for the L that Python 2 writes after a long integer in the shape. The length stays.
func withoutL(header []byte) []byte {
	_, shape, _ := bytes.Cut(header, []byte("'shape':"))
	shape, _, _ = bytes.Cut(shape, []byte(")"))
	for i := 1; i < len(shape); i++ {
		if shape[i] == 'L' && shape[i-1] >= '0' && shape[i-1] <= '9' {
			shape[i] = ' '
		}
	}
	return header
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

// tuple writes a shape as Python does; NumPy has no more than 64 dimensions.
func tuple(shape []int) string {
	if len(shape) > 64 {
		return fmt.Sprintf("of %d dimensions", len(shape))
	}
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
	"f2": {2, func(o binary.ByteOrder, b []byte) float64 { return half.Float64(o.Uint16(b)) }},
	"f4": {4, func(o binary.ByteOrder, b []byte) float64 { return float64(math.Float32frombits(o.Uint32(b))) }},
	"f8": {8, func(o binary.ByteOrder, b []byte) float64 { return math.Float64frombits(o.Uint64(b)) }},
}
