package data

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// fitsColumn is a field of a row: its TFORM, its place, and how bytes become a number.
type fitsColumn struct {
	name, form  string
	letter      byte // type of an element
	repeat      int  // elements a row
	offset      int  // first byte in a row
	scale, zero float64
	null        int64 // integer that means no value
	hasNull     bool
	decode      func(c *fitsColumn, b []byte) float64 // nil if a row does not hold one number
	values      []float64
}

// parse reads the cards of column i, which FITS counts from 1.
func (c *fitsColumn) parse(u *fitsUnit, i int) error {
	key := strconv.Itoa(i + 1)
	c.name, c.scale = "c"+strconv.Itoa(i), 1
	if name, ok := u.value("TTYPE" + key).(string); ok && name != "" {
		c.name = name
	}
	c.form, _ = u.value("TFORM" + key).(string)
	digits := len(c.form) - len(strings.TrimLeft(c.form, "0123456789"))
	repeat, err := strconv.ParseUint("0"+c.form[:digits], 10, 31)
	if err != nil || digits == len(c.form) || fitsWidths[c.form[digits]] == 0 {
		return &Error{File: u.path, Column: c.name, Row: -1, Err: fmt.Errorf("TFORM%s is %q, which is no format of a binary table: write the file again", key, c.form)}
	}
	c.letter, c.repeat = c.form[digits], int(repeat)
	if digits == 0 {
		c.repeat = 1
	}
	if v, ok := number(u.value("TSCAL" + key)); ok {
		c.scale = v
	}
	if v, ok := number(u.value("TZERO" + key)); ok {
		c.zero = v
	}
	if v, ok := u.value("TNULL" + key).(int); ok {
		c.null, c.hasNull = int64(v), true
	}
	if c.repeat == 1 {
		c.decode = fitsDecoders[c.letter]
	}
	return nil
}

// value returns the value of a card, nil if there is none.
func (u *fitsUnit) value(key string) any {
	if card := u.Get(key); card != nil {
		return card.Value
	}
	return nil
}

// number converts what fitsio makes of a number in a card: the offset 2^63 of unsigned integers is a big.Int.
func number(v any) (float64, bool) {
	switch v := v.(type) {
	case int:
		return float64(v), true
	case float64:
		return v, true
	case big.Int:
		f, _ := new(big.Float).SetInt(&v).Float64()
		return f, true
	}
	return 0, false
}

// fitsWidths holds the bytes of an element of each type; bits are packed.
var fitsWidths = map[byte]int{'L': 1, 'X': 1, 'B': 1, 'I': 2, 'J': 4, 'K': 8, 'A': 1, 'E': 4, 'D': 8, 'C': 8, 'M': 16, 'P': 8, 'Q': 16}

// fitsDecoders holds the types that are numbers. All are big-endian, and B alone is unsigned.
var fitsDecoders = map[byte]func(c *fitsColumn, b []byte) float64{
	'L': func(_ *fitsColumn, b []byte) float64 { return logical(b[0]) },
	'B': func(c *fitsColumn, b []byte) float64 { return c.integer(int64(b[0])) },
	'I': func(c *fitsColumn, b []byte) float64 { return c.integer(int64(int16(binary.BigEndian.Uint16(b)))) },
	'J': func(c *fitsColumn, b []byte) float64 { return c.integer(int64(int32(binary.BigEndian.Uint32(b)))) },
	'K': func(c *fitsColumn, b []byte) float64 { return c.integer(int64(binary.BigEndian.Uint64(b))) },
	'E': func(c *fitsColumn, b []byte) float64 {
		return c.scaled(float64(math.Float32frombits(binary.BigEndian.Uint32(b))))
	},
	'D': func(c *fitsColumn, b []byte) float64 {
		return c.scaled(math.Float64frombits(binary.BigEndian.Uint64(b)))
	},
}

// fill sets dst[i] to the column's value in row i of rows of the given width.
func (c *fitsColumn) fill(dst []float64, rows []byte, width int) {
	for i := range dst {
		dst[i] = c.decode(c, rows[i*width+c.offset:])
	}
}

// scaled returns scale v + zero, rounded twice so that every processor gives the same bits.
func (c *fitsColumn) scaled(v float64) float64 {
	if c.scale == 1 && c.zero == 0 {
		return v
	}
	return float64(v*c.scale) + c.zero
}

// integer is scaled of an integer. The offset 2^63 marks unsigned 64-bit integers: added as a float64 it would swallow
// every value below 1024, so the sign bit is flipped instead.
func (c *fitsColumn) integer(v int64) float64 {
	switch {
	case c.hasNull && v == c.null:
		return math.NaN()
	case c.letter == 'K' && c.scale == 1 && c.zero == 1<<63:
		return float64(uint64(v) ^ 1<<63)
	}
	return c.scaled(float64(v))
}

// logical is 1 for true, 0 for false and NaN for the null byte or anything else.
func logical(b byte) float64 {
	switch b {
	case 'T':
		return 1
	case 'F':
		return 0
	}
	return math.NaN()
}

// bytes returns the width of the column in a row.
func (c *fitsColumn) bytes() int {
	if c.letter == 'X' {
		return (c.repeat + 7) / 8
	}
	return c.repeat * fitsWidths[c.letter]
}

// what says what a column is that is not numbers.
func (c *fitsColumn) what() error {
	switch c.letter {
	case 'A':
		return fmt.Errorf("text of %d bytes, TFORM %s", c.repeat, c.form)
	case 'X':
		return fmt.Errorf("%d bits, TFORM %s", c.repeat, c.form)
	case 'P', 'Q':
		return fmt.Errorf("arrays of varying length, TFORM %s", c.form)
	case 'C', 'M':
		return fmt.Errorf("complex numbers, TFORM %s", c.form)
	}
	return fmt.Errorf("arrays of %d, TFORM %s", c.repeat, c.form)
}
