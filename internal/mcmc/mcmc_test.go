package mcmc

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// gaussian is N(mean, cov) in a few dimensions.
type gaussian struct {
	mean []float64
	cov  *mat.SymDense
	prec *mat.SymDense
}

func newGaussian() gaussian {
	g := gaussian{mean: []float64{1, -2, 30}, cov: mat.NewSymDense(3, []float64{1, .9, 0, .9, 1, 0, 0, 0, 100})}
	var c mat.Cholesky
	if !c.Factorize(g.cov) {
		panic("the covariance is not positive definite")
	}
	g.prec = mat.NewSymDense(3, nil)
	if err := c.InverseTo(g.prec); err != nil {
		panic(err)
	}
	return g
}

func (g gaussian) Dim() int { return 3 }

func (g gaussian) LogProb(x, grad []float64) float64 {
	logp := 0.
	for i := range x {
		grad[i] = 0
		for j := range x {
			grad[i] -= g.prec.At(i, j) * (x[j] - g.mean[j])
		}
		logp += grad[i] * (x[i] - g.mean[i]) / 2
	}
	return logp
}

func never() error { return nil }

func sample(t *testing.T, target Target, s Settings, chains int) (out []*Chain) {
	t.Helper()
	for k := range chains {
		s.Chain = k
		start := make([]float64, target.Dim())
		for i := range start {
			start[i] = float64(k - 1)
		}
		c := NewChain(start)
		if err := c.Run(target, s, never, nil); err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

// of is a function of the draws, by chain.
func of(chains []*Chain, f func(x []float64) float64) (out [][]float64) {
	for _, c := range chains {
		var v []float64
		for _, x := range c.Draws {
			v = append(v, f(x))
		}
		out = append(out, v)
	}
	return out
}

// Moments of a normal with correlation .9 and scales that differ by ten come out within four standard errors, and the
// chains agree: under the no-U-turn rule and for trajectories of fixed length.
func TestMomentsOfANormal(t *testing.T) {
	g := newGaussian()
	for name, s := range map[string]Settings{"nuts": {Warmup: 400, Draws: 1000, Seed: 1}, "hmc": {Warmup: 400, Draws: 1000, Leaps: 8, Seed: 1}} {
		chains := sample(t, g, s, 4)
		check := func(what string, want float64, f func(x []float64) float64) {
			t.Helper()
			v := of(chains, f)
			all := []float64{}
			for _, c := range v {
				all = append(all, c...)
			}
			mean, sd := stat.MeanStdDev(all, nil)
			if se := sd / math.Sqrt(MeanESS(v)); math.Abs(mean-want) > 4*se {
				t.Errorf("%s: %s is %v, want %v within four standard errors of %v", name, what, mean, want, se)
			}
			if r := RHat(v); !(r < 1.01) {
				t.Errorf("%s: %s: R-hat %v", name, what, r)
			}
		}
		for i := range 3 {
			check("a mean", g.mean[i], func(x []float64) float64 { return x[i] })
			check("a variance", g.cov.At(i, i), func(x []float64) float64 { return (x[i] - g.mean[i]) * (x[i] - g.mean[i]) })
		}
		check("a covariance", .9, func(x []float64) float64 { return (x[0] - 1) * (x[1] + 2) })
		for _, c := range chains {
			// With trajectories of fixed length acceptance does not fall steadily with the step, so it may end above its target.
			if c.Divergences > 0 || c.Accept() < .65 || name == "nuts" && c.Accept() > .95 {
				t.Errorf("%s: %d divergences, acceptance %v", name, c.Divergences, c.Accept())
			}
		}
	}
}

// The leapfrog is reversible and its error in the energy falls as the square of the step.
func TestLeapfrog(t *testing.T) {
	g := newGaussian()
	inverse := []float64{1, 1, 100}
	drift := func(step float64) float64 {
		z := newPoint(3)
		copy(z.x, []float64{2, -1, 25})
		copy(z.p, []float64{.3, -.5, .05})
		z.evaluate(g)
		start := newPoint(3)
		start.copyFrom(z)
		h := z.energy(inverse)
		n := int(math.Round(2 / step))
		for range n {
			z.leap(g, step, inverse)
		}
		d := z.energy(inverse) - h
		for i := range z.p {
			z.p[i] = -z.p[i]
		}
		for range n {
			z.leap(g, step, inverse)
		}
		for i := range z.x {
			if math.Abs(z.x[i]-start.x[i]) > 1e-11*math.Abs(start.x[i]) {
				t.Errorf("back at %v, started from %v", z.x[i], start.x[i])
			}
		}
		return math.Abs(d)
	}
	if r := drift(.02) / drift(.01); math.Abs(r-4) > .2 {
		t.Errorf("half the step makes the drift %v times smaller, want 4", r)
	}
}

func TestSameSeedSameChain(t *testing.T) {
	g := newGaussian()
	s := Settings{Warmup: 50, Draws: 20, Seed: 3}
	a, b := sample(t, g, s, 2), sample(t, g, s, 2)
	if d := cmp.Diff(a, b, cmp.AllowUnexported(Chain{}, stepSize{}, spread{})); d != "" {
		t.Error(d)
	}
	if cmp.Equal(a[0].Draws[0], a[1].Draws[0]) {
		t.Error("two chains draw the same")
	}
}

// Stan's windows, and shares of a short warm-up.
func TestWindows(t *testing.T) {
	for _, c := range []struct {
		warmup, from int
		ends         []int
	}{
		{1000, 75, []int{100, 150, 250, 450, 950}},
		{100, 15, []int{90}},
		{10, 10, nil},
	} {
		from, ends := windows(c.warmup)
		if d := cmp.Diff(c.ends, ends); d != "" || from != c.from {
			t.Errorf("warm-up of %d: from %d, %s", c.warmup, from, d)
		}
	}
}

// nowhere has no mass.
type nowhere struct{}

func (nowhere) Dim() int                          { return 1 }
func (nowhere) LogProb(x, grad []float64) float64 { return math.NaN() }

func TestNoDensity(t *testing.T) {
	if err := NewChain([]float64{0}).Run(nowhere{}, Settings{Draws: 1}, never, nil); err == nil {
		t.Error("a chain began where there is no density")
	}
}

// cliff is a standard normal cut off at |x| = 1, where its log-density and gradient are NaN.
type cliff struct{}

func (cliff) Dim() int { return 1 }

func (cliff) LogProb(x, grad []float64) float64 {
	if grad[0] = -x[0]; math.Abs(x[0]) > 1 {
		grad[0] = math.NaN()
		return math.NaN()
	}
	return -x[0] * x[0] / 2
}

// A place where the gradient is NaN has no mass: trajectories end there, and neither the step nor the acceptance becomes
// NaN.
func TestNaNGradientIsNoMass(t *testing.T) {
	for _, leaps := range []int{0, 3} {
		c := sample(t, cliff{}, Settings{Warmup: 100, Draws: 200, Leaps: leaps, Seed: 1}, 1)[0]
		low, high := 1., -1.
		for _, x := range c.Draws {
			low, high = min(low, x[0]), max(high, x[0])
		}
		if !(c.Step > 0) || !(c.Accept() > 0) || !(low < -.5 && high > .5 && low >= -1 && high <= 1) {
			t.Errorf("%d leaps: step %v, acceptance %v, draws from %v to %v", leaps, c.Step, c.Accept(), low, high)
		}
	}
}

// A chain that is stopped at any leap, in the warm-up or after it, and run again draws what it would have drawn.
func TestAChainGoesOn(t *testing.T) {
	s := Settings{Warmup: 60, Draws: 15, Seed: 3}
	for _, s.Leaps = range []int{0, 4} {
		want := sample(t, newGaussian(), s, 1)[0]
		for _, every := range []int{1, 7, 50} {
			leaps, told, stopped := 0, 0, errors.New("stopped")
			c := NewChain([]float64{-1, -1, -1})
			err := stopped
			for runs := 0; err == stopped; runs++ {
				if runs > 100_000 {
					t.Fatal("the chain does not come on")
				}
				left := every + runs // so that every trajectory is finished at last
				err = c.Run(newGaussian(), s, func() error {
					leaps++
					if left--; left < 0 {
						return stopped
					}
					return nil
				}, func() { told++ })
			}
			if err != nil || told != s.Warmup+s.Draws {
				t.Errorf("%d transitions told, error %v", told, err)
			}
			if d := cmp.Diff(want, c, cmp.AllowUnexported(Chain{}, stepSize{}, spread{})); d != "" {
				t.Errorf("%d leaps, stopped every %d: %s", s.Leaps, every, d)
			}
		}
	}
	more := s
	more.Draws = 40
	c := sample(t, newGaussian(), s, 1)[0]
	if err := c.Run(newGaussian(), more, never, nil); err != nil || !cmp.Equal(c.Draws, sample(t, newGaussian(), more, 1)[0].Draws) {
		t.Errorf("more draws differ from as many at once: %v", err)
	}
}

// The energy's fraction of missing information is 1 for independent energies, 1 - phi for autoregressions of phi, and
// small for a funnel, whose energies a chain cannot cross.
func TestBFMI(t *testing.T) {
	for _, phi := range []float64{0, .5, .9} {
		if got := BFMI(ar(1, 40_000, phi, 0)[0]); math.Abs(got/(2*(1-phi))-1) > .05 {
			t.Errorf("phi %v: %v, want %v", phi, got, 2*(1-phi))
		}
	}
	normal, bad := sample(t, newGaussian(), Settings{Warmup: 300, Draws: 500, Seed: 1}, 1)[0], sample(t, funnel{}, Settings{Warmup: 300, Draws: 500, Seed: 1}, 1)[0]
	if n, f := BFMI(normal.Energies), BFMI(bad.Energies); !(n > .6) || !(f < .3) {
		t.Errorf("of a normal %v, of a funnel %v", n, f)
	}
}

// funnel is v ~ N(0, 3²) and nine x ~ N(0, e^v) (Neal 2003).
type funnel struct{}

func (funnel) Dim() int { return 10 }

func (funnel) LogProb(x, grad []float64) float64 {
	v, squares := x[0], 0.
	for i, y := range x[1:] {
		squares += y * y
		grad[1+i] = -y * math.Exp(-v)
	}
	grad[0] = -v/9 - 4.5 + squares*math.Exp(-v)/2
	return -v*v/18 - 4.5*v - squares*math.Exp(-v)/2
}
