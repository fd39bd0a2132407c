package data

import (
	"maps"
	"math"
	"slices"
)

// Select returns a table of the named columns, in this order; text stays text.
func (t *Table) Select(names ...string) (*Table, error) {
	out := t.empty()
	for _, name := range names {
		if column, isText := t.texts[name]; isText {
			if err := out.addText(name, column, t.skipped[name]); err != nil {
				return nil, err
			}
			continue
		}
		column, err := t.Column(name)
		if err != nil {
			return nil, err
		}
		if err := out.add(name, column); err != nil {
			return nil, err
		}
	}
	for _, e := range t.encodings {
		if !slices.ContainsFunc(e.columns(), func(name string) bool { return !out.has(name) }) {
			out.encodings = append(out.encodings, e)
		}
	}
	return out, out.check()
}

// Log10 returns the table with a further column "log10(name)" for each name.
func (t *Table) Log10(names ...string) (*Table, error) {
	out := t.clone()
	for _, name := range names {
		log := "log10(" + name + ")"
		column, err := t.Column(log)
		if err != nil {
			return nil, err
		}
		if err := out.add(log, column); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// empty returns a table of the same rows without columns.
func (t *Table) empty() *Table {
	out := newTable(t.file)
	out.rows, out.lines, out.origin, out.units = t.rows, t.lines, t.origin, t.units
	return out
}

// clone returns a table of the same columns, which it shares, to which others can be added.
func (t *Table) clone() *Table {
	out := t.empty()
	out.all, out.encodings = slices.Clone(t.all), slices.Clone(t.encodings)
	maps.Copy(out.index, t.index)
	maps.Copy(out.columns, t.columns)
	maps.Copy(out.texts, t.texts)
	maps.Copy(out.skipped, t.skipped)
	return out
}

// DropNonFinite returns the table without the rows in which one of the named columns is NaN or infinite, and the number
// of rows left out. For log10(name) those are also the rows with a value of 0 or less. Without names every column of
// numbers counts. Errors about the new table still name rows of the file.
func (t *Table) DropNonFinite(names ...string) (*Table, int, error) {
	if len(names) == 0 {
		names = t.Names()
	}
	keep := slices.Repeat([]bool{true}, t.rows)
	for _, name := range names {
		column, stored, err := t.resolve(name)
		if err != nil {
			return nil, 0, err
		}
		for i, v := range column {
			keep[i] = keep[i] && finite(v) && (stored == name || v > 0)
		}
	}
	var rows []int
	for i, k := range keep {
		if k {
			rows = append(rows, i)
		}
	}
	if len(rows) == 0 {
		return nil, t.rows, fileError(t.file, "no row is left: each of the %d has a value that is not finite in %s", t.rows, list(names))
	}
	return t.take(rows), t.rows - len(rows), nil
}

// take returns the table of the given rows.
func (t *Table) take(rows []int) *Table {
	out := t.clone()
	out.rows = len(rows)
	for name, column := range t.columns {
		out.columns[name] = pick(column, rows)
	}
	for name, column := range t.texts {
		out.texts[name] = column.take(rows)
	}
	if t.lines != nil {
		out.lines = pick(t.lines, rows)
	}
	out.origin = rows
	if t.origin != nil {
		out.origin = pick(t.origin, rows)
	}
	return out
}

// pick returns v[rows[0]], v[rows[1]], ...
func pick[T any](v []T, rows []int) []T {
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = v[r]
	}
	return out
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
