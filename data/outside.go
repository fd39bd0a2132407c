package data

import (
	"fmt"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// Outside names the values of x (n, d) that are far outside the rows that the map was fitted on, by row and column: farther
// from them than they are from each other, or different at all from a column that was constant. It is empty if there are none,
// or if the range is not known. What a network says of such rows rests on no data, and an ordinary unit, a sign or a code for
// a missing value such as -999 is the usual reason.
func (a Affine) Outside(x *mat.Dense) string {
	n, d := x.Dims()
	if len(a.Least) != d || len(a.Most) != d {
		return ""
	}
	count, row, column := 0, 0, 0
	for i := range n {
		far := -1
		for j, v := range x.RawRowView(i) {
			if a.far(j, v) {
				far = j
				break
			}
		}
		if far < 0 {
			continue
		}
		if count++; count == 1 {
			row, column = i, far
		}
	}
	if count == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d rows, row %d first: %s is %v there, far outside the %v to %v of training, so the answer rests on no data",
		count, n, row, a.column(column), x.At(row, column), a.Least[column], a.Most[column])
}

// far reports whether a value is farther from the range of column j than the range is wide.
func (a Affine) far(j int, v float64) bool {
	width := a.Most[j] - a.Least[j]
	return !(v >= a.Least[j]-width && v <= a.Most[j]+width)
}

// column is what column j is called.
func (a Affine) column(j int) string {
	if j < len(a.Names) {
		return a.Names[j]
	}
	return fmt.Sprintf("feature %d", j)
}

// CheckColumns refuses a matrix of so many columns where the map has others, by how many and, if it knows their names, which.
func (a Affine) CheckColumns(have int) error {
	want := len(a.Scale)
	if have == want {
		return nil
	}
	difference, which := fmt.Sprintf("%d fewer than", want-have), "the same columns in the same order"
	if have > want {
		difference = fmt.Sprintf("%d more than", have-want)
	}
	if len(a.Names) == want {
		which = strings.Join(a.Names, ", ") + ", in this order"
	}
	return fmt.Errorf("x has %d columns, %s the %d features that the model was fitted on: give %s", have, difference, want, which)
}
