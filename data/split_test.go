package data

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// numbered is n rows that hold their own index.
func numbered(n int) Set {
	s := Set{X: mat.NewDense(n, 1, nil), Y: make([]float64, n), Weights: make([]float64, n)}
	for i := range n {
		s.X.Set(i, 0, float64(i))
		s.Y[i], s.Weights[i] = float64(-i), float64(i)
	}
	return s
}

// rowsOf returns the indices in a set cut from numbered, whose parts must agree on them.
func rowsOf(t interface{ Fatalf(string, ...any) }, s Set) []int {
	rows := make([]int, s.Rows())
	for i := range rows {
		rows[i] = int(s.X.At(i, 0))
		if s.Y[i] != -s.X.At(i, 0) || s.Weights[i] != s.X.At(i, 0) {
			t.Fatalf("row %d holds %v, %v, %v", i, s.X.At(i, 0), s.Y[i], s.Weights[i])
		}
	}
	return rows
}

// Law: the two sets are all rows, each once, the first has train of them, and seed alone decides which.
func TestSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 60).Draw(t, "n")
		train := rapid.IntRange(1, n-1).Draw(t, "train")
		seed := rapid.Uint64().Draw(t, "seed")
		a, b, err := numbered(n).Split(train, seed)
		if err != nil || a.Rows() != train {
			t.Fatalf("%d rows, %v", a.Rows(), err)
		}
		all := append(rowsOf(t, a), rowsOf(t, b)...)
		again, _, _ := numbered(n).Split(train, seed)
		if !slices.Equal(rowsOf(t, again), all[:train]) {
			t.Fatalf("one seed, two splits")
		}
		slices.Sort(all)
		for i, r := range all {
			if i != r {
				t.Fatalf("rows %v", all)
			}
		}
	})
}

// Each row is in the first set with probability train/n: over 2000 seeds within 5 standard errors.
func TestSplitIsFair(t *testing.T) {
	const n, train, seeds = 10, 3, 2000
	var count [n]float64
	for seed := range uint64(seeds) {
		a, _, err := numbered(n).Split(train, seed)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rowsOf(t, a) {
			count[r]++
		}
	}
	const p = float64(train) / n
	for r, c := range count {
		if math.Abs(c-seeds*p) > 5*math.Sqrt(seeds*p*(1-p)) {
			t.Errorf("row %d is in %v of %d first sets, want %v", r, c, seeds, seeds*p)
		}
	}
}

func TestSplitErrors(t *testing.T) {
	for _, c := range []struct {
		want  string
		set   Set
		train int
	}{
		{"data: cannot split 5 rows into 200000 and the rest: the first set takes 1 to 4", numbered(5), 200_000},
		{"data: cannot split 5 rows into 5 and the rest: the first set takes 1 to 4", numbered(5), 5},
		{"data: cannot split 5 rows into 0 and the rest: the first set takes 1 to 4", numbered(5), 0},
		{"data: cannot split 5 rows into -1 and the rest: the first set takes 1 to 4", numbered(5), -1},
		{"data: a set of one row cannot be split: read more rows", numbered(1), 1},
		{"data: the set has no rows: X is empty", Set{}, 1},
		{"data: 3 targets for 2 rows: Y holds k numbers for each row of X", Set{X: mat.NewDense(2, 1, nil), Y: make([]float64, 3)}, 1},
	} {
		_, _, err := c.set.Split(c.train, 1)
		wantError(t, err, "/", c.want)
		_, _, err = c.set.SplitGroups(c.train, 1)
		wantError(t, err, "/", c.want)
	}
	one := numbered(3)
	one.Groups = []int{4, 4, 4}
	_, _, err := one.SplitGroups(1, 1)
	wantError(t, err, "/", "data: all 3 rows are of group 4: a split by group needs two")
}
