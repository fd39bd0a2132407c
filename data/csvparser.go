package data

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// csvParser is a file being read.
type csvParser struct {
	path    string
	csv     CSV
	in      *csv.Reader
	names   []string
	columns [][]float64
	bad     []error // of each column, its first field that is not a number
	lines   []int
}

// read reads every record into columns.
func (p *csvParser) read() error {
	first, err := p.in.Read()
	if errors.Is(err, io.EOF) {
		return fileError(p.path, "no lines but blank ones and comments: write the table again")
	}
	if err != nil {
		return p.syntax(err)
	}
	isData, err := p.header(first)
	if err != nil {
		return err
	}
	p.columns, p.bad = make([][]float64, len(p.names)), make([]error, len(p.names))
	for record := first; ; {
		if isData {
			if err := p.row(record); err != nil {
				return err
			}
		}
		isData = true
		if record, err = p.in.Read(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return p.syntax(err)
		}
	}
}

// header sets the names from the first line and reports whether that line is a row of data.
func (p *csvParser) header(first []string) (isData bool, err error) {
	numbers := 0
	for _, field := range first {
		if _, err := p.csv.parse(field); err == nil {
			numbers++
		}
	}
	line, _ := p.in.FieldPos(0)
	switch {
	case p.csv.Names != nil:
		p.names, isData = slices.Clone(p.csv.Names), !p.csv.Header
	case !p.csv.Header && numbers == len(first):
		p.names, isData = make([]string, len(first)), true
	case !p.csv.Header && numbers > 0:
		return false, &Error{File: p.path, Row: -1, Line: line, Err: fmt.Errorf(
			"%d of %d fields are numbers, so it may be a header or data: say which with CSV{Header: true} or CSV{Names: ...}", numbers, len(first))}
	default:
		p.names = make([]string, len(first))
		for j, field := range first {
			p.names[j] = strings.TrimSpace(field)
		}
	}
	if err := p.separator(first); err != nil {
		return false, err
	}
	for j, name := range p.names {
		if name == "" {
			p.names[j] = fmt.Sprintf("c%d", j)
		}
	}
	return isData, p.width(first, line)
}

// separator refuses a first line of one field that holds another separator: the file would read as one column of text.
func (p *csvParser) separator(first []string) error {
	for _, other := range ";\t|," {
		if len(first) == 1 && p.in.Comma != other && strings.ContainsRune(first[0], other) {
			return fileError(p.path, "the first line has no %q but %q between fields: read it with CSV{Comma: %q}", p.in.Comma, other, other)
		}
	}
	return nil
}

// row appends a record.
func (p *csvParser) row(record []string) error {
	line, _ := p.in.FieldPos(0)
	if err := p.width(record, line); err != nil {
		return err
	}
	for j, field := range record {
		v, err := p.csv.parse(field)
		if err != nil && p.bad[j] == nil {
			p.bad[j] = &Error{File: p.path, Column: p.names[j], Row: len(p.lines), Line: line, Err: err}
		}
		p.columns[j] = append(p.columns[j], v)
	}
	p.lines = append(p.lines, line)
	return nil
}

func (p *csvParser) width(record []string, line int) error {
	if len(record) == len(p.names) {
		return nil
	}
	return &Error{File: p.path, Row: -1, Line: line, Err: fmt.Errorf("%d fields where %d columns are expected (%s): complete or remove the line",
		len(record), len(p.names), list(p.names))}
}

// parse is strconv.ParseFloat of a trimmed field with errors for people. The value is NaN beside an error.
func (c CSV) parse(field string) (float64, error) {
	field = strings.TrimSpace(field)
	if slices.Contains(c.Missing, field) {
		return math.NaN(), nil
	}
	v, err := strconv.ParseFloat(field, 64)
	switch {
	case err == nil:
		return v, nil
	case field == "":
		return math.NaN(), errors.New(`empty where a number is expected: fill it in, or read with CSV{Missing: []string{""}} and use DropNonFinite`)
	case errors.Is(err, strconv.ErrRange):
		return math.NaN(), fmt.Errorf("%s is beyond the largest float64, 1.8e308: correct it, or write Inf and use DropNonFinite", field)
	}
	return math.NaN(), fmt.Errorf("%s is not a number: correct the file, or leave the column out", quote(field))
}

// quote quotes at most 40 bytes of a text.
func quote(text string) string {
	if len(text) > 40 {
		return strconv.Quote(text[:40]) + "..."
	}
	return strconv.Quote(text)
}

// syntax is what encoding/csv refuses: quotes out of place and separators that cannot be.
func (p *csvParser) syntax(err error) error {
	if e := (*csv.ParseError)(nil); errors.As(err, &e) {
		return &Error{File: p.path, Row: -1, Line: e.Line, Err: fmt.Errorf("%w at byte %d of the line: is %q the separator? Set CSV.Comma if not", e.Err, e.Column, p.in.Comma)}
	}
	return fileError(p.path, "%w", err)
}

// table hands over the columns of numbers.
func (p *csvParser) table() (*Table, error) {
	t := &Table{file: p.path, columns: map[string][]float64{}, lines: p.lines}
	for j, name := range p.names {
		var err error
		if p.bad[j] != nil {
			err = t.skip(name, p.bad[j])
		} else {
			err = t.add(name, p.columns[j])
		}
		if err != nil {
			return nil, err
		}
	}
	return t, t.check()
}
