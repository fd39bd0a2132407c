package data

import (
	"fmt"
	"math"
)

// table reads the rows of a binary table.
func (u *fitsUnit) table() (*Table, error) {
	n, err := u.integers("NAXIS1", "NAXIS2")
	if err != nil {
		return nil, err
	}
	width, rows := n[0], n[1]
	columns, err := u.columns(width)
	if err != nil {
		return nil, err
	}
	t := &Table{file: u.path, columns: map[string][]float64{}}
	if err := u.complete(rows, width); err != nil {
		return nil, err
	}
	for i := range columns {
		c := &columns[i]
		if c.decode == nil {
			err = t.skip(c.name, c.what())
		} else {
			c.values = make([]float64, rows)
			err = t.add(c.name, c.values)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := t.check(); err != nil {
		return nil, err
	}
	return t, u.decode(columns, int(rows), int(width))
}

// complete compares the rows the header promises with the size of the file.
func (u *fitsUnit) complete(rows, width int64) error {
	need := product(rows, width, math.MaxInt64-u.data) + u.data
	if u.size >= need {
		return nil
	}
	return &Error{File: u.path, Row: int(max(u.size-u.data, 0) / width), Err: fmt.Errorf(
		"the file is cut short: headers and %d rows of %d bytes make %d bytes, it has %d; copy or download it again", rows, width, need, u.size)}
}

// decode reads the rows a quarter megabyte at a time, which stays in cache while column after column is taken from it.
func (u *fitsUnit) decode(columns []fitsColumn, rows, width int) error {
	chunk := max(1, 1<<18/width)
	buf := make([]byte, min(chunk, rows)*width)
	for first := 0; first < rows; first += chunk {
		n := min(chunk, rows-first)
		if _, err := u.f.ReadAt(buf[:n*width], u.data+int64(first)*int64(width)); err != nil {
			return fileError(u.path, "%w", err)
		}
		for i := range columns {
			if c := &columns[i]; c.decode != nil {
				c.fill(c.values[first:first+n], buf, width)
			}
		}
	}
	return nil
}

// columns parses the cards of all columns and refuses those that do not fill a row of the given width.
func (u *fitsUnit) columns(width int64) ([]fitsColumn, error) {
	fields, err := u.integer("TFIELDS", 0)
	if err != nil {
		return nil, err
	}
	if fields < 1 || fields > 999 || u.naxis != 2 {
		return nil, fileError(u.path, "broken table header: %d columns (1 to 999 are possible) in %d dimensions (2); write the file again", fields, u.naxis)
	}
	columns := make([]fitsColumn, fields)
	end := 0
	for i := range columns {
		c := &columns[i]
		if err := c.parse(u, i); err != nil {
			return nil, err
		}
		c.offset = end
		if end += c.bytes(); int64(end) > width {
			break
		}
	}
	if int64(end) != width {
		return nil, fileError(u.path, "broken table header: the columns take %d bytes a row or more, NAXIS1 says %d; write the file again", end, width)
	}
	return columns, nil
}
