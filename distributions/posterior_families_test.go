package distributions

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/deepprob/deepprob/internal/density"
	"gonum.org/v1/gonum/mathext"
)

// A component of a test mixture: a closed density and cdf with mean and variance.
type component struct {
	weight, logWeight float64
	logProb           func(y, logY, log1pY float64) float64 // given log y and log(1-y)
	cdf               func(y float64) float64
	mean, variance    float64
}

func normalComponent(loc, scale float64) component {
	return component{
		logProb: func(y, _, _ float64) float64 {
			z := (y - loc) / scale
			return -z*z/2 - math.Log(scale) - math.Log(2*math.Pi)/2
		},
		cdf:  func(y float64) float64 { return math.Erfc((loc-y)/scale/math.Sqrt2) / 2 },
		mean: loc, variance: scale * scale,
	}
}

func betaComponent(a, b float64) component {
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	norm := lab - la - lb
	return component{
		logProb: func(y, logY, log1pY float64) float64 {
			if y < 0 || y > 1 {
				return math.Inf(-1)
			}
			return xlog(a-1, logY) + xlog(b-1, log1pY) + norm
		},
		cdf:  func(y float64) float64 { return mathext.RegIncBeta(a, b, min(max(y, 0), 1)) },
		mean: a / (a + b), variance: a * b / ((a + b) * (a + b) * (a + b + 1)),
	}
}

// xlog is k*log, 0 for k = 0 even if log is infinite.
func xlog(k, log float64) float64 {
	if k == 0 {
		return 0
	}
	return k * log
}

// testMixture is a family of rows of mixtures, with everything in closed form.
type testMixture struct {
	parts  [][]component
	lo, hi float64
}

func (m testMixture) Rows() int                             { return len(m.parts) }
func (m testMixture) Support(int) (lo, hi float64)          { return m.lo, m.hi }
func (m testMixture) Breaks(_ int, dst []float64) []float64 { return dst }
func (m testMixture) Features(i int, dst []density.Feature) []density.Feature {
	for _, c := range m.parts[i] {
		dst = append(dst, density.Feature{At: c.mean, Width: math.Sqrt(c.variance)})
	}
	return dst
}

func (m testMixture) LogProb(i int, y, out []float64) {
	for j, v := range y {
		top, sum := math.Inf(-1), 0.
		var logY, log1pY float64
		if m.lo == 0 {
			logY, log1pY = math.Log(v), math.Log1p(-v)
		}
		for _, c := range m.parts[i] {
			l := c.logWeight + c.logProb(v, logY, log1pY)
			switch {
			case math.IsInf(l, 1) || math.IsNaN(l):
				top, sum = l, 1
			case math.IsInf(l, -1) || math.IsInf(top, 1):
			case l > top:
				top, sum = l, sum*math.Exp(top-l)+1
			default:
				sum += math.Exp(l - top)
			}
		}
		out[j] = top + math.Log(sum)
		if math.IsInf(top, 0) {
			out[j] = top
		}
	}
}

func (m testMixture) cdf(i int, y, out []float64) {
	for j, v := range y {
		out[j] = 0
		for _, c := range m.parts[i] {
			out[j] += c.weight * c.cdf(v)
		}
	}
}

func (m testMixture) moments(i int) (mean, variance float64) {
	for _, c := range m.parts[i] {
		mean += c.weight * c.mean
	}
	for _, c := range m.parts[i] {
		variance += c.weight * (c.variance + (c.mean-mean)*(c.mean-mean))
	}
	return mean, variance
}

// bare hides what a family knows in closed form.
type bare struct{ density.Family }

// normals is one row, a mixture of weight, loc, scale triples.
func normals(triples ...float64) testMixture {
	return mixtureOf(normalComponent, math.Inf(-1), math.Inf(1), triples)
}

// betas is one row, a mixture of weight, a, b triples.
func betas(triples ...float64) testMixture { return mixtureOf(betaComponent, 0, 1, triples) }

func mixtureOf(make func(a, b float64) component, lo, hi float64, triples []float64) testMixture {
	m := testMixture{parts: [][]component{nil}, lo: lo, hi: hi}
	for k := 0; k < len(triples); k += 3 {
		c := make(triples[k+1], triples[k+2])
		c.weight, c.logWeight = triples[k], math.Log(triples[k])
		m.parts[0] = append(m.parts[0], c)
	}
	return m
}

// stack is the rows of several mixtures.
func stack(ms ...testMixture) testMixture {
	out := testMixture{lo: ms[0].lo, hi: ms[0].hi}
	for _, m := range ms {
		out.parts = append(out.parts, m.parts...)
	}
	return out
}

// randomBetas is n rows of k-component beta mixtures such as a network that has learnt cluster masses gives.
func randomBetas(n, k int, seed uint64) testMixture {
	r := rand.New(rand.NewPCG(seed, 1))
	out := testMixture{lo: 0, hi: 1}
	for range n {
		out.parts = append(out.parts, betas(randomBeta(r, k)...).parts...)
	}
	return out
}

func randomBeta(r *rand.Rand, k int) []float64 {
	centre, size := .05+.8*r.Float64(), 20*math.Exp(1.5*r.NormFloat64())
	t, sum := []float64(nil), 0.
	for range k {
		c, s, w := min(max(centre+.08*r.NormFloat64(), .01), .99), size*math.Exp(.5*r.NormFloat64()), math.Exp(r.NormFloat64())
		t = append(t, w, 1+c*s, 1+(1-c)*s)
		sum += w
	}
	for j := 0; j < len(t); j += 3 {
		t[j] /= sum
	}
	return t
}

func randomNormal(r *rand.Rand, k int) []float64 {
	t := randomBeta(r, k)
	for j := 0; j < len(t); j += 3 {
		t[j+1], t[j+2] = r.NormFloat64(), .05+.3*r.Float64()
	}
	return t
}

// testSteps is one row with a piecewise constant density.
type testSteps struct{ h Histogram }

func (s testSteps) Rows() int                                               { return 1 }
func (s testSteps) Support(int) (lo, hi float64)                            { return s.h.Support() }
func (s testSteps) Breaks(_ int, dst []float64) []float64                   { return append(dst, s.h.Edges...) }
func (s testSteps) Features(_ int, dst []density.Feature) []density.Feature { return dst }
func (s testSteps) LogProb(_ int, y, out []float64) {
	p, _ := s.h.prepare()
	for j, v := range y {
		out[j] = p.LogProb(v)
	}
}

// testAtoms is rows of atoms.
type testAtoms struct{ at, mass [][]float64 }

func (a testAtoms) Rows() int { return len(a.at) }
func (a testAtoms) Support(i int) (lo, hi float64) {
	return a.at[i][0], a.at[i][len(a.at[i])-1]
}
func (a testAtoms) Breaks(_ int, dst []float64) []float64                   { return dst }
func (a testAtoms) Features(_ int, dst []density.Feature) []density.Feature { return dst }
func (a testAtoms) atoms(i int, dst []float64) []float64                    { return append(dst, a.at[i]...) }
func (a testAtoms) LogProb(i int, y, out []float64) {
	for j, v := range y {
		out[j] = math.Inf(-1)
		if k := slices.Index(a.at[i], v); k >= 0 {
			out[j] = math.Log(a.mass[i][k])
		}
	}
}
