package data

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Order returns the set with the features that x was fitted on, in its order: by name if both have names, else as they
// are. A column must not pass for another: it is an error if the set lacks a feature, has more, or another target than y
// was fitted on, or one of them in another unit, or encoded one with other levels or another fill.
func (s Set) Order(x, y Affine) (Set, error) {
	if s.Rows() == 0 || s.checkLengths() != nil {
		return s, nil // Check says why
	}
	_, d := s.X.Dims()
	if err := x.CheckColumns(d); err != nil {
		return s, fileError("", "%w", err)
	}
	if err := s.sameTargets(y); err != nil {
		return s, err
	}
	return s.ordered(x)
}

// sameTargets compares the names of the targets, where somebody has given them.
func (s Set) sameTargets(y Affine) error {
	k := len(s.Y) / s.Rows()
	if err := sameUnits(s.YUnits, y.Units, func(j int) string { return s.target(j, k) }); err != nil {
		return err
	}
	if s.Target == "" && s.YNames == nil || len(y.Names) != k {
		return nil
	}
	for j, was := range y.Names {
		if name := s.target(j, k); name != was && was != (Set{}).target(j, k) {
			return &Error{Column: name, Row: -1, Err: fmt.Errorf("is the target, and the model was fitted on %s: fit another model to it; if only the name has changed, rename it", quote(was))}
		}
	}
	return nil
}

// ordered is Order of the features alone; further ones are left out.
func (s Set) ordered(a Affine) (Set, error) {
	s, err := s.byName(a)
	if err == nil {
		err = sameUnits(s.Units, a.Units, s.feature)
	}
	return s, err
}

func (s Set) byName(a Affine) (Set, error) {
	if s.Names == nil || a.Names == nil {
		return s, nil
	}
	if err := s.sameEncodings(a); err != nil {
		return s, err
	}
	if slices.Equal(s.Names, a.Names) {
		return s, nil
	}
	if _, d := s.X.Dims(); len(s.Names) != d {
		return s, fileError("", "%d names for %d features: Names is nil or names each column of X", len(s.Names), d)
	}
	at := map[string]int{}
	for j, name := range s.Names {
		if _, twice := at[name]; twice {
			return s, &Error{Column: name, Row: -1, Err: errors.New("the set has two features of this name: rename one")}
		}
		at[name] = j
	}
	columns := make([]int, len(a.Names))
	for i, name := range a.Names {
		j, ok := at[name]
		if !ok {
			return s, s.lacks(name)
		}
		columns[i] = j
	}
	return s.pick(columns, a.Names), nil
}

// pick returns the set with these columns of X.
func (s Set) pick(columns []int, names []string) Set {
	x := mat.NewDense(s.Rows(), len(columns), nil)
	for i := range s.Rows() {
		from, to := s.X.RawRowView(i), x.RawRowView(i)
		for k, j := range columns {
			to[k] = from[j]
		}
	}
	if s.Units != nil {
		s.Units = pick(s.Units, columns)
	}
	s.X, s.Names = x, names
	return s
}

// lacks is the error of a feature that is not there.
func (s Set) lacks(name string) error {
	hint := ""
	if near := nearest(name, s.Names); near != "" {
		hint = "; is it " + quote(near) + "?"
	}
	return &Error{Column: name, Row: -1, Err: fmt.Errorf("the features were fitted with this one, and the set lacks it%s Its features are %s. Rename it, or fit the scaler anew", stop(hint), list(s.Names))}
}

// sameEncodings refuses numbers of classes that mean others than those of the same name that were fitted.
func (s Set) sameEncodings(a Affine) error {
	for _, e := range s.Encodings {
		for _, was := range a.Encodings {
			if e.Column == was.Column && e.How == was.How && !(reflect.DeepEqual(e.Levels, was.Levels) && reflect.DeepEqual(e.Fill, was.Fill)) {
				return &Error{Column: e.Column, Row: -1, Err: fmt.Errorf("was encoded (%v) with other levels or another fill than in the rows that were fitted: encode the table with the Encodings of those", e.How)}
			}
		}
	}
	return nil
}
