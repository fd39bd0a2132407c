package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Pareto is the density a Scale^a / y^(a+1) for y >= Scale, 0 below, with a = Concentration: a power's tail. Both are positive, or
// everything is NaN.
type Pareto struct {
	Concentration *G.Node `param:"positive"` // (n...), the power a
	Scale         *G.Node `param:"positive"` // (n...), the lower end
}

// BatchShape is the common shape of Concentration and Scale.
func (d Pareto) BatchShape() tensor.Shape { return batchOf("pareto", d.Concentration, d.Scale) }

// EventShape is ().
func (d Pareto) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is log(a/Scale) - (a+1) log(y/Scale), and -Inf below Scale.
func (d Pareto) LogProb(y *G.Node) *G.Node {
	return onPoints("pareto log-prob", d, y, Pareto.logDensity)
}

// Mean is a Scale/(a-1), infinite for a <= 1.
func (d Pareto) Mean() *G.Node {
	a, s := positive(d.Concentration), positive(d.Scale)
	m := except(ops.Between(a, 0, 1), among(math.Inf(1), a), a, 2, func(a *G.Node) *G.Node { return ops.Div(a, ops.AddConst(a, -1)) })
	return onShape(ops.Mul(s, m), d.BatchShape())
}

// Variance is a Scale^2 / ((a-1)^2 (a-2)), infinite for a <= 2 and NaN where the mean is infinite.
func (d Pareto) Variance() *G.Node {
	a, s := positive(d.Concentration), positive(d.Scale)
	few := ops.Where(ops.Between(a, 0, 1), full(a, math.NaN()), among(math.Inf(1), a))
	v := except(ops.Between(a, 0, 2), few, a, 3, func(a *G.Node) *G.Node {
		return ops.Div(ops.Div(a, ops.Square(ops.AddConst(a, -1))), ops.AddConst(a, -2))
	})
	return onShape(ops.Mul(ops.Square(s), v), d.BatchShape())
}

// Mode is Scale.
func (d Pareto) Mode() *G.Node {
	return onShape(ops.Where(ops.Equal(d.Concentration, positive(d.Concentration)), positive(d.Scale), full(d.Scale, math.NaN())), d.BatchShape())
}

// Entropy is log(Scale/a) + 1 + 1/a.
func (d Pareto) Entropy() *G.Node {
	each := ops.Reciprocal(positive(d.Concentration))
	return onShape(ops.AddConst(ops.Add(ops.Log(ops.Mul(positive(d.Scale), each)), each), 1), d.BatchShape())
}

// CDF is 1 - (Scale/y)^a, and 0 below Scale.
func (d Pareto) CDF(y *G.Node) *G.Node {
	return onPoints("pareto cdf", d, y, Pareto.cdf)
}

// LogCDF is its logarithm.
func (d Pareto) LogCDF(y *G.Node) *G.Node {
	return onPoints("pareto log-cdf", d, y, Pareto.logCDF)
}

// LogSurvival is -a log(y/Scale).
func (d Pareto) LogSurvival(y *G.Node) *G.Node {
	return onPoints("pareto log-survival", d, y, Pareto.logSurvival)
}

// Sample is Scale Phi(-noise)^(-1/a).
func (d Pareto) Sample(noise *G.Node) *G.Node {
	return onPoints("pareto sample", d, noise, Pareto.sample)
}

// Bump is the median, and a width of the order of its distance from Scale.
func (d Pareto) Bump() (at, width *G.Node) {
	s, l := positive(d.Scale), ops.MulConst(ops.Reciprocal(positive(d.Concentration)), math.Ln2)
	return onShape(ops.Mul(s, ops.Exp(l)), d.BatchShape()), onShape(ops.Mul(s, ops.Expm1(l)), d.BatchShape())
}

func (d Pareto) logDensity(y *G.Node) *G.Node {
	a := positive(d.Concentration)
	norm := ops.Sub(ops.Log(a), ops.Log(positive(d.Scale)))
	return d.onRatio(y, math.Inf(-1), func(l *G.Node) *G.Node { return ops.Sub(norm, ops.Mul(ops.AddConst(a, 1), l)) })
}

func (d Pareto) cdf(y *G.Node) *G.Node {
	return d.onTail(y, 0, func(t *G.Node) *G.Node { return ops.Neg(ops.Expm1(ops.Neg(t))) })
}

func (d Pareto) logCDF(y *G.Node) *G.Node {
	return d.onTail(y, math.Inf(-1), func(t *G.Node) *G.Node {
		return except(ops.Equal(t, full(t, 0)), full(t, math.Inf(-1)), t, 1, func(t *G.Node) *G.Node { return ops.Log1mExp(ops.Neg(t)) })
	})
}

func (d Pareto) logSurvival(y *G.Node) *G.Node { return d.onTail(y, 0, ops.Neg) }

// onTail is f of a log(y/Scale), an exponential number. Below Scale the parameters are 1 on the way: of infinite ones the slope, 0 times
// infinity, would be NaN.
func (d Pareto) onTail(y *G.Node, value float64, f func(t *G.Node) *G.Node) *G.Node {
	a, s := positive(d.Concentration), positive(d.Scale)
	outside := ops.Less(y, s)
	inside := func(x *G.Node) *G.Node { return ops.Where(outside, full(x, 1), x) }
	safe := inside(a)
	tail := Pareto{safe, inside(s)}.onRatio(inside(y), value, func(l *G.Node) *G.Node { return f(ops.Mul(safe, l)) })
	return ops.Where(outside, among(value, a, s), tail)
}

// onRatio is f of log(y/Scale) for y >= Scale, and value below. The ratio u is taken from the distance, which is exact next to Scale, and
// what rounding has left out of u below 2 is added to its logarithm, as log1p does but not divided by u, an ulp at most; where u might
// overflow the logarithm is a difference.
func (d Pareto) onRatio(y *G.Node, value float64, f func(l *G.Node) *G.Node) *G.Node {
	s := positive(d.Scale)
	outside := ops.Less(y, s)
	y = ops.Where(outside, s, y)
	huge := ops.Less(s, ops.MulConst(y, 1.0/(1<<60)))
	far := ops.Div(ops.Where(huge, full(y, 0), ops.Sub(y, s)), s)
	u := ops.AddConst(far, 1)
	over := ops.Where(below(far, 1), ops.Sub(ops.AddConst(u, -1), far), full(far, 0))
	log := ops.Sub(ops.Log(ops.Where(huge, y, u)), ops.Where(huge, ops.Log(s), over))
	return ops.Where(outside, among(value, positive(d.Concentration), s), f(log))
}

func (d Pareto) sample(noise *G.Node) *G.Node {
	_, over := tails(noise)
	return ops.Mul(positive(d.Scale), ops.Exp(ops.Neg(ops.Div(over, positive(d.Concentration)))))
}

// Support is [Scale, Inf).
func (d Pareto) Support() Support {
	return Support{Lo: math.Inf(-1), Hi: math.Inf(1), Lower: d.Scale}
}
