package distributions

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// MixtureSameFamily is the mixture p(y) = sum_k w_k p_k(y) with w = softmax(Mixing.Logits) and components of one
// family, the last axis of whose batch is k.
type MixtureSameFamily struct {
	Mixing     Categorical  // Logits (n..., k)
	Components Distribution `param:"axes=1"` // batch (n..., k), or (k) if rows share them
}

// BatchShape is that of Components without its last axis, or of Mixing if that has more axes.
func (d MixtureSameFamily) BatchShape() tensor.Shape {
	d.check()
	m, c := d.Mixing.Logits.Shape(), d.Components.BatchShape()
	s := m
	if len(c) > len(m) || len(c) == len(m) && c.TotalSize() > m.TotalSize() {
		s = c
	}
	return s[:len(s)-1].Clone()
}

// EventShape is that of Components.
func (d MixtureSameFamily) EventShape() tensor.Shape {
	d.check()
	return d.Components.EventShape()
}

// LogProb is the log-sum-exp over components of log w_k + log p_k(y).
func (d MixtureSameFamily) LogProb(y *G.Node) *G.Node {
	return onPoints("mixture log-prob", d, y, MixtureSameFamily.logDensity)
}

// Mean is sum_k w_k mean_k.
func (d MixtureSameFamily) Mean() *G.Node { d.check(); return d.average(Mean(d.Components)) }

// Variance is sum_k w_k (var_k + (mean_k - mean)^2), the law of total variance, in the form without cancellation.
func (d MixtureSameFamily) Variance() *G.Node {
	d.check()
	means := Mean(d.Components) // (n, k) + event
	mean := d.onComponents(d.average(means))
	return d.average(ops.Add(Variance(d.Components), ops.Square(ops.Sub(means, mean))))
}

// Mode is found numerically, with implicit gradients of first order, for events that are numbers; see the function Mode.
func (d MixtureSameFamily) Mode() *G.Node { return solvedMode(d) }

// Covariance is sum_k w_k (cov_k + (mean_k - mean)(mean_k - mean)'), for events that are vectors.
func (d MixtureSameFamily) Covariance() *G.Node {
	d.check()
	means := Mean(d.Components) // (n, k, d)
	off := ops.Sub(means, d.onComponents(d.average(means)))
	n := lastOf("mixture covariance", off)
	between := ops.BatchMatMul(off, off, 1, false, false)
	each := ops.Add(entries(Covariance(d.Components)), between) // (n, k, d*d)
	return matrices(ops.Sum(ops.Mul(lastAxis(d.Mixing.Probs()), each), len(each.Shape())-2), n)
}

// Marginal is the mixture of the components' numbers j.
func (d MixtureSameFamily) Marginal(j int) Distribution {
	d.check()
	return MixtureSameFamily{Mixing: d.Mixing, Components: Marginal(d.Components, j)}
}

// Conditional is the mixture of the components' conditionals, with the weights that they have where number j is value: those before
// times the marginal densities there.
func (d MixtureSameFamily) Conditional(j int, value *G.Node) Distribution {
	d.check()
	batch := join(d.BatchShape(), tensor.Shape{d.Mixing.count()})
	components, value := repeat(d.Components, batch, 0), onShape(lastAxis(value), batch)
	density := logDensity(Marginal(components, j), value) // (n, k)
	logits := ops.AddLogWeight(density, ops.LogSoftmax(d.Mixing.Logits))
	return MixtureSameFamily{Mixing: Categorical{Logits: logits}, Components: Conditional(components, j, value)}
}

// CDF is sum_k w_k CDF_k(y), for scalar events.
func (d MixtureSameFamily) CDF(y *G.Node) *G.Node {
	return onPoints("mixture cdf", d, y, MixtureSameFamily.cdf)
}

// LogCDF is the log-sum-exp over components of log w_k + log CDF_k(y), for scalar events.
func (d MixtureSameFamily) LogCDF(y *G.Node) *G.Node {
	return onPoints("mixture log-cdf", d, y, MixtureSameFamily.logCDF)
}

// LogSurvival is the log-sum-exp over components of log w_k + log survival_k(y), for scalar events.
func (d MixtureSameFamily) LogSurvival(y *G.Node) *G.Node {
	return onPoints("mixture log-survival", d, y, MixtureSameFamily.logSurvival)
}

// Sample is the inverse cdf at Phi(noise), found numerically, with implicit gradients (Figurnov, Mohamed and Mnih 2018,
// arXiv:1805.08498) of first order, for densities of numbers whose components have a cdf.
func (d MixtureSameFamily) Sample(noise *G.Node) *G.Node {
	return onPoints("mixture sample", d, noise, MixtureSameFamily.sample)
}

// Support is the smallest interval that holds all components'.
func (d MixtureSameFamily) Support() Support {
	d.check()
	s := SupportOf(d.Components)
	s.Lower, s.Upper = overComponents(s.Lower, lowest), overComponents(s.Upper, highest)
	return s
}

// Bump is about the components' bulks, as wide as all of them.
func (d MixtureSameFamily) Bump() (at, width *G.Node) {
	d.check()
	ats, widths := bumpOf(d.Components)
	batch := d.Components.BatchShape()
	ats, widths = onShape(ats, batch), onShape(widths, batch)
	at = d.average(ats)
	return at, ops.Sqrt(d.average(ops.Add(ops.Square(widths), ops.Square(ops.Sub(ats, d.onComponents(at))))))
}

// logDensity hands the components y with an axis of length 1 for k to broadcast against: y (n) becomes (n, 1), and on
// a grid, where the parameters are (n, 1, k), (n, m) becomes (n, m, 1). A component of weight 0 is left out, also where it
// is infinite.
func (d MixtureSameFamily) logDensity(y *G.Node) *G.Node {
	each := logDensity(d.Components, d.onComponents(y)) // (n, k) or (n, m, k)
	add := ops.AddLogWeight
	if _, finite := innermost(d.Components).(Normal); finite {
		add = ops.Add
	}
	return ops.LogSumExp(add(each, ops.LogSoftmax(d.Mixing.Logits))) // (n) or (n, m)
}

func (d MixtureSameFamily) cdf(y *G.Node) *G.Node {
	return lastSum(ops.Mul(d.Mixing.Probs(), cdf(d.Components, d.onComponents(y))))
}

func (d MixtureSameFamily) logCDF(y *G.Node) *G.Node {
	return better(d.logSum(y, logCDF), d.logSum(y, logSurvival))
}

func (d MixtureSameFamily) logSurvival(y *G.Node) *G.Node {
	return better(d.logSum(y, logSurvival), d.logSum(y, logCDF))
}

func (d MixtureSameFamily) logSum(y *G.Node, f func(d Distribution, y *G.Node) *G.Node) *G.Node {
	each := f(d.Components, d.onComponents(y))
	return ops.LogSumExp(ops.AddLogWeight(each, ops.LogSoftmax(d.Mixing.Logits)))
}

func (d MixtureSameFamily) sample(noise *G.Node) *G.Node { return implicit(d, noise) }

func (d MixtureSameFamily) components() Distribution { return d.Components }

// onComponents gives x, of shape batch+event, an axis of length 1 for the components.
func (d MixtureSameFamily) onComponents(x *G.Node) *G.Node {
	s, event := x.Shape(), len(d.EventShape())
	at := len(s) - event
	return ops.Reshape(x, join(s[:at], tensor.Shape{1}, s[at:])...)
}

// average is sum_k w_k x_k for x of shape (n, k) + event.
func (d MixtureSameFamily) average(x *G.Node) *G.Node {
	w, event := d.Mixing.Probs(), d.EventShape()
	for range event {
		w = ops.Reshape(w, join(w.Shape(), tensor.Shape{1})...)
	}
	x = ops.Mul(w, x)
	return ops.Sum(x, len(x.Shape())-len(event)-1)
}

// check refuses weights and components of different number, also 1 against k, which would broadcast to weights that
// sum to k.
func (d MixtureSameFamily) check() {
	if d.Components == nil {
		build.Fail("mixture", shapesBeside(nil, d.Mixing.Logits), "Components is nil: give the family that is mixed, such as distributions.Normal{Loc: ..., Scale: ...}")
	}
	m, c := join(d.Mixing.BatchShape(), tensor.Shape{d.Mixing.count()}), d.Components.BatchShape()
	if len(c) == 0 || c[len(c)-1] != m[len(m)-1] || !broadcasts(c, m) && !broadcasts(m, c) {
		build.Fail("mixture", []tensor.Shape{m, c}, "the mixing logits and the batch of %T must agree, the last axis of both being the components", d.Components)
	}
}

// overComponents reduces the ends of the components' supports, which may be shared by all of them, over the last axis.
func overComponents(end *G.Node, f func(x *G.Node) *G.Node) *G.Node {
	if end == nil || len(end.Shape()) == 0 {
		return end
	}
	return f(end)
}

func lowest(x *G.Node) *G.Node  { return ops.Neg(ops.Max(ops.Neg(x), -1)) }
func highest(x *G.Node) *G.Node { return ops.Max(x, -1) }
