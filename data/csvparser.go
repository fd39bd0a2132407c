package data

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// csvParser is a file being read.
type csvParser struct {
	source *source
	path   string
	csv    CSV
	in     *csv.Reader
	names  []string
	fields []csvColumn
	lines  []int
}

// csvColumn is a column as far as it has been read: numbers, or text, or while only missing fields were seen both.
type csvColumn struct {
	numbers []float64
	texts   *texts
	kind    csvKind
	bad     error // why it is not numbers, by the first field that is none; nil if it is
}

type csvKind byte

const (
	csvOpen   csvKind = iota // so far numbers or text: no field but missing ones, declared or not
	csvNumber                // numbers
	csvText                  // text
	csvSpoilt                // began with numbers and has other fields
)

// columnCost is about what a column takes beside its rows.
const columnCost = 256

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
	if err := p.columns(); err != nil {
		return err
	}
	for record := first; ; {
		p.source.mark = p.source.count
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

// columns makes room for them.
func (p *csvParser) columns() error {
	if err := p.source.take(columnCost * int64(len(p.names))); err != nil {
		return p.source.fail(err)
	}
	p.fields = make([]csvColumn, len(p.names))
	for j := range p.fields {
		p.fields[j].texts = &texts{}
	}
	for _, name := range p.csv.Text {
		j := slices.Index(p.names, name)
		if j < 0 {
			return &Error{File: p.path, Column: name, Row: -1, Err: fmt.Errorf("no such column, though CSV.Text names it. The columns are %s", list(p.names))}
		}
		p.fields[j].kind = csvText
		p.fields[j].bad = &Error{File: p.path, Column: name, Row: -1, Err: errors.New("text, as CSV.Text says: make numbers of it with Encode")}
	}
	return nil
}

// row appends a record.
func (p *csvParser) row(record []string) error {
	line, _ := p.in.FieldPos(0)
	if err := p.width(record, line); err != nil {
		return err
	}
	cost := int64(8)
	for j, field := range record {
		cost += p.fields[j].add(p, j, line, field)
	}
	if err := p.source.take(cost); err != nil {
		return &Error{File: p.path, Row: len(p.lines), Line: line, Err: err}
	}
	p.lines = append(p.lines, line)
	return nil
}

// add appends a field of column j and returns how many bytes it takes.
func (c *csvColumn) add(p *csvParser, j, line int, field string) (cost int64) {
	switch c.kind {
	case csvText:
		return c.texts.add(strings.TrimSpace(field))
	case csvSpoilt:
		return 0
	}
	v, missing, err := p.csv.parse(field)
	if err != nil && c.refuse(p, j, line, missing, err) {
		return c.texts.add(strings.TrimSpace(field))
	}
	if c.kind == csvOpen && !missing {
		c.kind, c.texts = csvNumber, nil
	}
	if c.kind == csvOpen {
		cost = c.texts.add(strings.TrimSpace(field))
	} else if c.bad != nil {
		c.kind, c.numbers = csvSpoilt, nil
		return 0
	}
	c.numbers = append(c.numbers, v)
	return cost + 8
}

// refuse notes a field that is not a number, and reports whether that makes the column text.
func (c *csvColumn) refuse(p *csvParser, j, line int, missing bool, err error) (isText bool) {
	not := (*notNumber)(nil)
	if errors.As(err, &not) {
		isText = c.kind == csvOpen && !missing
		if not.text = isText; !isText {
			not.column = p.names[j]
		}
	}
	if c.bad == nil || isText {
		c.bad = &Error{File: p.path, Column: p.names[j], Row: len(p.lines), Line: line, Err: err}
	}
	if isText {
		c.kind, c.numbers = csvText, nil
	}
	return isText
}

func (p *csvParser) width(record []string, line int) error {
	if len(record) == len(p.names) {
		return nil
	}
	return &Error{File: p.path, Row: -1, Line: line, Err: fmt.Errorf("%d fields where %d columns are expected (%s): complete or remove the line",
		len(record), len(p.names), list(p.names))}
}

// syntax is what encoding/csv refuses: quotes out of place and separators that cannot be.
func (p *csvParser) syntax(err error) error {
	if e := (*csv.ParseError)(nil); errors.As(err, &e) {
		return &Error{File: p.path, Row: -1, Line: e.Line, Err: fmt.Errorf("%w at byte %d of the line: is %q the separator? Set CSV.Comma if not", e.Err, e.Column, p.in.Comma)}
	}
	return p.source.fail(err)
}

// table hands over the columns.
func (p *csvParser) table() (*Table, error) {
	t := newTable(p.path)
	t.lines = p.lines
	for j, name := range p.names {
		var err error
		switch c := &p.fields[j]; {
		case c.kind == csvText:
			err = t.addText(name, c.texts, c.bad)
		case c.bad != nil:
			err = t.skip(name, c.bad)
		default:
			err = t.add(name, c.numbers)
		}
		if err != nil {
			return nil, err
		}
	}
	return t, t.check()
}
