package rng

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

const samples = 200_000

func uniformCDF(x float64) float64 { return min(max(x, 0), 1) }

func TestUniformMomentsAndShape(t *testing.T) {
	s := New(3, "uniform", 0, 0)
	check := func(name string, x []float64) {
		moments(t, name, x, .5, 1./12, 1./180)
		kolmogorov(t, name, x, uniformCDF)
		if lo, hi := slices.Min(x), slices.Max(x); lo < 0 || hi >= 1 {
			t.Errorf("%s: range [%v, %v]", name, lo, hi)
		}
	}
	check("Uniform32", widen(fill(s.Uniform32, samples, 0)))
	check("Uniform64", fill(s.Uniform64, samples, 0))
}

func TestNormalMomentsAndShape(t *testing.T) {
	s := New(4, "normal", 0, 0)
	for name, x := range map[string][]float64{
		"Normal32": widen(fill(s.Normal32, samples, 0)),
		"Normal64": fill(s.Normal64, samples, 0),
	} {
		moments(t, name, x, 0, 1, 2)
		kolmogorov(t, name, x, distuv.UnitNormal.CDF)
		var skew, kurt float64
		for _, z := range x {
			skew += z * z * z
			kurt += z*z*z*z - 3
		}
		// The variances of z^3 and z^4 are 15 and 96.
		if e := skew / math.Sqrt(15*samples); math.Abs(e) > 5 {
			t.Errorf("%s: third moment off by %.1f standard errors", name, e)
		}
		if e := kurt / math.Sqrt(96*samples); math.Abs(e) > 5 {
			t.Errorf("%s: fourth moment off by %.1f standard errors", name, e)
		}
	}
}

// moments compares the sample mean and the mean square deviation with their expectations; varsq is the variance of (x-mean)^2.
func moments(t *testing.T, name string, x []float64, mean, variance, varsq float64) {
	t.Helper()
	var m, v float64
	for _, u := range x {
		m += u - mean
		v += (u-mean)*(u-mean) - variance
	}
	n := float64(len(x))
	if e := m / math.Sqrt(n*variance); math.Abs(e) > 5 {
		t.Errorf("%s: mean off by %.1f standard errors", name, e)
	}
	if e := v / math.Sqrt(n*varsq); math.Abs(e) > 5 {
		t.Errorf("%s: variance off by %.1f standard errors", name, e)
	}
}

// kolmogorov bounds sqrt(n) sup |F_n - F| by 2.4, which chance exceeds with probability 2 exp(-2 2.4^2) = 2e-5.
func kolmogorov(t *testing.T, name string, x []float64, cdf func(float64) float64) {
	t.Helper()
	x = slices.Sorted(slices.Values(x))
	n, d := float64(len(x)), 0.
	for i, u := range x {
		f := cdf(u)
		d = max(d, f-float64(i)/n, float64(i+1)/n-f)
	}
	if d*math.Sqrt(n) > 2.4 {
		t.Errorf("%s: Kolmogorov distance %.2f / sqrt(n)", name, d*math.Sqrt(n))
	}
}

// Words of all zeros and all ones give the largest normals: p = 2^-33 and 2^-54.
func TestNormalsAtTheEdgesOfTheWord(t *testing.T) {
	for _, e := range []struct{ p, z float64 }{{0x1p-33, 6.338}, {0x1p-54, 8.292}} {
		if got := -mathext.NormalQuantile(e.p); math.Abs(got-e.z) > .01 {
			t.Errorf("quantile of %v = %v, want %v", e.p, got, e.z)
		}
	}
}

// Beyond 4 sd the tails hold what they should: with 2^22 numbers 265.7 are expected, 5 sd are 82.
func TestNormal32Tails(t *testing.T) {
	s, x := New(6, "tails", 0, 0), make([]float32, 1<<12)
	var up, down int
	for i := range 1 << 10 {
		s.Normal32(x, uint64(i)<<12)
		for _, z := range x {
			if z > 4 {
				up++
			} else if z < -4 {
				down++
			}
		}
	}
	expect := float64(1<<22) * distuv.UnitNormal.Survival(4)
	for _, c := range []int{up, down} {
		if math.Abs(float64(c)-expect) > 5*math.Sqrt(expect) {
			t.Errorf("%d numbers beyond 4 sd on one side, expected %.1f", c, expect)
		}
	}
}
