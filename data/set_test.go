package data

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// halos has 6 rows in 3 groups.
func halos() *Table {
	return must(NewTable([]string{"M", "N", "v", "host", "w", "bad"},
		[]float64{1e13, 1e14, 1e15, 2e13, 2e14, 2e15}, []float64{10, 20, 30, 40, 50, 60}, []float64{-1, 0, 1, 2, 3, 4},
		[]float64{7, 7, 8, 9, 8, 7}, []float64{1, .5, 0, 2, 1, 1}, []float64{1, 2, -3, 0.5, math.NaN(), 1}))
}

func TestTableSet(t *testing.T) {
	s := must(halos().Set([]string{"log10(N)", "v"}, "log10(M)", WeightColumn("w"), GroupColumn("host")))
	if n, d := s.X.Dims(); n != 6 || d != 2 || s.Rows() != 6 {
		t.Fatalf("X is (%d, %d), %d rows", n, d, s.Rows())
	}
	if s.X.At(2, 0) != math.Log10(30) || s.X.At(2, 1) != 1 || s.Y[1] != 14 || s.Target != "log10(M)" {
		t.Errorf("set %+v", s)
	}
	if !slices.Equal(s.Names, []string{"log10(N)", "v"}) || !slices.Equal(s.Groups, []int{7, 7, 8, 9, 8, 7}) || !same(s.Weights, []float64{1, .5, 0, 2, 1, 1}) {
		t.Errorf("set %+v", s)
	}
	if err := s.Check(); err != nil {
		t.Error(err)
	}
	plain := must(halos().Set([]string{"v"}, "N"))
	if plain.Weights != nil || plain.Groups != nil {
		t.Errorf("set %+v", plain)
	}
}

func TestTableSetErrors(t *testing.T) {
	for _, c := range []struct {
		want     string
		features []string
		target   string
		option   SetOption
	}{
		{"data: a set needs at least one feature; the columns are M, N, v, host, w, bad", nil, "M", WeightColumn("")},
		{`data: column "sigv": no such column. The columns are M, N, v, host, w, bad`, []string{"sigv"}, "M", WeightColumn("")},
		{`data: column "Mass": no such column. The columns are M, N, v, host, w, bad`, []string{"v"}, "Mass", WeightColumn("")},
		{`data: column "bad", row 4 (from 0): NaN: a network learns nothing from it; correct the file, leave such rows out with DropNonFinite("bad"), or fill such gaps with Encode(Encoding{Column: "bad", How: Impute})`, []string{"v", "bad"}, "M", WeightColumn("")},
		{`data: column "v", row 0 (from 0): log10 of -1: logarithms need values above 0; correct the file or leave such rows out with DropNonFinite("log10(v)")`, []string{"log10(v)"}, "M", WeightColumn("")},
		{`data: column "N": used twice: a column is the target or one feature`, []string{"N"}, "N", WeightColumn("")},
		{`data: column "N": used twice: a column is the target or one feature`, []string{"N", "v", "N"}, "M", WeightColumn("")},
		{`data: column "v", row 0 (from 0): weight -1: weights are at least 0`, []string{"N"}, "M", WeightColumn("v")},
		{`data: column "x": no such column. The columns are M, N, v, host, w, bad`, []string{"N"}, "M", WeightColumn("x")},
		{`data: column "w", row 1 (from 0): group 0.5: groups are whole numbers below 2^53; number them from 0`, []string{"N"}, "M", GroupColumn("w")},
		{`data: column "bad", row 4 (from 0): NaN: a network learns nothing from it; correct the file or leave such rows out with DropNonFinite("bad")`, []string{"N"}, "M", GroupColumn("bad")},
		{`data: column "bad", row 4 (from 0): NaN: a network learns nothing from it; correct the file or leave such rows out with DropNonFinite("bad")`, []string{"N"}, "bad", WeightColumn("")},
	} {
		_, err := halos().Set(c.features, c.target, c.option)
		wantError(t, err, "/", c.want)
	}
	big := must(NewTable([]string{"x", "y", "id"}, []float64{1}, []float64{2}, []float64{1 << 53}))
	_, err := big.Set([]string{"x"}, "y", GroupColumn("id"))
	wantError(t, err, "/", `data: column "id", row 0 (from 0): group 9.007199254740992e+15: groups are whole numbers below 2^53; number them from 0`)
}

func TestSetCheck(t *testing.T) {
	x := mat.NewDense(2, 2, []float64{1, 2, 3, 4})
	y, nan := []float64{5, 6}, math.NaN()
	for _, c := range []struct {
		want string
		set  Set
	}{
		{"data: the set has no rows: X is empty", Set{}},
		{"data: the set has no rows: X is empty, and Y has 2 numbers: where there are no features, give X a column of zeros", Set{X: &mat.Dense{}, Y: y}},
		{"data: 0 targets for 2 rows: Y holds k numbers for each row of X", Set{X: x}},
		{"data: 3 targets for 2 rows: Y holds k numbers for each row of X", Set{X: x, Y: []float64{1, 2, 3}}},
		{"data: 1 names for 2 features: Names is nil or names each column of X", Set{X: x, Y: y, Names: []string{"a"}}},
		{"data: 1 weights for 2 rows: Weights is nil or holds one for each row of X", Set{X: x, Y: y, Weights: []float64{1}}},
		{"data: 3 groups for 2 rows: Groups is nil or holds one for each row of X", Set{X: x, Y: y, Groups: []int{1, 2, 3}}},
		{`data: column "b", row 1 (from 0): NaN: features and targets are finite; correct the value or leave the row out with Take`,
			Set{X: mat.NewDense(2, 2, []float64{1, 2, 3, nan}), Y: y, Names: []string{"a", "b"}}},
		{`data: column "feature 0", row 0 (from 0): -Inf: features and targets are finite; correct the value or leave the row out with Take`,
			Set{X: mat.NewDense(2, 2, []float64{math.Inf(-1), 2, 3, nan}), Y: y}},
		{`data: column "target", row 1 (from 0): NaN: features and targets are finite; correct the value or leave the row out with Take`, Set{X: x, Y: []float64{1, nan}}},
		{`data: column "mass 1", row 0 (from 0): NaN: features and targets are finite; correct the value or leave the row out with Take`, Set{X: x, Y: []float64{1, nan, 3, 4}, Target: "mass"}},
		{`data: column "weight", row 1 (from 0): -1: weights are finite and at least 0`, Set{X: x, Y: y, Weights: []float64{1, -1}}},
		{`data: column "weight", row 0 (from 0): +Inf: weights are finite and at least 0`, Set{X: x, Y: y, Weights: []float64{math.Inf(1), 1}}},
		{"data: all 2 weights are 0: at least one row must count", Set{X: x, Y: y, Weights: []float64{0, 0}}},
	} {
		wantError(t, c.set.Check(), "/", c.want)
	}
	if err := (Set{X: x, Y: []float64{1, 2, 3, 4}, Weights: []float64{0, 1}}).Check(); err != nil {
		t.Error(err)
	}
}

func TestTake(t *testing.T) {
	s := Set{X: mat.NewDense(3, 2, []float64{0, 1, 10, 11, 20, 21}), Y: []float64{1, 2, 3, 4, 5, 6}, Names: []string{"a", "b"}, Target: "t",
		Weights: []float64{.1, .2, .3}, Groups: []int{7, 8, 9}}
	got := s.Take([]int{2, 0, 2})
	if !same(got.X.RawMatrix().Data, []float64{20, 21, 0, 1, 20, 21}) || !same(got.Y, []float64{5, 6, 1, 2, 5, 6}) {
		t.Errorf("took %+v", got)
	}
	if !same(got.Weights, []float64{.3, .1, .3}) || !slices.Equal(got.Groups, []int{9, 7, 9}) || got.Target != "t" || len(got.Names) != 2 {
		t.Errorf("took %+v", got)
	}
	got.X.Set(0, 0, 99)
	if s.X.At(2, 0) != 20 {
		t.Error("Take shares its rows with the set")
	}
	if head := s.Head(2); head.Rows() != 2 || !same(head.Y, s.Y[:4]) {
		t.Errorf("head %+v", head)
	}
	if s.Head(99).Rows() != 3 {
		t.Error("Head of more rows than there are is not all of them")
	}
	if y := s.Targets(); y.At(1, 1) != 4 {
		t.Errorf("targets %v", mat.Formatted(y))
	}
}

// A set whose X is a window of a larger matrix has rows that are not contiguous.
func TestTakeOfAWindow(t *testing.T) {
	whole := mat.NewDense(3, 3, []float64{0, 1, 2, 10, 11, 12, 20, 21, 22})
	s := Set{X: whole.Slice(0, 3, 1, 3).(*mat.Dense), Y: []float64{1, 2, 3}}
	if got := s.Take([]int{2, 1}); !same(got.X.RawMatrix().Data, []float64{21, 22, 11, 12}) {
		t.Errorf("took %v", mat.Formatted(got.X))
	}
}
