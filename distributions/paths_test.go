package distributions

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/internal/slow"
)

// uncharted hides the direct density of a family: its rows are solved by the nodes, without frames, but for what nodes cannot
// say: a density nearer to an end than floats are.
type uncharted struct{ density.Family }

func (uncharted) Has() *density.Closed { return none }

// unchartedEnds is uncharted with the ends of nodes that have them.
type unchartedEnds struct {
	density.Family
	nodes *nodeFamily
}

func (u unchartedEnds) Has() *density.Closed { return &density.Closed{Ends: u} }

func (u unchartedEnds) Exponent(i int, _ *density.Numbers, upper bool) float64 {
	var t density.Numbers
	u.nodes.Numbers(i, &t)
	return u.nodes.Exponent(i, &t, upper)
}

func (u unchartedEnds) LogProbNear(i int, _ *density.Numbers, upper bool, logd, out []float64) {
	var t density.Numbers
	u.nodes.Numbers(i, &t)
	u.nodes.LogProbNear(i, &t, upper, logd, out)
}

// chartedCases are the kinds of rows by themselves and under priors on [0, 1].
func chartedCases(t *testing.T, run func(t *testing.T, fast, plain Posterior)) {
	uniform := FlatPrior{.01, .97}
	for kind, c := range mixtureKinds {
		q := kindRows(kind, 30, 9)
		q = withoutForms(q)
		hidden := newPosterior(uncharted{q.f})
		if q.f.Has().Ends != nil {
			hidden = newPosterior(unchartedEnds{q.f, q.f.(*nodeFamily)})
		}
		t.Run(c.name, func(t *testing.T) { run(t, q, hidden) })
		for _, smooth := range []bool{false, true} {
			h := unitHistogram(64, smooth)
			t.Run(fmt.Sprint(c.name, ", swapped, smooth ", smooth), func(t *testing.T) {
				run(t, must1(SwapPrior(q, h, uniform)), must1(SwapPrior(hidden, h, uniform)))
			})
		}
	}
}

// unitHistogram is a falling prior on [0, 1], from a fixed sample.
func unitHistogram(bins int, smooth bool) Histogram {
	r := rand.New(rand.NewPCG(12, 3))
	v := []float64{0, 1}
	for range 50_000 {
		v = append(v, math.Pow(r.Float64(), 1.7))
	}
	h, err := NewHistogram(v, bins)
	if err != nil {
		panic(err)
	}
	h.Smooth = smooth
	return h
}

// Direct densities and frames change nothing but the time: every answer is that of the nodes' own density to what the
// panels leave out, 1e-11 of the mass each, and what rounding of the densities makes of that.
func TestChartedRowsHaveTheNodesAnswers(t *testing.T) {
	slow.Test(t)
	chartedCases(t, func(t *testing.T, fast, plain Posterior) {
		for _, q := range []Posterior{fast, plain} {
			if loud := slices.DeleteFunc(q.Warnings(), isAboutSample); len(loud) > 0 && len(plain.Warnings()) == 0 {
				t.Error(loud)
			}
		}
		sd, mean := plain.StdDev(), plain.Mean()
		for i, m := range fast.Mean() {
			closeTo(t, "mean", m, mean[i], 1e-9*sd[i])
		}
		for i, s := range fast.StdDev() {
			closeTo(t, "deviation", s, sd[i], 1e-8*sd[i])
		}
		top := plain.LogProb(plain.Mode())
		for i, l := range plain.LogProb(fast.Mode()) {
			closeTo(t, fmt.Sprint("log-density of the mode of row ", i), l, top[i], 1e-12*max(1, math.Abs(top[i])))
		}
		for _, p := range []float64{1e-6, .05, .5, .95} {
			for i, c := range plain.CDF(fast.Quantile(p)) {
				at := plain.LogProb(fast.Quantile(p))[i]
				closeTo(t, fmt.Sprint("cdf of quantile ", p), c, p, 2e-10+2*0x1p-52*math.Exp(at))
			}
		}
		for _, mass := range []float64{.1, .68, .99} {
			want := plain.HPD(mass)
			for i, region := range fast.HPD(mass) {
				level := math.Exp(plain.LogProb(repeated(want[i][0].Lo, plain.Rows()))[i])
				closeTo(t, fmt.Sprint("width of HPD ", mass), totalWidth(region), totalWidth(want[i]), 1e-9*sd[i]+1e-9/level)
			}
		}
	})
}

func isAboutSample(s string) bool { return len(s) > 10 && s[:10] == "SwapPrior:" }

func repeated(v float64, n int) []float64 { return slices.Repeat([]float64{v}, n) }

func totalWidth(region []Interval) (sum float64) {
	for _, x := range region {
		sum += x.Hi - x.Lo
	}
	return sum
}

// Under a stepwise ratio the mass of a row of normals is a sum over bins of differences of the cdf: no component is missed,
// however narrow, wherever it lies between the bins' points.
func TestSwappedMassIsThatOfTheBins(t *testing.T) {
	h, target := unitHistogram(64, false), FlatPrior{.01, .97}
	r := rand.New(rand.NewPCG(8, 8))
	var rows [][]float64
	for range 200 {
		rows = append(rows, []float64{1, .3 + .3*r.Float64(), .1, 1e-3, .02 + .9*r.Float64(), math.Pow(10, -8+7*r.Float64()), 1e-6, .02 + .9*r.Float64(), 1e-6})
	}
	q := mixtureNodes(true, rows...)
	ratio, _, err := weigh(q, h, target)
	if err != nil {
		t.Fatal(err)
	}
	mass, edges := must1(SwapPrior(q, h, target)).f.Has().LogMass, ratio.edges
	cdf := make([]float64, len(edges))
	for i := range rows {
		q.f.Has().CDF(i, edges, cdf)
		want := 0.
		for k, l := range ratio.logs {
			if !math.IsInf(l, -1) {
				want += (cdf[k+1] - cdf[k]) * math.Exp(l)
			}
		}
		closeTo(t, fmt.Sprint("log of the mass of row ", i), mass(i), math.Log(want), 1e-9)
	}
}

// everyAnswer asks all methods of q in an order that depends on turn, and returns the answers in the order of methods.
func everyAnswer(q Posterior, turn int) [][]float64 {
	y := make([]float64, q.Rows())
	for i := range y {
		y[i] = .05 + .9*float64((i+q.first)*37%100)/100
	}
	ask := []func() []float64{
		q.Mean, q.StdDev, q.Mode,
		func() []float64 { return q.Quantile(.05) },
		func() []float64 { return q.Quantile(.5) },
		func() []float64 { return flatten(q.HPD(.68)) },
		func() []float64 { return flatten(q.HPD(.95)) },
		func() []float64 { return q.CDF(y) },
		func() []float64 { return q.CRPS(y) },
	}
	out := make([][]float64, len(ask))
	for k := range ask {
		at := (k*5 + turn) % len(ask)
		out[at] = ask[at]()
	}
	return out
}

func flatten(regions [][]Interval) (out []float64) {
	for _, region := range regions {
		for _, x := range region {
			out = append(out, x.Lo, x.Hi)
		}
	}
	return out
}

// A row alone answers with the bits it has among others, whichever method solved it first and whether panels were kept or
// made again from a sketch.
func TestRowsAloneHaveTheSameBits(t *testing.T) {
	slow.Test(t)
	for kind, c := range mixtureKinds {
		base := kindRows(kind, density.KeepRows+12, 21)
		for _, swap := range []bool{false, true} {
			t.Run(fmt.Sprint(c.name, ", swapped ", swap), func(t *testing.T) {
				q := newPosterior(base.f)
				if swap {
					q = must1(SwapPrior(q, unitHistogram(64, false), FlatPrior{.01, .97}))
				}
				want := make([][]float64, 9)
				for i := range q.Rows() {
					for k, a := range everyAnswer(q.Row(i), i) {
						want[k] = append(want[k], a...)
					}
				}
				for turn := range 3 {
					fresh := q
					if !swap {
						fresh = newPosterior(base.f)
					}
					for k, got := range everyAnswer(fresh, 4*turn) {
						if !slices.Equal(got, want[k]) {
							t.Errorf("order %d: answer %d differs from the rows' alone", turn, k)
						}
					}
				}
			})
		}
	}
}

// The same bits on any number of cores.
func TestAnswersDoNotDependOnCores(t *testing.T) {
	slow.Test(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for kind, c := range mixtureKinds {
		base := kindRows(kind, density.KeepRows+70, 22)
		var want [][]float64
		for _, cores := range []int{1, 2, 8} {
			runtime.GOMAXPROCS(cores)
			q := newPosterior(base.f)
			got := slices.Concat(everyAnswer(q, 0), everyAnswer(must1(SwapPrior(q, unitHistogram(64, true), FlatPrior{.01, .97})), 5))
			if want == nil {
				want = got
			}
			for k := range got {
				if !slices.Equal(got[k], want[k]) {
					t.Errorf("%s: answer %d on %d cores differs from that on 1", c.name, k, cores)
				}
			}
		}
	}
}
