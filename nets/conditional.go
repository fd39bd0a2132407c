package nets

import (
	"math"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/unit"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Heads of one number are flows.Conditional too: the distributions of a vector's numbers, each given those before it, whose parameters
// one masked network makes. They take raw numbers (..., Parameters()), locations and scales in standard deviations of the number from its mean,
// and start at the marginal of its targets as they do elsewhere. A Body they have none there: the network is the body.

// Parameters is 1, the logit.
func (m Bernoulli) Parameters() int { return bare("bernoulli", m.Body, 1) }

// Start is the share of ones among the targets of a number.
func (m Bernoulli) Start(t *layers.Targets) []float64 {
	checkTargets(t, "bernoulli", 1, func(y float64) bool { return y >= 0 && y <= 1 }, "0 or 1: leave Model.Y nil")
	p := shares(t, 2)
	return []float64{math.Log(p[1] / p[0])}
}

// Distribution is a Bernoulli of each raw number.
func (m Bernoulli) Distribution(raw, _, _ *G.Node) distributions.Distribution {
	return distributions.Bernoulli{Logits: rawNumber(raw, 0)}
}

// Parameters is Classes logits.
func (m Categorical) Parameters() int {
	if m.Classes < 2 {
		build.Fail("categorical", nil, "Classes is %d: want how many classes there are, at least 2", m.Classes)
	}
	build.Elements("categorical", tensor.Shape{m.Classes})
	return bare("categorical", m.Body, m.Classes)
}

// Start is the classes' shares among the targets of a number.
func (m Categorical) Start(t *layers.Targets) []float64 {
	is := func(y float64) bool { return y >= 0 && y < float64(m.Classes) && y == math.Trunc(y) }
	checkTargets(t, "categorical", 1, is, "a class, a whole number from 0 to below Classes: leave Model.Y nil")
	return logShares(t, m.Classes)
}

// Distribution is a Categorical of raw logits.
func (m Categorical) Distribution(raw, _, _ *G.Node) distributions.Distribution {
	return distributions.Categorical{Logits: raw}
}

// Parameters is 1, the logarithm of the rate.
func (m Poisson) Parameters() int { return bare("poisson", m.Body, 1) }

// Start is the mean of the targets of a number.
func (m Poisson) Start(t *layers.Targets) []float64 {
	checkCountsOf(t, "poisson")
	return []float64{math.Log(meanCount(t))}
}

// Distribution is a Poisson.
func (m Poisson) Distribution(raw, _, _ *G.Node) distributions.Distribution {
	return distributions.Poisson{Rate: ops.Exp(rawNumber(raw, 0))}
}

// Parameters is 2, the logarithms of mean and concentration.
func (m NegativeBinomial) Parameters() int { return bare("negative binomial", m.Body, 2) }

// Start is mean and concentration of the targets of a number.
func (m NegativeBinomial) Start(t *layers.Targets) []float64 {
	checkCountsOf(t, "negative binomial")
	return []float64{math.Log(meanCount(t)), math.Log(concentration(t))}
}

// Distribution is a NegativeBinomial.
func (m NegativeBinomial) Distribution(raw, _, _ *G.Node) distributions.Distribution {
	return distributions.NegativeBinomial{Rate: ops.Exp(rawNumber(raw, 0)), Concentration: ops.Exp(rawNumber(raw, 1))}
}

// Parameters is 2, location and scale.
func (m Gaussian) Parameters() int {
	if m.Dim > 1 {
		build.Fail("gaussian", nil, "Dim is %d: within a distribution of vectors each number has a Gaussian of its own, so leave it 0", m.Dim)
	}
	return bare("gaussian", m.Body, 2)
}

// Start is mean and standard deviation of a number: 0 and 1 in its units.
func (m Gaussian) Start(*layers.Targets) []float64 {
	return []float64{0, unsoftplus(1 - floorOf("gaussian", m.Floor))}
}

// Distribution is a Normal.
func (m Gaussian) Distribution(raw, mean, sd *G.Node) distributions.Distribution {
	t := target{mean, sd}
	return distributions.Normal{Loc: t.place(rawNumber(raw, 0)), Scale: t.stretch(above(floorOf("gaussian", m.Floor), rawNumber(raw, 1)))}
}

// Parameters is location and scale, and degrees of freedom if they are learned: of each number and row its own, unlike those of a head.
func (m StudentT) Parameters() int {
	if !(m.DF >= 0) || math.IsInf(m.DF, 1) {
		build.Fail("student t", nil, "DF is %v: want degrees of freedom above 0, or 0 to learn them", m.DF)
	}
	if m.DF > 0 {
		return bare("student t", m.Body, 2)
	}
	return bare("student t", m.Body, 3)
}

// Start is the StudentT that fits the targets of a number.
func (m StudentT) Start(t *layers.Targets) []float64 {
	f, mean, sd := fitTail(t, tensor.Float64, m.DF), 0., 1.
	if t.Known() {
		mean, sd = t.Mean(0), unit.Width(t, 0, tensor.Float64)
	}
	raw := []float64{(f.loc - mean) / sd, unsoftplus(f.scale/sd - floorOf("student t", m.Floor)), math.Log(max(f.df-1, .1))}
	return raw[:m.Parameters()]
}

// Distribution is a StudentT.
func (m StudentT) Distribution(raw, mean, sd *G.Node) distributions.Distribution {
	t := target{mean, sd}
	q := distributions.StudentT{Loc: t.place(rawNumber(raw, 0)), Scale: t.stretch(above(floorOf("student t", m.Floor), rawNumber(raw, 1)))}
	if q.DF = ops.Full(raw.Graph(), raw.Dtype(), m.DF); m.DF == 0 {
		q.DF = ops.AddConst(ops.Exp(rawNumber(raw, 2)), 1)
	}
	return q
}

// bare refuses a Body, and is n.
func bare(op string, body layers.Layer, n int) int {
	if body != nil {
		build.Fail(op, nil, "Body is %T: a head of a vector's numbers has none, the network around it is its body", body)
	}
	return n
}

// rawNumber is number i of the last axis, which goes.
func rawNumber(raw *G.Node, i int) *G.Node {
	s := raw.Shape()
	return ops.Reshape(ops.Slice(raw, len(s)-1, i, i+1), s[:len(s)-1]...)
}

// above is floor + softplus(x).
func above(floor float64, x *G.Node) *G.Node { return ops.AddConst(ops.Softplus(x), floor) }

// unsoftplus is the inverse of softplus where that has a gradient.
func unsoftplus(y float64) float64 {
	y = max(y, 1e-4)
	return y + math.Log(-math.Expm1(-y))
}
