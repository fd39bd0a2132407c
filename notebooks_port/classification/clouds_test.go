package main

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"
)

// Each density integrates to 1, with the mean that it says: a sum over a fine grid of a smooth function that vanishes at the edges is
// its integral to far more digits than the tails leave (8 deviations: 1e-15).
func TestCloudDensity(t *testing.T) {
	const h = .05
	for k, c := range clouds {
		var one, m0, m1 float64
		for x0 := -9.; x0 <= 9; x0 += h {
			for x1 := -9.; x1 <= 9; x1 += h {
				p := math.Exp(c.logDensity(x0, x1)) * h * h
				one, m0, m1 = one+p, m0+p*x0, m1+p*x1
			}
		}
		if math.Abs(one-1) > 1e-12 || math.Abs(m0-c.mean[0]) > 1e-12 || math.Abs(m1-c.mean[1]) > 1e-12 {
			t.Errorf("cloud %d: mass %v, mean %v %v", k, one, m0, m1)
		}
	}
}

// The log-density of a point made from z is that of z less log |L|.
func TestCloudPoints(t *testing.T) {
	for k, c := range clouds {
		for _, z := range [][2]float64{{0, 0}, {1, -2}, {-3, .5}} {
			got := c.logDensity(c.at(z[0], z[1])) + math.Log(c.l00*c.l11) + math.Log(2*math.Pi)
			if want := -(z[0]*z[0] + z[1]*z[1]) / 2; math.Abs(got-want) > 1e-13 {
				t.Errorf("cloud %d at z = %v: %v, want %v", k, z, got, want)
			}
		}
	}
}

// Points have the share of class 1 that was asked for, and the exact posterior is calibrated on them: its mean is the share,
// and within its upper and lower half too, all to 5 standard errors.
func TestExactIsCalibrated(t *testing.T) {
	const n = 40_000
	for _, prior := range []float64{.5, .1} {
		s := mix(1, "test", prior, n)
		if err := s.Check(); err != nil {
			t.Fatal(err)
		}
		var miss, variance [3]float64 // of all rows, p <= .5, p > .5
		share := 0.
		for i, p := range exact(s.X, prior) {
			half := 1
			if p > .5 {
				half = 2
			}
			for _, k := range []int{0, half} {
				miss[k] += s.Y[i] - p
				variance[k] += p * (1 - p)
			}
			share += s.Y[i] / n
		}
		for k := range miss {
			if math.Abs(miss[k]) > 5*math.Sqrt(variance[k]) {
				t.Errorf("prior %v, part %d: outcomes miss the exact posterior by %v, their deviation is %v", prior, k, miss[k], math.Sqrt(variance[k]))
			}
		}
		if math.Abs(share-prior) > 5*math.Sqrt(prior*(1-prior)/n) {
			t.Errorf("share %v of class 1, want %v", share, prior)
		}
	}
}

// Another prior multiplies the odds by one factor.
func TestOddsFactor(t *testing.T) {
	x := mat.NewDense(3, 2, []float64{0, 0, 1, -1, -2, .5})
	a, b := exact(x, .5), exact(x, .1)
	for i := range a {
		if got := b[i] / (1 - b[i]) / (a[i] / (1 - a[i])); math.Abs(got*9-1) > 1e-12 {
			t.Errorf("row %d: the odds change by %v, want 1/9", i, got)
		}
	}
}

func TestMixIsAFunctionOfSeedAndName(t *testing.T) {
	a := mix(1, "a", .5, 100).X.RawMatrix().Data
	if !cmp.Equal(a, mix(1, "a", .5, 100).X.RawMatrix().Data) || cmp.Equal(a, mix(2, "a", .5, 100).X.RawMatrix().Data) || cmp.Equal(a, mix(1, "b", .5, 100).X.RawMatrix().Data) {
		t.Error("points are not a function of seed and name")
	}
}
