package data

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// FitX returns the map of sc for the features; unlike sc.Fit(s.X), its errors and the map name the columns. Columns of
// classes and marks that an Encoding made (all but filled ones) stay as they are: to scale them would change nothing but
// the codes, which must not, and a level that is in none of these rows would be an error.
//
// The map knows their range too, so that a prediction far outside it can be told.
func (s Set) FitX(sc Scaler) (Affine, error) {
	a, err := s.fit(sc, s.X, s.Names)
	if err != nil {
		return Affine{}, err
	}
	b, err := bounds(s.X)
	if err != nil {
		return Affine{}, err
	}
	a.Least, a.Most, a.Units = b.least, b.most, s.Units
	return a, nil
}

// FitY is FitX for the targets.
func (s Set) FitY(sc Scaler) (Affine, error) {
	if err := s.checkLengths(); err != nil {
		return Affine{}, err
	}
	y := s.Targets()
	_, k := y.Dims()
	names := make([]string, k)
	for j := range names {
		names[j] = s.target(j, k)
	}
	a, err := s.fit(sc, y, names)
	if err == nil {
		a.Units = s.YUnits
	}
	return a, err
}

// fit fits the columns that have a unit.
func (s Set) fit(sc Scaler, x *mat.Dense, names []string) (Affine, error) {
	plain, used := s.encoded(names)
	if len(used) == 0 {
		a, err := sc.Fit(x)
		return s.named(a, err, names)
	}
	whole, err := Identity{}.Fit(x)
	if err != nil {
		return s.named(whole, err, names)
	}
	var columns []int
	for j := range names {
		if !plain[j] {
			columns = append(columns, j)
		}
	}
	whole.Names, whole.Encodings = names, used
	if len(columns) == 0 {
		return whole, nil
	}
	n, _ := x.Dims()
	part := mat.NewDense(n, len(columns), nil)
	for i, j := range columns {
		part.SetCol(i, mat.Col(nil, j, x))
	}
	a, err := sc.Fit(part)
	if a, err = s.named(a, err, pick(names, columns)); err != nil {
		return a, err
	}
	for i, j := range columns {
		whole.Shift[j], whole.Scale[j] = a.Shift[i], a.Scale[i]
	}
	return whole, nil
}

// encoded tells which of the named columns are classes or marks that an encoding made, and which encodings made some.
func (s Set) encoded(names []string) (plain []bool, used []Encoding) {
	at := map[string]int{}
	plain = make([]bool, len(names))
	for j, name := range names {
		at[name] = j
		at[within(name)] = j
	}
	for _, e := range s.Encodings {
		some := false
		for i, name := range e.columns() {
			j, ok := at[name]
			some = some || ok
			if ok && (e.How != Impute || i == 1) {
				plain[j] = true
			}
		}
		if some {
			used = append(used, e)
		}
	}
	return plain, used
}

// named puts names where a map and its error have column numbers.
func (Set) named(a Affine, err error, names []string) (Affine, error) {
	if err == nil {
		a.Names = names
		return a, nil
	}
	if e := (*Error)(nil); errors.As(err, &e) {
		for j, name := range names {
			if e.Column == fmt.Sprint(j) {
				named := *e
				named.Column = name
				return Affine{}, &named
			}
		}
	}
	return Affine{}, err
}

// extent is the smallest and largest value of each column.
type extent struct{ least, most []float64 }

// bounds finds them and refuses what is empty or not finite.
func bounds(x *mat.Dense) (extent, error) {
	if x == nil || x.IsEmpty() {
		return extent{}, fileError("", "a scaler needs at least one row and one column")
	}
	n, _ := x.Dims()
	b := extent{slices.Clone(x.RawRowView(0)), slices.Clone(x.RawRowView(0))}
	for i := range n {
		for j, v := range x.RawRowView(i) {
			if !finite(v) {
				return extent{}, &Error{Column: fmt.Sprint(j), Row: i, Err: fmt.Errorf("%v: scalers are fitted to finite values; see Set.Check", v)}
			}
			b.least[j], b.most[j] = min(b.least[j], v), max(b.most[j], v)
		}
	}
	return b, nil
}

// affine maps [least, most] to [0, 1].
func (b extent) affine() (Affine, error) {
	a := Affine{Shift: b.least, Scale: make([]float64, len(b.least))}
	for j := range a.Scale {
		a.Scale[j] = b.most[j] - b.least[j]
		if a.Scale[j] == 0 {
			return Affine{}, constant(j, b.least[j])
		}
		if math.IsInf(a.Scale[j], 0) {
			return Affine{}, tooWide(j, b.least[j], b.most[j])
		}
	}
	return a, nil
}

func constant(j int, v float64) error {
	return columnError(j, "is %v in every row, so there is nothing to scale it by: leave the column out, or give it bounds with Range", v)
}

func tooWide(j int, least, most float64) error {
	return columnError(j, "its values from %v to %v span more than float64 holds: change its unit", least, most)
}

// columnError is an error about column j, which Set.Fit gives its name.
func columnError(j int, format string, args ...any) error {
	return &Error{Column: fmt.Sprint(j), Row: -1, Err: fmt.Errorf(format, args...)}
}
