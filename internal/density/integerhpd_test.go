package density

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/kernel"
)

// counting is a row of masses that counts how many are asked for, and in how many calls.
type counting struct {
	*masses
	calls, points int
}

func (c *counting) LogProb(i int, y, out []float64) {
	c.calls++
	c.points += len(y)
	c.masses.LogProb(i, y, out)
}

// poissonMasses is those of a Poisson distribution, as a family has them.
func poissonMasses(rate float64) *masses {
	return newMasses(0, math.Inf(1), func(k float64) float64 { return kernel.LogPoisson64(k, rate) }, Feature{rate, math.Sqrt(rate)})
}

// twoBells have their valley inside the region.
func twoBells(m, s float64) *masses {
	return newMasses(math.Inf(-1), math.Inf(1), func(k float64) float64 {
		a, b := (k-m)/s, (k-m)/s-6
		return max(-a*a/2, -b*b/2+.5) + math.Log1p(math.Exp(-math.Abs(a*a/2-b*b/2+.5)))
	}, Feature{m, s}, Feature{m + 6*s, s})
}

// A region of many integers has its mass, none of its ends can be spared, and what is beside it weighs less. Its end is found in some
// hundred calls: one for each halving of blocks of 1e7 integers, at each of 70 levels, were thousands.
func TestIntegerRegions(t *testing.T) {
	for _, c := range []struct {
		name string
		f    *masses
	}{{"poisson 1e5", poissonMasses(1e5)}, {"poisson 1e9", poissonMasses(1e9)}, {"poisson 1e15", poissonMasses(1e15)}, {"two bells", twoBells(1e8, 1e5)}} {
		for _, mass := range []float64{.1, .68, .999} {
			name := fmt.Sprint(c.name, ", region of ", mass, ": ")
			f := &counting{masses: c.f}
			r := Solve(f, 0, new(Solver))
			f.calls, f.points = 0, 0
			regions := r.HPD(mass)
			if f.calls > 800 || f.points > 8000 {
				t.Errorf("%s%d masses in %d calls", name, f.points, f.calls)
			}
			checkRegion(t, name, c.f, r, regions, mass)
		}
	}
}

func checkRegion(t *testing.T, name string, f *masses, r Row, regions []Interval, mass float64) {
	t.Helper()
	sum, least, beside := 0., math.Inf(1), math.Inf(-1)
	for _, s := range regions {
		sum += r.CDF(s.Hi) - r.CDF(s.Lo-1)
		least = min(least, f.log(s.Lo), f.log(s.Hi))
		beside = max(beside, f.log(s.Lo-1), f.log(s.Hi+1))
	}
	one := math.Exp(least - r.Summary().LogMass)
	const rule = 1e-8 // of blocks, by three integers each
	if sum < mass-rule || sum > mass+one+rule {
		t.Errorf("%smass %.17g, of which an integer has %.3g", name, sum, one)
	}
	if beside > least+1e-12 {
		t.Errorf("%slog-mass %v at an end, %v beside one", name, least, beside)
	}
}
