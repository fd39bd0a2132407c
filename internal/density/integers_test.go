package density

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/slow"
)

// masses is a row of masses on integers.
type masses struct {
	lo, hi float64
	bulk   []Feature
	log    func(k float64) float64
	has    Closed
}

func newMasses(lo, hi float64, log func(k float64) float64, bulk ...Feature) *masses {
	return &masses{lo: lo, hi: hi, bulk: bulk, log: log, has: Closed{Lattice: Integers}}
}

func (m *masses) Rows() int                               { return 1 }
func (m *masses) Support(int) (lo, hi float64)            { return m.lo, m.hi }
func (m *masses) Breaks(_ int, dst []float64) []float64   { return dst }
func (m *masses) Features(_ int, dst []Feature) []Feature { return append(dst, m.bulk...) }
func (m *masses) Has() *Closed                            { return &m.has }
func (m *masses) LogProb(_ int, y, out []float64) {
	for j, k := range y {
		if out[j] = math.Inf(-1); k >= m.lo && k <= m.hi && k == math.Floor(k) {
			out[j] = m.log(k)
		}
	}
}

// bell is exp(-(k-m)^2 / 2s^2): by Poisson's summation formula its sum is s sqrt(2 pi) and its variance s^2 for s above 2.
func bell(m, s float64) *masses {
	return newMasses(math.Inf(-1), math.Inf(1), func(k float64) float64 { return -(k - m) / s * (k - m) / s / 2 }, Feature{m, s})
}

// geometric has P(Y > k) = (1-p)^(k+1).
func geometric(p float64, bulk ...Feature) *masses {
	return newMasses(0, math.Inf(1), func(k float64) float64 { return k*math.Log1p(-p) + math.Log(p) }, bulk...)
}

func within(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %.17g, not %.17g (within %.2g)", what, got, want, tolerance)
	}
}

// Bells from a few integers to 1e9 of them wide are summed exactly, near 0 and far from it.
func TestIntegersOfBells(t *testing.T) {
	for _, c := range []struct{ m, s float64 }{{0, 3}, {1000, 40}, {1e4, 300}, {1e6, 1e4}, {1e15, 3e7}, {-4e12, 1e9}} {
		name := fmt.Sprintf("bell %g +- %g: ", c.m, c.s)
		r := Solve(bell(c.m, c.s), 0, new(Solver))
		s := r.Summary()
		within(t, name+"log mass", s.LogMass, math.Log(c.s*math.Sqrt(2*math.Pi)), 1e-8)
		within(t, name+"mean", s.Mean, c.m, 1e-8*c.s+1e-15*math.Abs(c.m))
		within(t, name+"variance", s.Variance, c.s*c.s, 1e-7*c.s*c.s)
		within(t, name+"mode", s.Mode, c.m, 0)
		within(t, name+"entropy", r.entropy(), math.Log(c.s*math.Sqrt(2*math.Pi*math.E)), 1e-7)
		for _, z := range []float64{-6, -1.3, .2, 5} {
			k := math.Floor(c.m + z*c.s)
			middle := (k + .5 - c.m) / c.s // the step at k is half before it: an error of the second derivative over 24 s^2
			within(t, name+"cdf", r.CDF(k), kernel.NormalCDF64(middle), 1e-8+.05/(c.s*c.s))
			if q := r.Quantile(r.CDF(k)); math.Abs(z) < 5 && q != k && c.s < 1e4 { // above, neighbours differ by rounding
				t.Errorf("%squantile of cdf(%v) is %v", name, k, q)
			}
		}
		region := r.HPD(.9)
		if len(region) != 1 {
			t.Fatalf("%sregions %v", name, region)
		}
		half := 1.6448536269514722 * c.s
		within(t, name+"region", (region[0].Hi-region[0].Lo)/2, half, 1+1e-7*c.s)
		within(t, name+"crps at the centre", r.CRPS(c.m), c.s*(math.Sqrt2-1)/math.Sqrt(math.Pi), 1e-7*c.s+.3/c.s)
	}
}

// Geometric masses jump at 0 and fall slowly: mean, entropy, cdf and quantiles in closed form, found without being told where.
func TestIntegersOfGeometrics(t *testing.T) {
	for _, p := range []float64{.5, .01, 1e-4, 1e-9} {
		name := fmt.Sprintf("geometric %g: ", p)
		for _, f := range []*masses{geometric(p), geometric(p, Feature{1/p - 1, 1 / p})} {
			r := Solve(f, 0, new(Solver))
			within(t, name+"log mass", r.Summary().LogMass, 0, 1e-9)
			within(t, name+"mean", r.Summary().Mean, 1/p-1, 1e-8/p)
			within(t, name+"entropy", r.entropy(), 1-math.Log(p)-1+(-(1-p)*math.Log1p(-p))/p, 1e-7)
			for _, q := range []float64{.1, .5, .999} {
				want := math.Max(math.Ceil(math.Log1p(-q)/math.Log1p(-p)-1), 0)
				within(t, name+"quantile", r.Quantile(q), want, 1e-7*want)
			}
			if h := r.HPD(.5); len(h) != 1 || h[0].Lo != 0 || math.Abs(h[0].Hi-r.Quantile(.5)) > 1e-6/p {
				t.Errorf("%sregion %v, not up to the median %v", name, h, r.Quantile(.5))
			}
		}
	}
}

// A spike at 0 with a long tail, k^(c-1) e^(-k/w), against the sum over every integer.
func TestIntegersOfASpike(t *testing.T) {
	slow.Test(t)
	const c, w = .01, 3e5
	log := func(k float64) float64 { return (c-1)*math.Log(k+.5) - k/w }
	var sum, mean float64
	for k := range int(60 * w) {
		p := math.Exp(log(float64(k)))
		sum, mean = sum+p, mean+p*float64(k)
	}
	r := Solve(newMasses(0, math.Inf(1), log), 0, new(Solver))
	within(t, "log mass", r.Summary().LogMass, math.Log(sum), 1e-8)
	within(t, "mean", r.Summary().Mean, mean/sum, 1e-8*mean/sum)
	within(t, "mode", r.Mode(), 0, 0)
}

// Two bumps with nothing between are both found, as runs of the region and as modes.
func TestIntegersOfTwoBumps(t *testing.T) {
	a, b := bell(10, 3), bell(3e6, 1e3)
	f := newMasses(math.Inf(-1), math.Inf(1), func(k float64) float64 {
		x, y := a.log(k)-math.Log(3), b.log(k)-math.Log(1e3)
		return max(x, y) + math.Log1p(math.Exp(-math.Abs(x-y)))
	}, Feature{10, 3}, Feature{3e6, 1e3})
	r := Solve(f, 0, new(Solver))
	within(t, "between", r.CDF(1e5), .5, 1e-8)
	if m := r.Modes(); len(m) != 2 || m[0] != 10 || m[1] != 3e6 {
		t.Errorf("modes %v", m)
	}
	if h := r.HPD(.99); len(h) != 2 {
		t.Errorf("regions %v", h)
	}
}

// Scaled integers answer at the scaled points, whatever rounding does to them.
func TestScaledIntegers(t *testing.T) {
	base := bell(50, 7)
	r, s := Solve(base, 0, new(Solver)), Scale(base, .1, .3)
	scaled := Solve(s, 0, new(Solver))
	at := func(k float64) float64 { return .1 + .3*k }
	within(t, "mean", scaled.Summary().Mean, at(50), 1e-12)
	within(t, "sd", scaled.Summary().Deviation, .3*7, 1e-9)
	for k := 30.; k < 70; k++ {
		in, out, want := []float64{at(k), at(k) + .1}, make([]float64, 2), make([]float64, 1)
		s.LogProb(0, in, out)
		base.LogProb(0, []float64{k}, want)
		if out[0] != want[0] || !math.IsInf(out[1], -1) {
			t.Errorf("log-masses at and beside %v: %v, not %v", at(k), out, want)
		}
		within(t, fmt.Sprint("cdf at ", at(k)), scaled.CDF(at(k)), r.CDF(k), 1e-15)
		within(t, fmt.Sprint("cdf below ", at(k)), scaled.CDF(math.Nextafter(at(k), 0)), r.CDF(k-1), 1e-15)
		within(t, "quantile", scaled.Quantile(r.CDF(k)), at(k), 0)
	}
}

// Nothing hangs or panics where there is no mass, no number, or no end.
func TestIntegersOfNothing(t *testing.T) {
	for name, log := range map[string]func(k float64) float64{
		"NaN": func(float64) float64 { return math.NaN() }, "none": func(float64) float64 { return math.Inf(-1) },
		"infinite": func(float64) float64 { return math.Inf(1) }, "flat": func(float64) float64 { return 0 },
		"harmonic": func(k float64) float64 { return -math.Log(1 + math.Abs(k)) },
	} {
		r := Solve(newMasses(math.Inf(-1), math.Inf(1), log, Feature{math.NaN(), 1}, Feature{1e300, 1e300}), 0, new(Solver))
		_, _, _, _ = r.Summary(), r.HPD(.5), r.Quantile(.3), r.CRPS(.2)
		if m := r.Mode(); (name == "NaN" || name == "none" || name == "infinite") && !math.IsNaN(m) {
			t.Errorf("%s: mode %v", name, m)
		}
	}
}

// Masses whose logarithm is no parabola along a block, next to a singularity and where a narrow bump stands out of a wide one, against the
// sums over every integer.
func TestIntegersThatAreNoParabola(t *testing.T) {
	bump := bell(1000, 31.6)
	for name, f := range map[string]*masses{
		"power": newMasses(0, math.Inf(1), func(k float64) float64 { return -.9*math.Log(k+.1) - k/2e4 }, Feature{0, 1}),
		"bumps": newMasses(0, math.Inf(1), func(k float64) float64 {
			return math.Log(math.Exp(bump.log(k))/80 + k*k*math.Exp(-.003*k)/1.5e8)
		}, Feature{1000, 31.6}, Feature{1000, 600}),
	} {
		var sum, mean float64
		p := make([]float64, 800000)
		for k := range p {
			p[k] = math.Exp(f.log(float64(k)))
			sum, mean = sum+p[k], mean+p[k]*float64(k)
		}
		r := Solve(f, 0, new(Solver))
		within(t, name+": log mass", r.Summary().LogMass, math.Log(sum), 1e-10)
		within(t, name+": mean", r.Summary().Mean, mean/sum, 1e-10*mean/sum)
		for _, y := range []float64{3, 980, 1010.5, 5000} {
			cdf, crps := 0., 0.
			for k := range p {
				cdf += p[k] / sum
				held := min(max(y-float64(k), 0), 1) // of the step from k on, before y
				crps += held*cdf*cdf + (1-held)*(1-cdf)*(1-cdf)
			}
			within(t, fmt.Sprint(name, ": crps at ", y), r.CRPS(y), crps, 1e-10*crps)
		}
	}
}

// Log-masses with the rounding of differences of log-gammas are no reason to halve blocks for ever.
func TestIntegersWithRounding(t *testing.T) {
	const m, s = 1e9, 3e4
	asked := 0
	f := newMasses(0, math.Inf(1), func(k float64) float64 {
		asked++
		return 0x1p-18 * math.Round(0x1p18*(-(k-m)/s*(k-m)/s/2))
	}, Feature{m, s})
	within(t, "mean", Solve(f, 0, new(Solver)).Summary().Mean, m, 1e-5*s)
	if asked > 10000 {
		t.Errorf("%d masses", asked)
	}
}

// The mode is found where the mass is flat to rounding between neighbours, k^2 e^(-3k/m) of m = 1e15, and at an end of the support that
// none of the integers that stand for a block is.
func TestModesOfWideIntegers(t *testing.T) {
	for _, m := range []float64{1e9, 1e12, 1e15} {
		for _, c := range []struct{ lo, want float64 }{{0, 2. / 3 * m}, {m, m}} {
			f := newMasses(c.lo, math.Inf(1), func(k float64) float64 { return 2*math.Log(k/m) - 3*k/m }, Feature{m, m / 2})
			within(t, "mode", Solve(f, 0, new(Solver)).Mode(), c.want, (c.want-c.lo)*1e-6)
		}
	}
}
