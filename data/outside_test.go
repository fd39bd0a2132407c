package data

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"
)

// Values are far outside if they are farther from the range than it is wide; the first such row and its column are named, and
// how many rows have one.
func TestOutside(t *testing.T) {
	s := Set{X: mat.NewDense(3, 2, []float64{0, 5, 1, 5, 2, 5}), Y: make([]float64, 3), Names: []string{"mass", "band"}}
	a, err := s.FitX(Identity{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		x    []float64
		want string
	}{
		{[]float64{-2, 5, 4, 5, 1, 5}, ""},
		{[]float64{1, 5, -2.1, 5, 1, 6}, "2 of 3 rows, row 1 first: mass is -2.1 there, far outside the 0 to 2 of training, so the answer rests on no data"},
		{[]float64{1, 5, 1, 5.5, 1e30, 1e30}, "2 of 3 rows, row 1 first: band is 5.5 there, far outside the 5 to 5 of training, so the answer rests on no data"},
		{[]float64{math.NaN(), 5, 1, 5, 1, 5}, "1 of 3 rows, row 0 first: mass is NaN there, far outside the 0 to 2 of training, so the answer rests on no data"},
	} {
		if got := a.Outside(mat.NewDense(3, 2, c.x)); got != c.want {
			t.Errorf("%v: %q, want %q", c.x, got, c.want)
		}
	}
	a.Names = nil
	if got, want := a.Outside(mat.NewDense(1, 2, []float64{9, 5})), "1 of 1 rows, row 0 first: feature 0 is 9 there, far outside the 0 to 2 of training, so the answer rests on no data"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := (Affine{Shift: []float64{0}, Scale: []float64{1}}).Outside(mat.NewDense(1, 1, []float64{1e9})); got != "" {
		t.Errorf("%q where the range is not known", got)
	}
}

// The range goes through JSON, and one that does not fit the columns is refused.
func TestRangeIsKept(t *testing.T) {
	s := Set{X: mat.NewDense(3, 1, []float64{.1, 1, 2}), Y: make([]float64, 3)}
	a, err := s.FitX(Standardize{})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	var b Affine
	if err := json.Unmarshal(text, &b); err != nil || cmp.Diff(a, b) != "" || b.Least[0] != .1 || b.Most[0] != 2 {
		t.Errorf("%s: %v, %s", text, err, cmp.Diff(a, b))
	}
	a.Most = nil
	if err := a.Check(); err == nil || err.Error() != "data: scaling of 1 columns with 1 smallest and 0 largest values: there is one of each for a column, or none at all" {
		t.Errorf("half a range: %v", err)
	}
}

// Too many or too few columns are told by how many, and which they should be.
func TestCheckColumns(t *testing.T) {
	a := Affine{Scale: []float64{1, 1}, Names: []string{"mass", "band"}}
	for have, want := range map[int]string{
		2: "",
		1: "x has 1 columns, 1 fewer than the 2 features that the model was fitted on: give mass, band, in this order",
		5: "x has 5 columns, 3 more than the 2 features that the model was fitted on: give mass, band, in this order",
	} {
		if err := a.CheckColumns(have); (err == nil) != (want == "") || err != nil && err.Error() != want {
			t.Errorf("%d: %v, want %q", have, err, want)
		}
	}
	a.Names = nil
	if err := a.CheckColumns(3); err == nil || err.Error() != "x has 3 columns, 1 more than the 2 features that the model was fitted on: give the same columns in the same order" {
		t.Error(err)
	}
}
