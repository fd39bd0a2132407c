package data

import (
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Features returns the named columns (n, d) in the given order, as Set does, of rows without a target.
func (t *Table) Features(names []string) (*mat.Dense, error) {
	return t.matrix(t.expand(names), nil, fill)
}

// matrix is the columns of finite numbers side by side; none may be there twice or among others. A gap is an error that says
// what gaps says of it.
func (t *Table) matrix(names, others []string, gaps func(name string) string) (*mat.Dense, error) {
	if len(names) == 0 {
		return nil, fileError(t.file, "a set needs at least one feature; the columns are %s", list(t.Names()))
	}
	seen := map[string]bool{}
	for _, name := range slices.Concat(others, names) {
		if seen[name] {
			return nil, t.about(name, "used twice: a column is the target or one feature")
		}
		seen[name] = true
	}
	columns := make([][]float64, len(names))
	for j, name := range names {
		var err error
		if columns[j], err = t.finite(name, gaps); err != nil {
			return nil, err
		}
	}
	x := mat.NewDense(t.rows, len(names), nil)
	for i := range t.rows {
		row := x.RawRowView(i)
		for j, column := range columns {
			row[j] = column[i]
		}
	}
	return x, nil
}

// Named is rows whose columns have names: a *Table or a Set.
type Named interface {
	// of is the columns that a map was fitted on, in its order, encoded as they were.
	of(a Affine) (*mat.Dense, error)
}

var (
	_ Named = (*Table)(nil)
	_ Named = Set{}
)

// Columns returns the columns (n, d) that the map was fitted on: found by their names, whatever their order, and encoded
// with the levels and fills of that time. Others are ignored. A Set without names is taken as it is.
func (a Affine) Columns(from Named) (*mat.Dense, error) {
	if err := a.Check(); err != nil {
		return nil, err
	}
	if t, ok := from.(*Table); from == nil || ok && t == nil {
		return nil, fileError("", "there is no table to take columns from: it is nil")
	}
	return from.of(a)
}

func (t *Table) of(a Affine) (*mat.Dense, error) {
	if a.Names == nil {
		return nil, fileError(t.file, "the scaling was fitted to columns without names, which a table cannot be asked for: say which with Features, or fit to a Set with Names")
	}
	for _, name := range a.raw() { // before columns are made, which the error would list
		if !t.has(name) && !t.has(within(name)) {
			return nil, t.missing(within(name))
		}
	}
	t, err := t.Encode(a.Encodings...)
	if err != nil {
		return nil, err
	}
	if err := sameUnits(t.unitsOf(a.Names), a.Units, func(j int) string { return a.Names[j] }); err != nil {
		return nil, err
	}
	return t.matrix(a.Names, nil, drop)
}

// raw names the columns that those of the map are made of.
func (a Affine) raw() (names []string) {
	made := map[string]bool{}
	for _, e := range a.Encodings {
		names = append(names, e.Column)
		for _, name := range e.columns() {
			made[name] = true
		}
	}
	for _, name := range a.Names {
		if !made[name] && !made[within(name)] {
			names = append(names, name)
		}
	}
	return names
}

func (s Set) of(a Affine) (*mat.Dense, error) {
	if s.Rows() == 0 {
		return nil, fileError("", "the set has no rows: X is empty")
	}
	s, err := s.ordered(a)
	return s.X, err
}
