//go:build unix

package distributions_test

import (
	"flag"
	"fmt"
	"maps"
	"math"
	"runtime"
	"runtime/debug"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/deepprob/deepprob/distributions"
	G "gorgonia.org/gorgonia"
)

// A fuzzable is a scalar distribution of one row, made of any floats.
type fuzzable struct {
	params int
	make   func(p G.Nodes) distributions.Distribution
}

// fuzzables are all scalar families and what is made of them.
var fuzzables = map[string]fuzzable{
	"bernoulli":     {1, func(p G.Nodes) distributions.Distribution { return distributions.Bernoulli{Logits: p[0]} }},
	"poisson":       {1, func(p G.Nodes) distributions.Distribution { return distributions.Poisson{Rate: p[0]} }},
	"geometric":     {1, func(p G.Nodes) distributions.Distribution { return distributions.Geometric{Logits: p[0]} }},
	"deterministic": {1, func(p G.Nodes) distributions.Distribution { return distributions.Deterministic{Loc: p[0]} }},
	"binomial":      {2, func(p G.Nodes) distributions.Distribution { return distributions.Binomial{Total: p[0], Logits: p[1]} }},
	"negativebinomial": {2, func(p G.Nodes) distributions.Distribution {
		return distributions.NegativeBinomial{Rate: p[0], Concentration: p[1]}
	}},
	"categorical": {3, func(p G.Nodes) distributions.Distribution {
		return distributions.Categorical{Logits: joined(p, 1, 3)}
	}},
	"orderedlogistic": {3, func(p G.Nodes) distributions.Distribution {
		return distributions.OrderedLogistic{Loc: p[0], Cutpoints: joined(p[1:], 2)}
	}},
	"zero-inflated poisson": {2, func(p G.Nodes) distributions.Distribution {
		return distributions.ZeroInflated{Logits: p[0], Base: distributions.Poisson{Rate: p[1]}}
	}},
	"hurdle of geometric": {2, func(p G.Nodes) distributions.Distribution {
		return distributions.Hurdle{Logits: p[0], Base: distributions.Geometric{Logits: p[1]}}
	}},
	"truncated cauchy": {4, func(p G.Nodes) distributions.Distribution {
		return distributions.Truncated{Base: distributions.Cauchy{Loc: p[0], Scale: p[1]}, Low: p[2], High: p[3]}
	}},
	"truncated poisson": {3, func(p G.Nodes) distributions.Distribution {
		return distributions.Truncated{Base: distributions.Poisson{Rate: p[0]}, Low: p[1], High: p[2]}
	}},
	"exponential of logistic": {2, func(p G.Nodes) distributions.Distribution {
		return transformed(distributions.Logistic{Loc: p[0], Scale: p[1]}, distributions.Exp{})
	}},
	"affine of laplace": {4, func(p G.Nodes) distributions.Distribution {
		return transformed(distributions.Laplace{Loc: p[0], Scale: p[1]}, distributions.Affine{Shift: p[2], Scale: p[3]})
	}},
	"sinh-arcsinh of normal": {4, func(p G.Nodes) distributions.Distribution {
		return transformed(normalOf(p), distributions.SinhArcsinh{Skewness: p[2], Tailweight: p[3]})
	}},
	"spline of normal": {4, func(p G.Nodes) distributions.Distribution {
		return transformed(distributions.Normal{Loc: nodes(0), Scale: nodes(1)},
			distributions.RationalQuadratic{Widths: joined(p[:2], 1, 2), Heights: joined(p[1:3], 1, 2), Slopes: joined(p[3:], 1, 1)})
	}},
	"polynomial of normal": {4, func(p G.Nodes) distributions.Distribution {
		return transformed(distributions.Normal{Loc: nodes(0), Scale: nodes(1)}, distributions.Bernstein{Coefficients: joined(p, 1, 4)})
	}},
	"mixture of gammas": {4, func(p G.Nodes) distributions.Distribution {
		return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: array2([]float64{0, 1}, 1, 2)},
			Components: distributions.Gamma{Concentration: joined(p[:2], 1, 2), Rate: joined(p[2:], 1, 2)}}
	}},
	"mixture of families": {4, func(p G.Nodes) distributions.Distribution {
		return distributions.Mixture{Mixing: distributions.Categorical{Logits: array2([]float64{0, 1}, 1, 2)},
			Components: []distributions.Distribution{normalOf(p), distributions.Exponential{Rate: p[2]}}}
	}},
}

func init() {
	for name, c := range ordinary {
		fuzzables[name] = fuzzable{len(c.at), scalarFamilies[name]}
	}
	for name, params := range map[string]int{"skewnormal": 3, "vonmises": 2, "asymmetriclaplace": 3} {
		fuzzables[name] = fuzzable{params, scalarFamilies[name]}
	}
	fuzzableNames = slices.Sorted(maps.Keys(fuzzables))
}

// joined is a node of the values of several.
func joined(p G.Nodes, shape ...int) *G.Node {
	var v []float64
	for _, n := range p {
		v = append(v, floats(n.Value())...)
	}
	return array2(v, shape...)
}

const (
	mostTime  = 2 * time.Second // of processors, for one question
	mostBytes = 1 << 28         // allocated by one question
	hang      = 2 * time.Minute // on the wall
)

// FuzzFamilies asks every scalar family everything, of any bits: nothing panics, takes seconds or memory without bound. Where the
// parameters are in their domain there are answers, of the right lengths. A test begins from every third pair of extremes, each
// family from others; with -fuzz from all.
func FuzzFamilies(f *testing.F) {
	huge, tiny := math.MaxFloat64, math.SmallestNonzeroFloat64
	extremes := []float64{0, 1, -1, .3, 1e15, 1e18, -1e18, huge, -huge, tiny, 1e-300, 1e-8, 1e8, 1 - 0x1p-53, inf, -inf, math.NaN(), 700, -745}
	every := 3
	switch {
	case flag.Lookup("test.fuzz").Value.String() != "":
		every = 1
	case testing.Short():
		every = 32
	}
	for k := range fuzzableNames {
		for i, v := range extremes {
			if (i+k)%every != 0 {
				continue
			}
			w, y := extremes[(3*i+k)%len(extremes)], extremes[(5*i+2*k)%len(extremes)]
			f.Add(uint8(k), v, w, .5, 2., y)
			f.Add(uint8(k), .5, v, v, w, y)
		}
	}
	f.Fuzz(func(t *testing.T, family uint8, a, b, c, d, y float64) {
		name := fuzzableNames[int(family)%len(fuzzableNames)]
		askAll(t, fuzzables[name], name, []float64{a, b, c, d}, y)
	})
}

var fuzzableNames []string

func askAll(t *testing.T, c fuzzable, name string, v []float64, y float64) {
	v = v[:c.params]
	var p G.Nodes
	for _, v := range v {
		p = append(p, distributions.Constant(v))
	}
	what := fmt.Sprintf("%s%v at %v", name, v, y)
	var q distributions.Posterior
	var err error
	bounded(t, what+": Numbers", func() { q, err = distributions.Numbers(c.make(p)) })
	if err != nil {
		return
	}
	for _, question := range questions {
		bounded(t, what+": "+question.name, func() { question.ask(q, y) })
	}
}

var questions = []struct {
	name string
	ask  func(q distributions.Posterior, y float64)
}{
	{"LogProb", func(q distributions.Posterior, y float64) { q.LogProb([]float64{y}) }},
	{"CDF", func(q distributions.Posterior, y float64) { q.CDF([]float64{y}) }},
	{"LogCDF", func(q distributions.Posterior, y float64) { q.LogCDF([]float64{y}) }},
	{"LogSurvival", func(q distributions.Posterior, y float64) { q.LogSurvival([]float64{y}) }},
	{"Quantile", func(q distributions.Posterior, _ float64) {
		for _, p := range []float64{0, tinyProbability, 1e-12, .05, .5, .95, 1 - 1e-9, 1 - 0x1p-53, 1} {
			q.Quantile(p)
		}
	}},
	{"Mode", func(q distributions.Posterior, _ float64) { q.Mode() }},
	{"Modes", func(q distributions.Posterior, _ float64) { q.Modes() }},
	{"HPD", func(q distributions.Posterior, _ float64) { q.HPD(.9); q.HPD(1 - 1e-9) }},
	{"InterQuantile", func(q distributions.Posterior, _ float64) { q.InterQuantile(.9) }},
	{"Mean", func(q distributions.Posterior, _ float64) { q.Mean(); q.Variance(); q.StdDev() }},
	{"Entropy", func(q distributions.Posterior, _ float64) { q.Entropy() }},
	{"CRPS", func(q distributions.Posterior, y float64) { q.CRPS([]float64{y}) }},
	{"PIT", func(q distributions.Posterior, y float64) { q.PIT([]float64{y}, 1) }},
	{"Moment", func(q distributions.Posterior, _ float64) { q.Moment(1); q.Moment(3); q.Moment(8) }},
	{"Skewness", func(q distributions.Posterior, _ float64) { q.Skewness() }},
	{"Kurtosis", func(q distributions.Posterior, _ float64) { q.Kurtosis() }},
	{"ExpectedShortfall", func(q distributions.Posterior, _ float64) { q.ExpectedShortfall(.05); q.ExpectedShortfall(.999) }},
	{"Expectation", func(q distributions.Posterior, _ float64) { q.Expectation(math.Atan) }},
	{"Sample", func(q distributions.Posterior, _ float64) { q.Sample(1, 3) }},
	{"String", func(q distributions.Posterior, _ float64) { _ = q.String(); q.Warnings(); q.Support() }},
}

const tinyProbability = 5e-324

// bounded fails if f takes too much time of the process, or memory; what does not return is stopped with all stacks.
func bounded(t *testing.T, what string, f func()) {
	t.Helper()
	var before, after runtime.MemStats
	watch := time.AfterFunc(hang, func() {
		debug.SetTraceback("all")
		panic("hangs: " + what)
	})
	defer watch.Stop()
	defer func() {
		if r := recover(); r != nil {
			t.Errorf("%s panics: %v", what, r)
		}
	}()
	runtime.ReadMemStats(&before)
	start := used()
	f()
	spent := used() - start
	runtime.ReadMemStats(&after)
	if spent > mostTime {
		t.Errorf("%s takes %v", what, spent)
	}
	if bytes := after.TotalAlloc - before.TotalAlloc; bytes > mostBytes {
		t.Errorf("%s allocates %d MB", what, bytes>>20)
	}
}

// used is the time that this process had of processors: on a busy machine a clock on the wall tells of the others.
func used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
