package distributions

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/internal/slow"
)

// A lawCase is a named continuous Posterior of one row, with the range that holds all its mass but 1e-30.
type lawCase struct {
	name     string
	q        func() Posterior
	lo, hi   float64
	singular bool // infinite somewhere: no grid can integrate it
}

var lawCases = []lawCase{
	{name: "normal", q: of(normals(1, 0, 1)), lo: -12, hi: 12},
	{name: "normal without closed forms", q: of(bare{normals(1, 14, .2)}), lo: 11.6, hi: 16.4},
	{name: "narrow normal far out", q: of(normals(1, 14, 1e-3)), lo: 13.988, hi: 14.012},
	{name: "narrow on wide", q: of(bare{normals(.3, 14.1, 1e-3, .7, 13.8, .3)}), lo: 10.2, hi: 17.4},
	{name: "light needle", q: of(bare{normals(1e-4, 14.1, 1e-3, 1-1e-4, 13.8, .3)}), lo: 10.2, hi: 17.4},
	{name: "three modes", q: of(bare{normals(.3, -2, .2, .3, 0, .3, .4, 3, .5)}), lo: -5, hi: 9},
	{name: "16 normals", q: of(bare{normals(randomNormal(rand.New(rand.NewPCG(5, 5)), 16)...)}), lo: -7, hi: 7},
	{name: "16 betas", q: of(randomBetas(1, 16, 7)), lo: 0, hi: 1},
	{name: "beta", q: of(bare{betas(1, 2, 5)}), lo: 0, hi: 1},
	{name: "beta with a cusp", q: of(bare{betas(1, 1.3, 5)}), lo: 0, hi: 1},
	{name: "beta decreasing", q: of(betas(1, 1, 5)), lo: 0, hi: 1},
	{name: "beta narrow", q: of(betas(1, 2000, 7000)), lo: 0, hi: 1},
	{name: "beta unbounded at 0", q: of(bare{betas(1, .5, 3)}), lo: 0, hi: 1, singular: true},
	{name: "beta unbounded at both ends", q: of(betas(1, .3, .6)), lo: 0, hi: 1, singular: true},
	{name: "uniform", q: of(testSteps{Histogram{Edges: []float64{-1, 3}, Mass: []float64{1}}}), lo: -1, hi: 3},
	{name: "plateaus", q: of(testSteps{Histogram{Edges: []float64{0, 1, 2, 3, 5}, Mass: []float64{1, 3, 1, 2}}}), lo: 0, hi: 5},
	{name: "gap", q: of(testSteps{Histogram{Edges: []float64{0, 1, 2, 3}, Mass: []float64{1, 0, 2}}}), lo: 0, hi: 3},
	{name: "swapped", q: func() Posterior { return swappedRow(false, 14, .2) }, lo: 13.51, hi: 15.2},
	{name: "swapped, smooth", q: func() Posterior { return swappedRow(true, 14, .2) }, lo: 13.51, hi: 15.2},
	{name: "swapped, narrow", q: func() Posterior { return swappedRow(false, 14.2, 1e-3) }, lo: 13.51, hi: 15.2},
	{name: "swapped, from far below", q: func() Posterior { return swappedRow(false, 12, .05) }, lo: 13.51, hi: 15.2},
	{name: "scaled betas", q: func() Posterior { return must1(newPosterior(bare{randomBetas(1, 16, 9)}).Scaled(13.5, 1.8334)) }, lo: 13.5, hi: 13.5 + 1.8334},
	{name: "scaled, then swapped", q: func() Posterior {
		q := must1(newPosterior(randomBetas(1, 16, 10)).Scaled(13.5, 1.8334))
		return must1(SwapPrior(q, massHistogram(64, false), FlatPrior{13.51, 15.2}))
	}, lo: 13.51, hi: 15.2},
	{name: "draws", q: of(mixDraws(bare{stack(normals(.3, -2, .2, .7, 0, .3), normals(1, .1, .3), normals(1, 3, .5))}, 3)), lo: -5, hi: 8},
	{name: "draws with closed forms", q: of(mixDraws(stack(normals(1, 0, 1), normals(1, 1e-3, 1), normals(1, .4, .02)), 3)), lo: -12, hi: 12},
	{name: "draws of betas", q: of(mixDraws(randomBetas(5, 4, 12), 5)), lo: 0, hi: 1},
	{name: "draws with steps", q: of(mixDraws(bare{newRedirected(2, testSteps{}, func(i int) (density.Family, int) {
		return testSteps{Histogram{Edges: []float64{0, 1 + float64(i), 3 + float64(i)}, Mass: []float64{1, 3}}}, 0
	}, nil)}, 2)), lo: 0, hi: 4},
	{name: "draws of nodes", q: func() Posterior { return must1(twoNormals(2).Scaled(14, .1)) }, lo: 12.8, hi: 15.2},
	{name: "draws of nodes, streamed and swapped", q: func() Posterior {
		q, _ := streamedNormals(new(loads), 4, 9, 2, 8)
		return must1(SwapPrior(must1(q.Scaled(14.2, .1)), massHistogram(64, false), FlatPrior{13.51, 15.2})).Row(0)
	}, lo: 13.51, hi: 15.2},
	{name: "swapped, then scaled", q: func() Posterior { return must1(swappedRow(false, 14, .2).Scaled(1, 2)) }, lo: 28.02, hi: 31.4},
}

func of(f density.Family) func() Posterior { return func() Posterior { return newPosterior(f) } }

func must1(q Posterior, err error) Posterior {
	if err != nil {
		panic(err)
	}
	return q
}

// massHistogram is the prior of log-masses that fall off exponentially from 13.5, by a fixed sample. Many ask for the same one, which is
// not to be changed.
func massHistogram(bins int, smooth bool) Histogram {
	h, ok := massHistograms.Load(bins)
	if !ok {
		h, _ = massHistograms.LoadOrStore(bins, newMassHistogram(bins))
	}
	prior := h.(Histogram)
	prior.Smooth = smooth
	return prior
}

var massHistograms sync.Map

func newMassHistogram(bins int) Histogram {
	r := rand.New(rand.NewPCG(2, 3))
	v := make([]float64, 100_000)
	for i := range v {
		for v[i] = 99; v[i] > 15.3; {
			v[i] = 13.5 + .33*r.ExpFloat64()
		}
	}
	h, err := NewHistogram(v, bins)
	if err != nil {
		panic(err)
	}
	return h
}

func swappedRow(smooth bool, loc, scale float64) Posterior {
	q := newPosterior(normals(.7, loc, scale, .3, loc+scale, 2*scale))
	return must1(SwapPrior(q, massHistogram(64, smooth), FlatPrior{13.51, 15.2}))
}

// A bruteGrid is a density on the midpoints of about 200,000 cells, none of which straddles a break: an independent
// quadrature with error 1e-9 or less in what follows.
type bruteGrid struct {
	y, h, p, cdf []float64 // midpoints, widths, densities, cdf at the right edges
	mass         float64
	densest      []int // cells in the order of their densities, for shortest
}

const bruteCells = 200_000

func newBruteGrid(c lawCase, q Posterior) *bruteGrid {
	cuts := append(q.f.Breaks(0, nil), c.lo, c.hi)
	cuts = slices.DeleteFunc(cuts, func(x float64) bool { return x < c.lo || x > c.hi })
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	g := &bruteGrid{}
	for k := range len(cuts) - 1 {
		a, b := cuts[k], cuts[k+1]
		n := int(math.Ceil(bruteCells * (b - a) / (c.hi - c.lo)))
		for j := range n {
			g.y = append(g.y, a+(b-a)*(float64(j)+.5)/float64(n))
			g.h = append(g.h, (b-a)/float64(n))
		}
	}
	g.p = q.LogProbs(g.y)[0]
	for i, l := range g.p {
		g.p[i] = math.Exp(l)
		g.mass += g.p[i] * g.h[i]
		g.cdf = append(g.cdf, g.mass)
	}
	return g
}

func (g *bruteGrid) mean(f func(y, p float64) float64) float64 {
	sum := 0.
	for i, y := range g.y {
		if g.p[i] > 0 {
			sum += f(y, g.p[i]) * g.p[i] * g.h[i]
		}
	}
	return sum / g.mass
}

var brutes sync.Map

// eachLaw runs a law on every case that a grid can check.
func eachLaw(t *testing.T, singular bool, law func(t *testing.T, c lawCase, q Posterior, g *bruteGrid)) {
	for _, c := range lawCases {
		t.Run(c.name, func(t *testing.T) {
			q := c.q()
			if c.singular {
				if singular {
					law(t, c, q, nil)
				}
				return
			}
			g, ok := brutes.Load(c.name)
			if !ok {
				g, _ = brutes.LoadOrStore(c.name, newBruteGrid(c, q))
			}
			law(t, c, q, g.(*bruteGrid))
		})
	}
}

func closeTo(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if got != want && !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: %.15g, want %.15g within %.1g; off by %.2g", what, got, want, tol, got-want)
	}
}

// solvedAs is the summary of row 0 of f, solved by its density as it stands, normalized or not.
func solvedAs(f density.Family) density.Summary { return newPosterior(asItIs{f}).summaries()[0] }

// asItIs is a family without its kernel.
type asItIs struct{ density.Family }

func (f asItIs) Has() *density.Closed {
	has := *f.Family.Has()
	has.Kernel = nil
	return &has
}

// The midpoint rule errs by h^2/24 times the jump of p' at the ends of a piece: with 200,000 cells by 1e-9 or less.
func TestPosteriorDensityIntegratesToOne(t *testing.T) {
	slow.Test(t)
	eachLaw(t, true, func(t *testing.T, c lawCase, q Posterior, g *bruteGrid) {
		closeTo(t, "mass of the panels", math.Exp(solvedAs(q.f).LogMass), 1, 1e-9)
		if g != nil {
			closeTo(t, "mass on the grid", g.mass, 1, 1e-7)
		}
		for _, w := range q.Warnings() {
			if !strings.Contains(w, "effective sample size") {
				t.Error(w)
			}
		}
	})
}

func TestPosteriorMomentsMatchQuadrature(t *testing.T) {
	slow.Test(t)
	eachLaw(t, false, func(t *testing.T, c lawCase, q Posterior, g *bruteGrid) {
		mean := g.mean(func(y, _ float64) float64 { return y })
		variance := g.mean(func(y, _ float64) float64 { return (y - mean) * (y - mean) })
		sd := math.Sqrt(variance)
		closeTo(t, "mean", q.Mean()[0], mean, 1e-6*sd)
		closeTo(t, "variance", q.Variance()[0], variance, 1e-6*variance)
		closeTo(t, "sd", q.StdDev()[0], sd, 1e-6*sd)
		closeTo(t, "entropy", q.Entropy()[0], g.mean(func(_, p float64) float64 { return -math.Log(p) }), 1e-6)
	})
}

func TestPosteriorMomentsOfSingularBetas(t *testing.T) {
	slow.Test(t)
	eachLaw(t, true, func(t *testing.T, c lawCase, q Posterior, g *bruteGrid) {
		if g != nil {
			return
		}
		got := solvedAs(q.f)
		m := q.f
		if b, ok := m.(bare); ok {
			m = b.Family
		}
		mean, variance := m.Has().Moments(0)
		closeTo(t, "mean", got.Mean, mean, 1e-9)
		closeTo(t, "variance", got.Variance, variance, 1e-9)
	})
}

func TestPosteriorCDFMatchesQuadrature(t *testing.T) {
	eachLaw(t, false, func(t *testing.T, c lawCase, q Posterior, g *bruteGrid) {
		for i := 0; i < len(g.y); i += len(g.y) / 50 {
			closeTo(t, "cdf", q.CDF([]float64{g.y[i] + g.h[i]/2})[0], g.cdf[i], 1e-7)
		}
		closeTo(t, "cdf below", q.CDF([]float64{c.lo - 1})[0], 0, 1e-30)
		closeTo(t, "cdf above", q.CDF([]float64{c.hi + 1})[0], 1, 0)
	})
}

// A quantile is good to the panels' 1e-11 in probability, and with an exact cdf to rounding.
func TestPosteriorQuantileInvertsCDF(t *testing.T) {
	eachLaw(t, true, func(t *testing.T, c lawCase, q Posterior, g *bruteGrid) {
		last := math.Inf(-1)
		for _, p := range []float64{1e-9, 1e-4, .01, .16, .3, .5, .84, .975, 1 - 1e-6} {
			y := q.Quantile(p)[0]
			closeTo(t, "cdf of quantile", q.CDF([]float64{y})[0], p, 1e-9)
			if y <= last {
				t.Errorf("quantile %v at %v is not above %v", p, y, last)
			}
			last = y
		}
		lo, hi := q.f.Support(0)
		if a, b := q.Quantile(0)[0], q.Quantile(1)[0]; a != lo || b != hi {
			t.Errorf("quantiles 0 and 1 are %v, %v; the support is [%v, %v]", a, b, lo, hi)
		}
	})
}

// Where the cdf is exact so are quantiles, far into the tail: the error in p is that of a rounded y.
func TestPosteriorQuantileInTheTail(t *testing.T) {
	for _, f := range []testMixture{normals(.5, 0, 1, .5, 3, 2), betas(1, .5, 3), betas(1, 20, 30)} {
		for _, p := range []float64{1e-100, 1e-30, 1e-12, 1e-3, .5} {
			q := newPosterior(f)
			y := q.Quantile(p)
			tol := 1e-12 + 4*math.Abs(y[0])*0x1p-52*math.Exp(q.LogProb(y)[0])/p
			closeTo(t, "relative error of p", q.CDF(y)[0]/p, 1, tol)
		}
	}
}

// The grid's F^2 errs by the same h^2 as its cdf.
func TestPosteriorCRPSMatchesQuadrature(t *testing.T) {
	slow.Test(t)
	eachLaw(t, false, func(t *testing.T, c lawCase, q Posterior, g *bruteGrid) {
		for _, y := range []float64{c.lo - 1, q.Quantile(.1)[0], q.Mean()[0], q.Quantile(.99)[0], c.hi + 2} {
			want := max(c.lo-y, 0) + max(y-c.hi, 0)
			for i, x := range g.y {
				f := (g.cdf[i] - g.p[i]*g.h[i]/2) / g.mass
				if x >= y {
					f -= 1
				}
				want += f * f * g.h[i]
			}
			closeTo(t, "CRPS", q.CRPS([]float64{y})[0], want, 2*slices.Max(g.h))
		}
	})
}

// Sample means and variances agree within five standard errors (the fourth moment by the grid).
func TestPosteriorSampleMoments(t *testing.T) {
	slow.Test(t)
	const m = 20_000
	eachLaw(t, false, func(t *testing.T, c lawCase, q Posterior, g *bruteGrid) {
		draws := q.Sample(11, m)[0]
		mean := g.mean(func(y, _ float64) float64 { return y })
		variance := g.mean(func(y, _ float64) float64 { return (y - mean) * (y - mean) })
		fourth := g.mean(func(y, _ float64) float64 { return math.Pow(y-mean, 4) })
		m1, m2 := 0., 0.
		for _, d := range draws {
			m1 += d / m
			m2 += (d - mean) * (d - mean) / m
		}
		closeTo(t, "sample mean", m1, mean, 5*math.Sqrt(variance/m))
		closeTo(t, "sample variance", m2, variance, 5*math.Sqrt((fourth-variance*variance)/m))
	})
}

// PIT values of draws are the uniform numbers that made them.
func TestPosteriorPITOfDrawsIsUniform(t *testing.T) {
	eachLaw(t, true, func(t *testing.T, c lawCase, q Posterior, g *bruteGrid) {
		const m = 1000
		draws := q.Sample(3, m)[0]
		u := make([]float64, m)
		for i, d := range draws {
			u[i] = q.PIT([]float64{d}, 1)[0]
		}
		slices.Sort(u)
		worst := 0.
		for i, v := range u {
			worst = max(worst, math.Abs(v-(float64(i)+.5)/m))
		}
		if worst > 2.2/math.Sqrt(m) { // Kolmogorov-Smirnov, p = 1e-4
			t.Errorf("Kolmogorov-Smirnov distance of %d PIT values %.3f", m, worst)
		}
	})
}
