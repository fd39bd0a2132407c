// Package data is columns from files turned into sets of features and targets, scaled and split.
//
//	table, err := data.ReadFITS("clusters.fits")
//	set, err := table.Set([]string{"log10(Ngal)", "R_mean"}, "log10(M200c)")
//	train, test, err := set.Split(200_000, seed)
//
// Everything is float64 until a network takes it. Readers never panic and never guess: what is missing, mistyped, not
// finite or cut short is an *Error that names file, column and row. Rows count from 0, lines of text files from 1. They
// take what gzip has packed, end with a context and hold to a limit of memory, which their error names.
//
// Text and numbers with gaps become columns of numbers by Table.Encode. Features have names: the scaler that a Set was
// fitted with finds those of other tables by name and encodes them alike (Affine.Columns).
package data

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Table is named columns of equal length, at least one column and one row. Its methods return new tables and never
// change the one they are called on.
//
// Wherever a method takes the name of a column, "log10(name)" is the logarithm of column name, unless a column has just
// that name.
type Table struct {
	file      string
	rows      int                  // -1 before the first column
	all       []string             // every column of the file in its order, also those that are not numbers
	index     map[string]int       // where in all
	columns   map[string][]float64 // those that are numbers
	texts     map[string]*texts    // those that are text
	skipped   map[string]error     // why the others, text too, are not numbers
	encodings []Encoding           // that made some of the columns
	units     map[string]string    // of columns of the file, not changed once they are there; nil if none are known
	lines     []int                // line in a text file of each row, from 1; nil without lines
	origin    []int                // row in the file of each row; nil: its own index
}

// newTable is a table without columns.
func newTable(file string) *Table {
	return &Table{file: file, rows: -1, index: map[string]int{}, columns: map[string][]float64{}, texts: map[string]*texts{}, skipped: map[string]error{}}
}

// NewTable returns a table of copies of the columns. It is an error if names and columns differ in number, a name is
// empty or occurs twice, the lengths differ, or there is no column or no row.
func NewTable(names []string, columns ...[]float64) (*Table, error) {
	if len(names) != len(columns) {
		return nil, fileError("", "%d names for %d columns: give each column one name", len(names), len(columns))
	}
	t := newTable("")
	for j, name := range names {
		if err := t.add(name, slices.Clone(columns[j])); err != nil {
			return nil, err
		}
	}
	return t, t.check()
}

// add appends a column and takes ownership of it.
func (t *Table) add(name string, column []float64) error {
	if err := t.claim(name); err != nil {
		return err
	}
	t.columns[name] = column
	return t.equallyLong(name, len(column))
}

// addText appends a column of text; why is the error of asking it for numbers.
func (t *Table) addText(name string, column *texts, why error) error {
	if err := t.skip(name, why); err != nil {
		return err
	}
	t.texts[name] = column
	return t.equallyLong(name, len(column.codes))
}

func (t *Table) equallyLong(name string, rows int) error {
	if t.rows < 0 {
		t.rows = rows
	}
	if rows != t.rows {
		return &Error{File: t.file, Column: name, Row: -1,
			Err: fmt.Errorf("%d rows where the columns before it have %d: columns of one table are equally long", rows, t.rows)}
	}
	return nil
}

// skip notes a column that is in the file but is not numbers.
func (t *Table) skip(name string, why error) error {
	if err := t.claim(name); err != nil {
		return err
	}
	t.skipped[name] = why
	return nil
}

// claim gives the next column its name. Names are looked up by hash: a file may have a hundred thousand.
func (t *Table) claim(name string) error {
	if name == "" {
		return fileError(t.file, "column %d has an empty name: give it one", len(t.all))
	}
	if i, taken := t.index[name]; taken {
		return &Error{File: t.file, Column: name, Row: -1,
			Err: fmt.Errorf("columns %d and %d (from 0) have this name: rename one", i, len(t.all))}
	}
	t.index[name] = len(t.all)
	t.all = append(t.all, name)
	return nil
}

// check refuses a table without columns of numbers or text, or without rows.
func (t *Table) check() error {
	switch {
	case len(t.all) == 0:
		return fileError(t.file, "no columns")
	case len(t.columns) == 0 && len(t.texts) == 0:
		return t.noNumbers()
	case t.rows == 0:
		return fileError(t.file, "no rows: the columns %s are empty", list(t.all))
	}
	return nil
}

// noNumbers says what the first column is instead.
func (t *Table) noNumbers() error {
	why := t.skipped[t.all[0]]
	if e := (*Error)(nil); errors.As(why, &e) {
		return &Error{File: e.File, Column: e.Column, Row: e.Row, Line: e.Line, Err: fmt.Errorf("%w; no other column is numbers either", e.Err)}
	}
	return fileError(t.file, "no column of numbers: the first, %s, is %w", quote(t.all[0]), why)
}

// Names returns the names of the columns of numbers in the order of the file.
func (t *Table) Names() []string {
	return slices.DeleteFunc(slices.Clone(t.all), func(name string) bool { return t.skipped[name] != nil })
}

// Rows returns the number of rows.
func (t *Table) Rows() int { return t.rows }

// File returns the path the table was read from, empty if it was made in memory.
func (t *Table) File() string { return t.file }

// Column returns a copy of the named column. A missing column is an error that lists those there are, a column that
// is not numbers one that says what it is, and log10(name) one at the first row with a value of 0 or less; NaN and
// infinities pass.
func (t *Table) Column(name string) ([]float64, error) {
	column, inner, err := t.resolve(name)
	if err != nil {
		return nil, err
	}
	column = slices.Clone(column)
	if inner == name {
		return column, nil
	}
	for i, v := range column {
		if v <= 0 {
			return nil, t.at(inner, i, "log10 of %v: logarithms need values above 0; correct the file or leave such rows out with DropNonFinite(%s)", v, quote(name))
		}
		column[i] = math.Log10(v)
	}
	return column, nil
}

// resolve returns the stored column behind a name and the name it is stored under, which differs from name where its
// logarithm is asked for.
func (t *Table) resolve(name string) (column []float64, stored string, err error) {
	stored = name
	if !t.has(name) {
		stored = within(name)
	}
	if column, ok := t.columns[stored]; ok {
		return column, stored, nil
	}
	why, ok := t.skipped[stored]
	if !ok {
		return nil, "", t.missing(stored)
	}
	if e := (*Error)(nil); errors.As(why, &e) {
		return nil, "", e
	}
	return nil, "", &Error{File: t.file, Column: stored, Row: -1, Err: fmt.Errorf("not one number a row but %w", why)}
}

func (t *Table) has(name string) bool {
	_, ok := t.index[name]
	return ok
}

// within is the name inside "log10(name)", or name itself.
func within(name string) string {
	if rest, ok := strings.CutPrefix(name, "log10("); ok && strings.HasSuffix(rest, ")") {
		return strings.TrimSuffix(rest, ")")
	}
	return name
}

// at is an error about one value, with its row and line in the file.
func (t *Table) at(column string, row int, format string, args ...any) error {
	e := &Error{File: t.file, Column: column, Row: row, Err: fmt.Errorf(format, args...)}
	if t.lines != nil {
		e.Line = t.lines[row]
	}
	if t.origin != nil {
		e.Row = t.origin[row]
	}
	return e
}
