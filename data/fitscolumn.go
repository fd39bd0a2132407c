package data

import (
	"bytes"
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
	unit        string // "" if it is not told
	letter      byte   // type of an element
	repeat      int    // elements a row
	offset      int    // first byte in a row
	scale, zero float64
	null        int64 // integer that means no value
	hasNull     bool
	wanted      bool                                  // to be read, if it can be
	decode      func(c *fitsColumn, b []byte) float64 // nil if the elements are no numbers
	values      [][]float64                           // by element; nil if it is not read as numbers
	texts       *texts                                // nil if it is not text
}

// parse reads the cards of column i, which FITS counts from 1.
func (c *fitsColumn) parse(u *fitsUnit, i int) error {
	key := strconv.Itoa(i + 1)
	c.name, c.scale = "c"+strconv.Itoa(i), 1
	if name, ok := u.value("TTYPE" + key).(string); ok && name != "" {
		c.name = name
	}
	c.unit = u.units["TUNIT"+key]
	c.form, _ = u.value("TFORM" + key).(string)
	digits := len(c.form) - len(strings.TrimLeft(c.form, "0123456789"))
	repeat, err := strconv.ParseUint("0"+c.form[:digits], 10, 31)
	if err != nil || digits == len(c.form) || fitsWidths[c.form[digits]] == 0 {
		return &Error{File: u.path, Column: c.name, Row: -1, Err: fmt.Errorf("TFORM%s is %s, which is no format of a binary table: write the file again", key, quote(c.form))}
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
	c.decode = fitsDecoders[c.letter]
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

// fill appends the column's elements in rows of the given width.
func (c *fitsColumn) fill(rows []byte, width int) {
	for e := range c.values {
		size := fitsWidths[c.letter]
		for at := c.offset + e*size; at < len(rows); at += width {
			c.values[e] = append(c.values[e], c.decode(c, rows[at:]))
		}
	}
}

// fillText appends its text and returns how many bytes that takes. A zero ends a text, and blanks at its end are no part of it.
func (c *fitsColumn) fillText(rows []byte, width int) (cost int64) {
	for at := c.offset; at < len(rows); at += width {
		text, _, _ := bytes.Cut(rows[at:at+c.repeat], []byte{0})
		cost += c.texts.add(string(bytes.TrimRight(text, " ")))
	}
	return cost
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

// what says what a column is that is not one number a row.
func (c *fitsColumn) what() error {
	switch {
	case c.letter == 'A':
		return fmt.Errorf("text of %d bytes, TFORM %s: make numbers of it with Encode", c.repeat, short(c.form))
	case c.letter == 'X':
		return fmt.Errorf("%d bits, TFORM %s", c.repeat, short(c.form))
	case c.letter == 'P' || c.letter == 'Q':
		return fmt.Errorf("arrays of varying length, TFORM %s", short(c.form))
	case c.letter == 'C' || c.letter == 'M':
		return fmt.Errorf("complex numbers, TFORM %s", short(c.form))
	case c.repeat == 0:
		return fmt.Errorf("arrays of 0, TFORM %s", short(c.form))
	case c.values != nil:
		return fmt.Errorf("arrays of %d, which are the columns %[2]s[0] ... %[2]s[%[3]d]", c.repeat, short(c.name), c.repeat-1)
	}
	return fmt.Errorf("arrays of %d, TFORM %s: read it as columns with FITS{Columns: []string{%s}}", c.repeat, short(c.form), quote(c.name))
}
