package data

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// FitX returns the map of sc for the features; unlike sc.Fit(s.X), its errors and the map name the columns, and the map knows
// their range.
func (s Set) FitX(sc Scaler) (Affine, error) {
	a, err := sc.Fit(s.X)
	if a, err = s.named(a, err, s.Names); err != nil {
		return Affine{}, err
	}
	b, err := bounds(s.X)
	if err != nil {
		return Affine{}, err
	}
	a.Least, a.Most = b.least, b.most
	return a, nil
}

// FitY returns the map of sc for the targets.
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
	a, err := sc.Fit(y)
	return s.named(a, err, names)
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
