package kernel

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/filetest"
)

// Both tails of large shapes are mpmath's to 1e-12, as far as the digits of x tell: x (1 + 2^-53) moves the tail by up to z^2
// times a + b of these.
func TestBetaLargeGolden(t *testing.T) {
	var rows [][5]float64
	filetest.ReadJSON(t, "../../testdata/betalarge.json", &rows)
	worst := 0.
	for _, r := range rows {
		a, b, x, side, want := r[0], r[1], r[2], r[3], r[4]
		got := RegIncBeta64(a, b, x)
		if side > 0 { // the upper tail is what I_(1-x)(b, a) is, if 1-x is exact
			if want < 1e-3 && 1-(1-x) == x {
				got = RegIncBeta64(b, a, 1-x)
			} else {
				want = 1 - want
			}
		}
		rel := math.Abs(got/want - 1)
		if rel > worst {
			worst = rel
		}
		if rel > 1e-12 {
			t.Errorf("I_%v(%v, %v) = %v, want %v: off by %.2g", x, a, b, got, want, rel)
		}
	}
	t.Logf("%d values, off by %.2g at most", len(rows), worst)
}

// The expansion and the fraction agree where one takes over from the other, and the cdf does not fall there.
func TestBetaLargeMeetsFraction(t *testing.T) {
	for _, b := range []float64{1e5, 3e5, 1e8, 1e15} {
		a := 1.0000001e5 * b / (b - 1.0000001e5*min(1, b/1e6))
		for _, z := range []float64{-20, -5, -1, -.1, -1e-9, .1, 1, 5, 20} {
			x := a / (a + b) * (1 + z/math.Sqrt(a))
			lambda := betaLambda(a, b, x)
			want := betaFraction(a, b, x, 1-x, lambda)
			if lambda < 0 {
				want = betaFraction(b, a, 1-x, x, -lambda)
			}
			if got := betaLarge(a, b, x, 1-x, lambda); math.Abs(got/want-1) > 2e-12 && want > 1e-300 {
				t.Errorf("a %v, b %v, z %v: expansion %v, fraction %v: off by %.2g", a, b, z, got, want, got/want-1)
			}
		}
	}
}

// Any cdf takes a bounded number of terms, whatever the shapes: at 1e18 there were ten million.
func TestBetaIsBounded(t *testing.T) {
	shapes := []float64{1e-300, 1e-3, .5, 1, 30, 1e3, 9e4, 1e5, 1.01e5, 1.9e5, 1e9, 1e18, 1e38, 1e300}
	most := 0
	for _, a := range shapes {
		for _, b := range shapes {
			for _, z := range []float64{-30, -3, -.1, 0, 1e-3, 1, 10} {
				x := a / (a + b) * (1 + z/math.Sqrt(a+1))
				if !(x > 0 && x < 1) {
					continue
				}
				if p := RegIncBeta64(a, b, x); !(p >= 0 && p <= 1) {
					t.Errorf("I_%v(%v, %v) = %v", x, a, b, p)
				}
				if a/(a+b)*b >= largeShapes {
					continue
				}
				b := b
				if b > hugeShape {
					x, b = min(x*(b/hugeShape), .5), hugeShape
				}
				_, n := betaTermsOf(a, b, x, 1-x, betaLambda(a, b, x))
				_, m := betaTermsOf(b, a, 1-x, x, -betaLambda(a, b, x))
				if x*(a+b+2) > a+1 {
					n = m
				}
				if most = max(most, n); n >= betaMost {
					t.Errorf("I_%v(%v, %v) takes %d terms", x, a, b, n)
				}
			}
		}
	}
	t.Logf("%d terms at most", most)
}

// Far from the mean of large shapes a tail is 0, not the product of that and an infinite sum.
func TestRegIncBetaFarFromLargeShapes(t *testing.T) {
	for _, c := range []struct{ a, b, x, want float64 }{
		{1e100, 1e6, 1e-9, 0}, {1e300, 1e6, .5, 0}, {1e6, 1e12, .9, 1}, {1e6, 1e39, .5, 1}, {1e20, 1e30, .999, 1}, {1e30, 1e20, .001, 0},
	} {
		if got := RegIncBeta64(c.a, c.b, c.x); got != c.want {
			t.Errorf("I_%v(%v, %v) = %v, want %v", c.x, c.a, c.b, got, c.want)
		}
	}
}
