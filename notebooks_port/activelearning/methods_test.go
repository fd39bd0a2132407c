package main

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/floats"
)

// What is known is not asked again, equals come in order, and there may be fewer rows than are wanted.
func TestBest(t *testing.T) {
	worth := []float64{1, 5, 3, 5, 4, 9}
	for _, c := range []struct {
		known []int
		n     int
		want  []int
	}{
		{nil, 2, []int{5, 1}},
		{[]int{5}, 3, []int{1, 3, 4}},
		{[]int{5, 1, 0}, 9, []int{3, 4, 2}},
		{[]int{0, 1, 2, 3, 4, 5}, 1, nil},
	} {
		if got := best(worth, c.known, c.n); len(got) != len(c.want) || len(got) > 0 && !cmp.Equal(got, c.want) {
			t.Errorf("known %v: the best %d are %v, want %v", c.known, c.n, got, c.want)
		}
	}
}

// Two draws of a weight that agree on a coin flip, that contradict each other, and that differ a little: BALD and variance ask for the
// second, entropy does not tell the first two apart.
func TestWorth(t *testing.T) {
	q := mixture(t, []float64{.5, .001, .8}, []float64{.5, .999, .9})
	worth := map[string][]float64{}
	for _, m := range methods {
		worth[m.name] = m.worth(q, 1, 0)
	}
	if b := worth["BALD"]; math.Abs(b[0]) > 1e-12 || b[1] < .6 || b[1] > math.Ln2 || b[2] <= 0 || b[2] > b[1] {
		t.Errorf("BALD %v", b)
	}
	want := []float64{0, .499 * .499, .05 * .05} // (p1 - p2)²/4
	if v := worth["variance"]; floats.Distance(v, want, math.Inf(1)) > 1e-12 {
		t.Errorf("variance %v, want %v", v, want)
	}
	if e := worth["entropy"]; math.Abs(e[0]-math.Ln2) > 1e-12 || math.Abs(e[1]-math.Ln2) > 1e-12 || e[2] > e[0] {
		t.Errorf("entropy %v", e)
	}
	if cmp.Equal(worth["random"], chance(q, 1, 1)) || cmp.Equal(worth["random"], chance(q, 2, 0)) || !cmp.Equal(worth["random"], chance(q, 1, 0)) {
		t.Error("chance is not a function of seed and round")
	}
}
