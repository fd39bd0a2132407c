package data

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
)

// table reads the rows of a binary table, all columns or those named.
func (u *fitsUnit) table(named []string) (*Table, error) {
	n, err := u.integers("NAXIS1", "NAXIS2")
	if err != nil {
		return nil, err
	}
	width, rows := n[0], n[1]
	columns, err := u.columns(width)
	if err != nil {
		return nil, err
	}
	if err := u.complete(rows, width); err != nil {
		return nil, err
	}
	if err := u.choose(columns, named, rows); err != nil {
		return nil, err
	}
	if err := u.decode(columns, rows, int(width)); err != nil {
		return nil, err
	}
	if err := u.rest(); err != nil {
		return nil, err
	}
	return u.collect(columns)
}

// choose makes room for the columns that are read.
func (u *fitsUnit) choose(columns []fitsColumn, named []string, rows int64) error {
	at := map[string]int{}
	var names []string
	for i := range columns {
		c := &columns[i]
		at[c.name], c.wanted = i, named == nil
		names = append(names, c.name)
	}
	for _, name := range named {
		i, ok := at[name]
		if !ok {
			return &Error{File: u.path, Column: name, Row: -1, Err: fmt.Errorf("no such column, though FITS.Columns names it. The columns are %s", list(names))}
		}
		columns[i].wanted = true
	}
	for i := range columns {
		c := &columns[i]
		k := c.repeat
		switch {
		case c.wanted && c.letter == 'A' && k > 0:
			c.texts, k = &texts{}, 0
		case !c.wanted || c.decode == nil || k != 1 && named == nil:
			k = 0
		}
		if err := u.take(product(product(int64(k), rows, math.MaxInt64/16), 8, math.MaxInt64/2) + columnCost*int64(k+1)); err != nil {
			return &Error{File: u.path, Column: c.name, Row: -1, Err: fmt.Errorf("%w, or name the columns to read in FITS.Columns", err)}
		}
		if k > 0 {
			c.values = make([][]float64, k)
		}
	}
	return nil
}

// collect makes a table of the columns.
func (u *fitsUnit) collect(columns []fitsColumn) (*Table, error) {
	t := newTable(u.path)
	for i := range columns {
		c, err := &columns[i], error(nil)
		switch {
		case c.texts != nil:
			err = t.addText(c.name, c.texts, c.what())
		case c.values != nil && c.repeat == 1:
			err = t.add(c.name, c.values[0])
		case !c.wanted:
			err = t.skip(c.name, errors.New("left out, since FITS.Columns does not name it"))
		default:
			err = t.skip(c.name, c.what())
		}
		t.tell(c.name, c.unit)
		if c.repeat > 1 {
			for e, name := range elements(c.name, len(c.values)) {
				t.tell(name, c.unit)
				err = cmp.Or(err, t.add(name, c.values[e]))
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return t, t.check()
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

// decode reads the rows a quarter megabyte at a time, which stays in cache while column after column is taken from it. The
// columns grow with what is read unless the file has been seen to be long enough.
func (u *fitsUnit) decode(columns []fitsColumn, rows int64, width int) error {
	chunk := int64(max(1, chunkBytes/width))
	buf := make([]byte, min(chunk, rows)*int64(width))
	if u.packed == nil {
		for _, c := range columns {
			for e := range c.values {
				c.values[e] = make([]float64, 0, rows)
			}
		}
	}
	for first := int64(0); first < rows; first += chunk {
		part := buf[:min(chunk, rows-first)*int64(width)]
		if n, err := u.readAt(part, u.data+first*int64(width)); n < len(part) {
			if err == io.EOF {
				return &Error{File: u.path, Row: int(first) + n/width, Err: fmt.Errorf("the file is cut short: its header promises %d rows of %d bytes; copy or download it again", rows, width)}
			}
			return u.fail(err)
		}
		for i := range columns {
			c := &columns[i]
			c.fill(part, width)
			if c.texts != nil {
				if err := u.take(c.fillText(part, width)); err != nil {
					return &Error{File: u.path, Column: c.name, Row: int(first), Err: err}
				}
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
	if most := u.limit / 16; width > most {
		return nil, u.fail(u.tooMuch("a row takes %d bytes, more than a sixteenth of the limit", width))
	}
	if int64(end) != width || end == 0 {
		return nil, fileError(u.path, "broken table header: the columns take %d bytes a row or more, NAXIS1 says %d; write the file again", end, width)
	}
	return columns, nil
}
