package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Exponential is the density Rate e^(-Rate y) for y >= 0, 0 below. Rate is positive, or everything is NaN.
type Exponential struct {
	Rate *G.Node `param:"positive"` // (n...)
}

// BatchShape is the shape of Rate.
func (d Exponential) BatchShape() tensor.Shape { return batchOf("exponential", d.Rate) }

// EventShape is ().
func (d Exponential) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is log Rate - Rate y.
func (d Exponential) LogProb(y *G.Node) *G.Node {
	return onPoints("exponential log-prob", d, y, Exponential.logDensity)
}

// Mean is 1/Rate.
func (d Exponential) Mean() *G.Node { return ops.Reciprocal(positive(d.Rate)) }

// Variance is 1/Rate^2.
func (d Exponential) Variance() *G.Node { return ops.Square(d.Mean()) }

// Mode is 0.
func (d Exponential) Mode() *G.Node { return among(0, positive(d.Rate)) }

// Entropy is 1 - log Rate.
func (d Exponential) Entropy() *G.Node { return ops.AddConst(ops.Neg(ops.Log(positive(d.Rate))), 1) }

// CDF is 1 - e^(-Rate y), and 0 below 0.
func (d Exponential) CDF(y *G.Node) *G.Node {
	return onPoints("exponential cdf", d, y, Exponential.cdf)
}

// LogCDF is log(1 - e^(-Rate y)).
func (d Exponential) LogCDF(y *G.Node) *G.Node {
	return onPoints("exponential log-cdf", d, y, Exponential.logCDF)
}

// LogSurvival is -Rate y.
func (d Exponential) LogSurvival(y *G.Node) *G.Node {
	return onPoints("exponential log-survival", d, y, Exponential.logSurvival)
}

// Sample is -log Phi(-noise)/Rate.
func (d Exponential) Sample(noise *G.Node) *G.Node {
	return onPoints("exponential sample", d, noise, Exponential.sample)
}

func (d Exponential) logDensity(y *G.Node) *G.Node {
	rate := positive(d.Rate)
	norm := ops.Log(rate)
	return d.from(y, math.Inf(-1), func(t *G.Node) *G.Node { return ops.Sub(norm, t) })
}

func (d Exponential) cdf(y *G.Node) *G.Node {
	return d.from(y, 0, func(t *G.Node) *G.Node { return ops.Neg(ops.Expm1(ops.Neg(t))) })
}

func (d Exponential) logCDF(y *G.Node) *G.Node {
	return d.from(y, math.Inf(-1), func(t *G.Node) *G.Node {
		return except(ops.Equal(t, full(t, 0)), full(t, math.Inf(-1)), t, 1, func(t *G.Node) *G.Node { return ops.Log1mExp(ops.Neg(t)) })
	})
}

func (d Exponential) logSurvival(y *G.Node) *G.Node { return d.from(y, 0, ops.Neg) }

func (d Exponential) sample(noise *G.Node) *G.Node {
	_, over := tails(noise)
	return ops.Neg(ops.Div(over, positive(d.Rate)))
}

// from is f of t = Rate y for y >= 0, and value below.
func (d Exponential) from(y *G.Node, value float64, f func(t *G.Node) *G.Node) *G.Node {
	rate := positive(d.Rate)
	outside := below(y, 0)
	return ops.Where(outside, among(value, rate), f(ops.Mul(rate, ops.Where(outside, full(y, 1), y))))
}

// Support is [0, Inf).
func (Exponential) Support() Support { return ContinuousOn(0, math.Inf(1)) }
