package data

import (
	"math"
	"slices"
)

// impute fills missing numbers.
func (t *Table) impute(e Encoding) (Encoding, [][]float64, error) {
	column, err := t.Column(e.Column)
	if err != nil {
		return e, nil, err
	}
	var known []float64
	missing, first := make([]float64, len(column)), -1
	for i, v := range column {
		if !math.IsNaN(v) {
			known = append(known, v)
			continue
		}
		missing[i] = 1
		if first < 0 {
			first = i
		}
	}
	if !e.Fitted {
		e.Fitted, e.Rest = true, len(column)-len(known)
		if e.Fill == nil {
			if len(known) == 0 {
				return e, nil, t.about(e.Column, "is missing in all %d rows, so it has no median to fill it with: leave it out", len(column))
			}
			fill := median(known)
			e.Fill = &fill
		}
	}
	if e.Fill == nil || !finite(*e.Fill) {
		return e, nil, t.about(e.Column, "is filled with what is not finite, or not said: set Encoding.Fill")
	}
	if first >= 0 && e.Rest == 0 {
		return e, nil, t.at(e.Column, first, "NaN, and no number was missing in the rows it was fitted on: the network has not learned what that means; leave the row out with DropNonFinite(%s)", quote(e.Column))
	}
	for i := range column {
		if missing[i] == 1 {
			column[i] = *e.Fill
		}
	}
	return e, [][]float64{column, missing}, nil
}

// median is the middle one, or the mean of the middle two. It sorts its argument.
func median(v []float64) float64 {
	slices.Sort(v)
	m := len(v) / 2
	if len(v)%2 == 1 {
		return v[m]
	}
	return v[m-1]/2 + v[m]/2
}
