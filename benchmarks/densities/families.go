package main

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// A family is a distribution with the ranges of its parameters and of y, the last: wide enough for each branch of a formula that
// data meet, none so wide that a density underflows.
type family struct {
	name   string
	ranges [][2]float64
	make   func(p G.Nodes) distributions.Distribution

	whole    bool // y is a whole number
	sampled  bool // its draws are measured too
	implicit bool // by an implicit gradient
}

// columns is the largest number of parameters and y.
const columns = 6

// The ranges that families share.
var (
	loc    = [2]float64{-1, 1}
	shape  = [2]float64{.5, 8}
	scale  = [2]float64{.5, 2}
	logits = [2]float64{-2, 2}
	line   = [2]float64{-4, 4}
	above  = [2]float64{.01, 6}
	unit   = [2]float64{.01, .99}
	counts = [2]float64{0, 12}
)

// families are all of package distributions that have one number as an event, in the order of its documentation.
var families = []family{
	{name: "normal", ranges: [][2]float64{loc, scale, line}, sampled: true, make: func(p G.Nodes) distributions.Distribution { return distributions.Normal{Loc: p[0], Scale: p[1]} }},
	{name: "lognormal", ranges: [][2]float64{loc, scale, above}, sampled: true, make: func(p G.Nodes) distributions.Distribution { return distributions.LogNormal{Loc: p[0], Scale: p[1]} }},
	{name: "laplace", ranges: [][2]float64{loc, scale, line}, sampled: true, make: func(p G.Nodes) distributions.Distribution { return distributions.Laplace{Loc: p[0], Scale: p[1]} }},
	{name: "cauchy", ranges: [][2]float64{loc, scale, line}, sampled: true, make: func(p G.Nodes) distributions.Distribution { return distributions.Cauchy{Loc: p[0], Scale: p[1]} }},
	{name: "studentt", ranges: [][2]float64{{1, 20}, loc, scale, line}, sampled: true, implicit: true, make: func(p G.Nodes) distributions.Distribution {
		return distributions.StudentT{DF: p[0], Loc: p[1], Scale: p[2]}
	}},
	{name: "logistic", ranges: [][2]float64{loc, scale, line}, sampled: true, make: func(p G.Nodes) distributions.Distribution { return distributions.Logistic{Loc: p[0], Scale: p[1]} }},
	{name: "gumbel", ranges: [][2]float64{loc, scale, line}, sampled: true, make: func(p G.Nodes) distributions.Distribution { return distributions.Gumbel{Loc: p[0], Scale: p[1]} }},
	{name: "exponential", ranges: [][2]float64{scale, above}, sampled: true, make: func(p G.Nodes) distributions.Distribution { return distributions.Exponential{Rate: p[0]} }},
	{name: "gamma", ranges: [][2]float64{shape, scale, above}, sampled: true, implicit: true, make: func(p G.Nodes) distributions.Distribution {
		return distributions.Gamma{Concentration: p[0], Rate: p[1]}
	}},
	{name: "inversegamma", ranges: [][2]float64{shape, scale, above}, make: func(p G.Nodes) distributions.Distribution {
		return distributions.InverseGamma{Concentration: p[0], Scale: p[1]}
	}},
	{name: "beta", ranges: [][2]float64{shape, shape, unit}, sampled: true, implicit: true, make: func(p G.Nodes) distributions.Distribution { return distributions.Beta{Alpha: p[0], Beta: p[1]} }},
	{name: "kumaraswamy", ranges: [][2]float64{shape, shape, unit}, make: func(p G.Nodes) distributions.Distribution { return distributions.Kumaraswamy{Alpha: p[0], Beta: p[1]} }},
	{name: "uniform", ranges: [][2]float64{{-2, 0}, {1, 3}, loc}, make: func(p G.Nodes) distributions.Distribution { return distributions.Uniform{Low: p[0], High: p[1]} }},
	{name: "halfnormal", ranges: [][2]float64{scale, above}, make: func(p G.Nodes) distributions.Distribution { return distributions.HalfNormal{Scale: p[0]} }},
	{name: "halfcauchy", ranges: [][2]float64{scale, above}, make: func(p G.Nodes) distributions.Distribution { return distributions.HalfCauchy{Scale: p[0]} }},
	{name: "truncatednormal", ranges: [][2]float64{loc, scale, {-3, -2}, {2, 3}, {-2, 2}}, make: func(p G.Nodes) distributions.Distribution {
		return distributions.TruncatedNormal{Loc: p[0], Scale: p[1], Low: p[2], High: p[3]}
	}},
	{name: "skewnormal", ranges: [][2]float64{loc, scale, {-4, 4}, line}, make: func(p G.Nodes) distributions.Distribution {
		return distributions.SkewNormal{Loc: p[0], Scale: p[1], Shape: p[2]}
	}},
	{name: "asymmetriclaplace", ranges: [][2]float64{loc, scale, scale, line}, make: func(p G.Nodes) distributions.Distribution {
		return distributions.AsymmetricLaplace{Loc: p[0], Scale: p[1], Asymmetry: p[2]}
	}},
	{name: "vonmises", ranges: [][2]float64{loc, shape, {-3, 3}}, make: func(p G.Nodes) distributions.Distribution {
		return distributions.VonMises{Loc: p[0], Concentration: p[1]}
	}},
	{name: "weibull", ranges: [][2]float64{shape, scale, above}, make: func(p G.Nodes) distributions.Distribution {
		return distributions.Weibull{Concentration: p[0], Scale: p[1]}
	}},
	{name: "pareto", ranges: [][2]float64{shape, {.5, 1}, {1, 6}}, make: func(p G.Nodes) distributions.Distribution {
		return distributions.Pareto{Concentration: p[0], Scale: p[1]}
	}},
	{name: "bernoulli", ranges: [][2]float64{logits, {0, 2}}, whole: true, make: func(p G.Nodes) distributions.Distribution { return distributions.Bernoulli{Logits: p[0]} }},
	{name: "binomial", ranges: [][2]float64{{12, 12}, logits, counts}, whole: true, make: func(p G.Nodes) distributions.Distribution { return distributions.Binomial{Total: p[0], Logits: p[1]} }},
	{name: "negativebinomial", ranges: [][2]float64{{1, 9}, shape, counts}, whole: true, make: func(p G.Nodes) distributions.Distribution {
		return distributions.NegativeBinomial{Rate: p[0], Concentration: p[1]}
	}},
	{name: "poisson", ranges: [][2]float64{{1, 9}, counts}, whole: true, make: func(p G.Nodes) distributions.Distribution { return distributions.Poisson{Rate: p[0]} }},
	{name: "geometric", ranges: [][2]float64{logits, counts}, whole: true, make: func(p G.Nodes) distributions.Distribution { return distributions.Geometric{Logits: p[0]} }},
	{name: "categorical", ranges: [][2]float64{logits, logits, logits, logits, {0, 4}}, whole: true, make: func(p G.Nodes) distributions.Distribution {
		return distributions.Categorical{Logits: p[0]}
	}},
	{name: "orderedlogistic", ranges: [][2]float64{loc, {-2, -1}, {-1, 1}, {1, 2}, {0, 4}}, whole: true, make: func(p G.Nodes) distributions.Distribution {
		return distributions.OrderedLogistic{Loc: p[0], Cutpoints: p[1]}
	}},
	{name: "zeroinflated", ranges: [][2]float64{logits, {1, 9}, counts}, whole: true, make: func(p G.Nodes) distributions.Distribution {
		return distributions.ZeroInflated{Logits: p[0], Base: distributions.Poisson{Rate: p[1]}}
	}},
	{name: "hurdle", ranges: [][2]float64{logits, {1, 9}, counts}, whole: true, make: func(p G.Nodes) distributions.Distribution {
		return distributions.Hurdle{Logits: p[0], Base: distributions.Poisson{Rate: p[1]}}
	}},
}

// first is the first of the parameters that are the columns of one matrix, len(parameters) if none are.
func (f family) first() int {
	switch f.name {
	case "categorical":
		return 0
	case "orderedlogistic":
		return 1
	}
	return len(f.ranges) - 1
}

// find is the family of that name.
func find(name string) (family, bool) {
	for _, f := range families {
		if f.name == name {
			return f, true
		}
	}
	return family{}, false
}

// sumOfSquares is a scalar whose gradients need the draws.
func sumOfSquares(z *G.Node) *G.Node { return ops.Sum(ops.Square(z)) }
