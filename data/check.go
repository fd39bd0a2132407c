package data

import "fmt"

// Check returns an error if the set cannot be trained on: no rows, parts whose lengths differ from those of X, a value
// that is not finite (its row and column are named), a weight below 0, or weights that are all 0.
func (s Set) Check() error {
	if err := s.checkLengths(); err != nil {
		return err
	}
	if err := s.checkFinite(); err != nil {
		return err
	}
	return s.checkWeights()
}

// checkLengths compares the lengths of the parts with the shape of X.
func (s Set) checkLengths() error {
	n := s.Rows()
	switch {
	case n == 0 && len(s.Y) > 0:
		return fileError("", "the set has no rows: X is empty, and Y has %d numbers: where there are no features, give X a column of zeros", len(s.Y))
	case n == 0:
		return fileError("", "the set has no rows: X is empty")
	}
	_, d := s.X.Dims()
	switch {
	case len(s.Y) == 0 || len(s.Y)%n != 0:
		return fileError("", "%d targets for %d rows: Y holds k numbers for each row of X", len(s.Y), n)
	case s.Names != nil && len(s.Names) != d:
		return fileError("", "%d names for %d features: Names is nil or names each column of X", len(s.Names), d)
	case s.Units != nil && len(s.Units) != d:
		return fileError("", "%d units for %d features: Units is nil or has one for each column of X", len(s.Units), d)
	case s.YUnits != nil && len(s.YUnits) != len(s.Y)/n:
		return fileError("", "%d units for %d targets a row: YUnits is nil or has one for each", len(s.YUnits), len(s.Y)/n)
	case s.YNames != nil && len(s.YNames) != len(s.Y)/n:
		return fileError("", "%d names for %d targets a row: YNames is nil or names each", len(s.YNames), len(s.Y)/n)
	case s.Weights != nil && len(s.Weights) != n:
		return fileError("", "%d weights for %d rows: Weights is nil or holds one for each row of X", len(s.Weights), n)
	case s.Groups != nil && len(s.Groups) != n:
		return fileError("", "%d groups for %d rows: Groups is nil or holds one for each row of X", len(s.Groups), n)
	}
	return nil
}

// checkFinite goes row by row, so that the first bad row is the one named.
func (s Set) checkFinite() error {
	k := len(s.Y) / s.Rows()
	for i := range s.Rows() {
		for j, v := range s.X.RawRowView(i) {
			if !finite(v) {
				return s.at(s.feature(j), i, v)
			}
		}
		for j, v := range s.Y[i*k : (i+1)*k] {
			if !finite(v) {
				return s.at(s.target(j, k), i, v)
			}
		}
	}
	return nil
}

func (s Set) checkWeights() error {
	positive := s.Weights == nil
	for i, w := range s.Weights {
		if !finite(w) || w < 0 {
			return &Error{Column: "weight", Row: i, Err: fmt.Errorf("%v: weights are finite and at least 0", w)}
		}
		positive = positive || w > 0
	}
	if !positive {
		return fileError("", "all %d weights are 0: at least one row must count", len(s.Weights))
	}
	return nil
}

func (s Set) at(column string, row int, v float64) error {
	return &Error{Column: column, Row: row, Err: fmt.Errorf("%v: features and targets are finite; correct the value or leave the row out with Take", v)}
}

// feature is the name of feature j.
func (s Set) feature(j int) string {
	if j < len(s.Names) {
		return s.Names[j]
	}
	return fmt.Sprintf("feature %d", j)
}

// target is the name of number j of k in a row of Y.
func (s Set) target(j, k int) string {
	if j < len(s.YNames) {
		return s.YNames[j]
	}
	name := s.Target
	if name == "" {
		name = "target"
	}
	if k > 1 {
		name = fmt.Sprintf("%s %d", name, j)
	}
	return name
}
