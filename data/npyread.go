package data

import (
	"encoding/binary"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// chunkBytes is about how much of an array or of a table's rows is decoded at a time: it stays in cache.
const chunkBytes = 1 << 18

// read returns the columns. They grow with what is read: a header that lies in a file which gzip or zip has packed shall not
// allocate what it promises.
func (a *array) read() ([][]float64, error) {
	e := npyElements[a.element()]
	n, k, order := a.n, a.k, a.order()
	out := make([][]float64, k)
	if a.fortran || k == 1 { // column after column
		for j := range out {
			err := a.chunks(n, e.bytes, func(raw []byte, _ int) {
				out[j] = a.grow(out[j], n, len(raw)/e.bytes)
				for ; len(raw) > 0; raw = raw[e.bytes:] {
					out[j] = append(out[j], e.value(order, raw))
				}
			})
			if err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	err := a.chunks(n, k*e.bytes, func(raw []byte, rows int) {
		for j := range out {
			out[j] = a.grow(out[j], n, rows)
			for i := range rows {
				out[j] = append(out[j], e.value(order, raw[(i*k+j)*e.bytes:]))
			}
		}
	})
	return out, err
}

// grow makes room in a column of n rows: for all of them where the file has been seen to be long enough.
func (a *array) grow(column []float64, n, more int) []float64 {
	if cap(column)-len(column) >= more {
		return column
	}
	room := min(n, max(2*cap(column), len(column)+more))
	if a.have >= 0 && a.packed == nil {
		room = n
	}
	return append(make([]float64, 0, room), column...)
}

// chunks reads n times width bytes, some rows at a time.
func (a *array) chunks(n, width int, do func(raw []byte, rows int)) error {
	at := max(1, chunkBytes/width)
	raw := make([]byte, 0, min(at, n)*min(width, chunkBytes))
	for first := 0; first < n; first += at {
		rows := min(at, n-first)
		var err error
		if raw, err = a.next(raw[:0], rows*width); err != nil {
			return err
		}
		do(raw, rows)
	}
	return nil
}

// next reads so many bytes, at most a chunk at a time into room that grows.
func (a *array) next(raw []byte, count int) ([]byte, error) {
	for len(raw) < count {
		more := min(count-len(raw), chunkBytes)
		raw = append(raw, make([]byte, more)...)
		if _, err := io.ReadFull(a.in, raw[len(raw)-more:]); err != nil {
			if err == io.EOF || err == io.ErrUnexpectedEOF { // and not one of the packing
				return nil, fileError(a.path, "cut short: shape %s and type %s need more bytes than there are; copy or save it again", tuple(a.shape), quote(a.kind))
			}
			return nil, a.fail(err)
		}
	}
	return raw, nil
}

func (a *array) order() binary.ByteOrder {
	if strings.HasPrefix(a.kind, ">") {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// text reports whether the elements are strings: S of bytes, U of code points.
func (a *array) text() bool {
	e := a.element()
	return len(e) > 1 && (e[0] == 'S' || e[0] == 'U') && a.width() > 0
}

// width is the bytes of an element; 0 if its type does not say.
func (a *array) width() int {
	e := a.element()
	if number, ok := npyElements[e]; ok {
		return number.bytes
	}
	n, err := strconv.ParseUint(e[1:], 10, 24)
	switch {
	case err != nil:
		return 0
	case e[0] == 'S':
		return int(n)
	}
	return 4 * int(n)
}

// readText returns a column of text. Zeros at the end of an element are no part of it.
func (a *array) readText() (*texts, error) {
	t, width, order, unicode := &texts{}, a.width(), a.order(), a.element()[0] == 'U'
	var full error
	err := a.chunks(a.n, width, func(raw []byte, _ int) {
		for ; len(raw) > 0 && full == nil; raw = raw[width:] {
			text := raw[:width]
			if unicode {
				text = utf8Of(text, order)
			}
			full = a.take(t.add(strings.TrimRight(string(text), "\x00")))
		}
	})
	if err == nil && full != nil {
		err = a.fail(full)
	}
	return t, err
}

// utf8Of writes code points of four bytes as UTF-8.
func utf8Of(raw []byte, order binary.ByteOrder) (text []byte) {
	for ; len(raw) >= 4; raw = raw[4:] {
		text = utf8.AppendRune(text, rune(order.Uint32(raw)))
	}
	return text
}
