package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// No vector of the same total is more probable, and of equals none begins with larger counts: against all of them.
func TestApportion(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		k, n := 1+r.IntN(4), float64(r.IntN(9))
		p, sum := make([]float64, k), 0.
		for j := range p {
			p[j] = float64(1 + r.IntN(4)) // ties
			sum += p[j]
		}
		for j := range p {
			p[j] /= sum
		}
		got := make([]float64, k)
		Apportion(got, p, n)
		total, at := 0., logMultinomial(got, p)
		for _, v := range got {
			total += v
		}
		if total != n {
			t.Fatalf("%v of %v trials with %v", got, n, p)
		}
		everyCount(k, n, nil, func(y []float64) {
			l := logMultinomial(y, p)
			if l > at+1e-9 {
				t.Errorf("of %v trials with %v the mode is said to be %v, but %v is likelier", n, p, got, y)
			}
		})
	}
}

// everyCount calls f with each vector of k counts of the total n.
func everyCount(k int, n float64, head []float64, f func(y []float64)) {
	if k == 1 {
		f(append(head, n))
		return
	}
	for v := 0.; v <= n; v++ {
		everyCount(k-1, n-v, append(head[:len(head):len(head)], v), f)
	}
}

func logMultinomial(y, p []float64) (l float64) {
	for k, v := range y {
		g, _ := math.Lgamma(v + 1)
		l += v*math.Log(p[k]) - g
	}
	return l
}

// Equals go to the first class; excluded ones get nothing; totals that floats cannot count to the last still add up; what is no count is NaN.
func TestApportionEdges(t *testing.T) {
	for _, c := range []struct {
		n       float64
		p, want []float64
	}{
		{1, []float64{.5, .5}, []float64{1, 0}}, {4, []float64{1. / 3, 1. / 3, 1. / 3}, []float64{2, 1, 1}}, {5, []float64{0, 1}, []float64{0, 5}},
		{0, []float64{.2, .8}, []float64{0, 0}}, {7, []float64{1}, []float64{7}}, {1.5, []float64{1}, []float64{math.NaN()}},
		{-1, []float64{.5, .5}, []float64{math.NaN(), math.NaN()}}, {2, []float64{math.NaN(), .5}, []float64{math.NaN(), math.NaN()}},
		{math.Inf(1), []float64{1}, []float64{math.NaN()}},
	} {
		got := make([]float64, len(c.p))
		Apportion(got, c.p, c.n)
		for k, v := range got {
			if v != c.want[k] && !(math.IsNaN(v) && math.IsNaN(c.want[k])) {
				t.Errorf("%v trials with %v: %v, want %v", c.n, c.p, got, c.want)
			}
		}
	}
	for _, n := range []float64{1e16, 1e18, 1e300} {
		got := make([]float64, 3)
		Apportion(got, []float64{.3, .3, .4}, n)
		if sum := got[0] + got[1] + got[2]; math.Abs(sum-n) > 4e-16*n {
			t.Errorf("%v trials: %v add up to %v", n, got, sum)
		}
	}
}
