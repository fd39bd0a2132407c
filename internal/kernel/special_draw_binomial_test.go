package kernel

import (
	"math"
	"testing"
)

// Draws are the least k whose sum of masses is Phi(e), against sums of all masses from the side where the tail is small.
func TestBinomialDraw(t *testing.T) {
	for _, n := range []float64{1, 2, 7, 40, 300} {
		for _, l := range []float64{-30, -6, -1, -.01, 0, .3, 2, 9, 40} {
			for _, e := range []float64{-30, -9, -3, -1.1, -.2, 0, .2, 1.1, 3, 9, 30} {
				got, want := BinomialDraw64(n, l, e), summedDraw(n, l, e)
				if got != want && !tied(n, l, e, min(got, want)) {
					t.Errorf("n %v, logit %v, e %v: %v, want %v", n, l, e, got, want)
				}
			}
		}
	}
}

// summedDraw sums masses up to e's tail.
func summedDraw(n, l, e float64) float64 {
	tail := math.Exp(LogNormalCDF64(-math.Abs(e)))
	sum := 0.
	if e <= 0 {
		for k := 0.; k < n; k++ {
			if sum += math.Exp(LogBinomialMass64(k, n, l)); sum >= tail {
				return k
			}
		}
		return n
	}
	for k := n; k > 0; k-- {
		if sum += math.Exp(LogBinomialMass64(k, n, l)); sum > tail {
			return k
		}
	}
	return 0
}

// tied reports whether Phi(e) is P(Y <= k) to rounding, so that k and its successor are draws alike.
func tied(n, l, e, k float64) bool {
	b := binomialTails{n: n, p: Sigmoid64(l), q: Sigmoid64(-l)}
	return math.Abs(b.log(k, e > 0)-LogNormalCDF64(-math.Abs(e))) < 1e-12*math.Max(1, e*e)
}

// Ends, excluded sides and what is no count; large numbers of trials, whose draws are those of the normal to a standard deviation's
// share of 1/sqrt n.
func TestBinomialDrawEdges(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range [][4]float64{
		{0, 1, 3, 0}, {9, -inf, 3, 0}, {9, inf, -3, 9}, {9, 0, inf, 9}, {9, 0, -inf, 0}, {9, -800, 5, 0}, {9, 800, -5, 9},
		{-1, 0, 0, nan}, {1.5, 0, 0, nan}, {nan, 0, 0, nan}, {9, nan, 0, nan}, {9, 0, nan, nan}, {inf, 0, 0, nan},
	} {
		if got := BinomialDraw64(c[0], c[1], c[2]); got != c[3] && !(math.IsNaN(got) && math.IsNaN(c[3])) {
			t.Errorf("n %v, logit %v, e %v: %v, want %v", c[0], c[1], c[2], got, c[3])
		}
	}
	for _, n := range []float64{1e6, 1e12, 1e15, 1e18, 1e300} {
		for _, e := range []float64{-6, -1, 0, 1, 6} {
			sd := math.Sqrt(n) / 2
			if z := (BinomialDraw64(n, 0, e) - n/2) / sd; math.Abs(z-e) > 1e-3+math.Max(40/sd, n*0x1p-50/sd) {
				t.Errorf("n %v: at e = %v the draw is %v standard deviations off the mean", n, e, z)
			}
		}
	}
}
