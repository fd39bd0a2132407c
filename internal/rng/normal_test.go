package rng

import (
	"math"
	"slices"
	"testing"

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

// Beyond 2, 3 and 4 sd the tails hold what they should, within 5 standard errors: with 2^22 numbers 132.8 are expected
// beyond 4 sd on a side.
func TestNormalTails(t *testing.T) {
	s := New(6, "tails", 0, 0)
	for name, x := range map[string][]float64{
		"Normal32": widen(fill(s.Normal32, 1<<22, 0)),
		"Normal64": fill(s.Normal64, 1<<22, 0),
	} {
		for _, limit := range []float64{2, 3, 4} {
			var up, down int
			for _, z := range x {
				if z > limit {
					up++
				} else if z < -limit {
					down++
				}
			}
			expect := float64(len(x)) * distuv.UnitNormal.Survival(limit)
			for _, c := range []int{up, down} {
				if math.Abs(float64(c)-expect) > 5*math.Sqrt(expect) {
					t.Errorf("%s: %d numbers beyond %v sd on one side, expected %.1f", name, c, limit, expect)
				}
			}
		}
	}
}

// The two numbers of a pair share a radius and an angle and are independent all the same: products of them, of their squares
// less 1, and of one with the other's cube have mean 0. Their angle is uniform and their radius exponential in
// its square.
func TestNormalPairsAreIndependent(t *testing.T) {
	s := New(7, "pairs", 0, 0)
	for name, x := range map[string][]float64{
		"Normal32": widen(fill(s.Normal32, samples, 0)),
		"Normal64": fill(s.Normal64, samples, 0),
	} {
		for lag := 1; lag <= 4; lag++ { // 1 is within pairs and between them
			var r, squares, cubes float64
			for i := range len(x) - lag {
				a, b := x[i], x[i+lag]
				r += a * b
				squares += (a*a - 1) * (b*b - 1) // variance 2^2
				cubes += a * a * a * b           // variance 15
			}
			n := math.Sqrt(samples)
			for _, e := range []float64{r / n, squares / n / 2, cubes / n / math.Sqrt(15)} {
				if math.Abs(e) > 5 {
					t.Errorf("%s: numbers %d apart are correlated by %.1f standard errors", name, lag, e)
				}
			}
		}
		angle, radius := make([]float64, 0, samples/2), make([]float64, 0, samples/2)
		for i := 0; i < len(x); i += 2 {
			angle = append(angle, math.Atan2(x[i], x[i+1])/(2*math.Pi)+.5)
			radius = append(radius, math.Exp(-(x[i]*x[i]+x[i+1]*x[i+1])/2))
		}
		kolmogorov(t, name+" angle", angle, uniformCDF)
		kolmogorov(t, name+" radius", radius, uniformCDF)
	}
}
