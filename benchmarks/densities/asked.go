package main

import (
	"fmt"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/distributions"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// questions are what is asked of one row. Each answer is of a new posterior: it has kept nothing.
var questions = []struct {
	name string
	ask  func(q distributions.Posterior, y []float64)
}{
	{"logprob", func(q distributions.Posterior, y []float64) { q.LogProb(y) }},
	{"cdf", func(q distributions.Posterior, y []float64) { q.CDF(y) }},
	{"logcdf", func(q distributions.Posterior, y []float64) { q.LogCDF(y) }},
	{"logsurvival", func(q distributions.Posterior, y []float64) { q.LogSurvival(y) }},
	{"mean", func(q distributions.Posterior, _ []float64) { q.Mean() }},
	{"stddev", func(q distributions.Posterior, _ []float64) { q.StdDev() }},
	{"mode", func(q distributions.Posterior, _ []float64) { q.Mode() }},
	{"modes", func(q distributions.Posterior, _ []float64) { q.Modes() }},
	{"quantile", func(q distributions.Posterior, _ []float64) { q.Quantile(.16) }},
	{"interquantile", func(q distributions.Posterior, _ []float64) { q.InterQuantile(.68) }},
	{"hpd", func(q distributions.Posterior, _ []float64) { q.HPD(.68) }},
	{"entropy", func(q distributions.Posterior, _ []float64) { q.Entropy() }},
	{"crps", func(q distributions.Posterior, y []float64) { q.CRPS(y) }},
	{"moment3", func(q distributions.Posterior, _ []float64) { q.Moment(3) }},
	{"skewness", func(q distributions.Posterior, _ []float64) { q.Skewness() }},
	{"kurtosis", func(q distributions.Posterior, _ []float64) { q.Kurtosis() }},
	{"shortfall", func(q distributions.Posterior, _ []float64) { q.ExpectedShortfall(.05) }},
	{"expectation", func(q distributions.Posterior, _ []float64) { q.Expectation(func(y float64) float64 { return y * y }) }},
	{"sample", func(q distributions.Posterior, _ []float64) { q.Sample(1, 100) }},
	{"swapprior", func(q distributions.Posterior, _ []float64) { swap(q) }},
}

// swap leaves what is below y = 20.
func swap(q distributions.Posterior) {
	flat := distributions.FlatPrior{Min: -20, Max: 20}
	if s, err := distributions.SwapPrior(q, distributions.FlatPrior{Min: -100, Max: 100}, flat); err == nil {
		s.Mean()
	}
}

// asking asks the case's question, the part of its name after the dash, of one row with middling parameters.
func asking(f family, c harness.Case) (func() error, error) {
	g, values := G.NewGraph(), map[*G.Node]G.Value{}
	last := len(f.ranges) - 1
	input := func(lo, hi int) *G.Node {
		s, v := tensor.Shape{1}, make([]float64, 0, hi-lo)
		for k := lo; k < hi; k++ {
			v = append(v, value(c, k, .6))
		}
		if hi-lo > 1 {
			s = append(s, hi-lo)
		}
		n := G.NewTensor(g, tensor.Float64, len(s), G.WithShape(s...), G.WithName(fmt.Sprint("p", lo)))
		values[n] = tensor.New(tensor.WithShape(s...), tensor.WithBacking(v))
		return n
	}
	var p G.Nodes
	for k := range f.first() {
		p = append(p, input(k, k+1))
	}
	if f.first() < last {
		p = append(p, input(f.first(), last))
	}
	formulas, err := distributions.NewFormulas(f.make(p))
	if err != nil {
		return nil, err
	}
	y := []float64{value(c, last, .4)}
	for _, q := range questions {
		if f.name+"-"+q.name != c.Name {
			continue
		}
		return func() error {
			post, err := formulas.Posterior(func(n *G.Node) G.Value { return values[n] })
			if err == nil {
				q.ask(post, y)
			}
			return err
		}, nil
	}
	return nil, harness.ErrNoCase
}
