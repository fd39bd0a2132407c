package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Kumaraswamy is the density a b y^(a-1) (1 - y^a)^(b-1) on [0, 1], with a = Alpha, b = Beta: like a Beta, with a cdf and samples in
// closed form. At the ends the density takes its limits, as that of Beta. Both are positive, or everything is NaN.
type Kumaraswamy struct {
	Alpha *G.Node `param:"positive"` // (n...)
	Beta  *G.Node `param:"positive"` // (n...), or fewer axes if rows share it
}

// BatchShape is the common shape of Alpha and Beta.
func (d Kumaraswamy) BatchShape() tensor.Shape { return batchOf("kumaraswamy", d.Alpha, d.Beta) }

// EventShape is ().
func (d Kumaraswamy) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is log(a b) + (a-1) log y + (b-1) log(1 - y^a) on [0, 1] and -Inf outside. The gradient with respect to y is zero at and
// beyond the ends.
func (d Kumaraswamy) LogProb(y *G.Node) *G.Node {
	return onPoints("kumaraswamy log-prob", d, y, Kumaraswamy.logDensity)
}

// Mean is b B(1 + 1/a, b).
func (d Kumaraswamy) Mean() *G.Node { return ops.Exp(d.logMoment(1)) }

// Variance is b B(1 + 2/a, b) - mean^2.
func (d Kumaraswamy) Variance() *G.Node {
	m := d.logMoment(1)
	return ops.Mul(ops.Exp(ops.MulConst(m, 2)), ops.Expm1(ops.Sub(d.logMoment(2), ops.MulConst(m, 2))))
}

// Mode is ((a-1)/(ab-1))^(1/a), or an end where the density is unbounded (the lower of two) or monotone; the centre if a = b = 1.
func (d Kumaraswamy) Mode() *G.Node {
	a, b := onShape(positive(d.Alpha), d.BatchShape()), onShape(positive(d.Beta), d.BatchShape())
	return unitMode(a, b, func(a, b *G.Node) *G.Node {
		less := ops.AddConst(a, -1)
		ratio := ops.Div(less, ops.Add(ops.Mul(less, b), ops.AddConst(b, -1))) // ab-1
		return ops.Exp(ops.Div(ops.Log(ratio), a))
	})
}

// Entropy is 1 - 1/b + (1 - 1/a)(psi(b+1) + gamma) - log(a b), with Euler's constant gamma.
func (d Kumaraswamy) Entropy() *G.Node {
	a, b := positive(d.Alpha), positive(d.Beta)
	lessOf := func(x *G.Node) *G.Node { return ops.Div(ops.AddConst(x, -1), x) }
	h := ops.Add(lessOf(b), ops.Mul(lessOf(a), ops.AddConst(ops.Digamma(ops.AddConst(b, 1)), eulerGamma)))
	return ops.Sub(h, ops.Add(ops.Log(a), ops.Log(b)))
}

// CDF is 1 - (1 - y^a)^b, 0 below the support and 1 above.
func (d Kumaraswamy) CDF(y *G.Node) *G.Node {
	return onPoints("kumaraswamy cdf", d, y, Kumaraswamy.cdf)
}

// LogCDF is its logarithm, finite where y^a underflows.
func (d Kumaraswamy) LogCDF(y *G.Node) *G.Node {
	return onPoints("kumaraswamy log-cdf", d, y, Kumaraswamy.logCDF)
}

// LogSurvival is b log(1 - y^a).
func (d Kumaraswamy) LogSurvival(y *G.Node) *G.Node {
	return onPoints("kumaraswamy log-survival", d, y, Kumaraswamy.logSurvival)
}

// Sample is (1 - Phi(-noise)^(1/b))^(1/a).
func (d Kumaraswamy) Sample(noise *G.Node) *G.Node {
	return onPoints("kumaraswamy sample", d, noise, Kumaraswamy.sample)
}

// unitMode is f(a, b) where both are above 1, and where a density y^(a-1) (1-y)^(b-1) has its mode at an end, that end.
func unitMode(a, b *G.Node, f func(a, b *G.Node) *G.Node) *G.Node {
	one := full(a, 1)
	inside := ops.Mul(ops.Less(one, a), ops.Less(one, b))
	m := f(ops.Where(inside, a, full(a, 2)), ops.Where(inside, b, full(b, 2)))
	flat := ops.Mul(ops.Equal(a, one), ops.Equal(b, one))
	lower := ops.Add(ops.Less(a, one), ops.Mul(ops.Equal(a, one), ops.Less(one, b)))
	end := ops.Where(lower, among(0, a, b), ops.Where(flat, among(.5, a, b), among(1, a, b)))
	return ops.Where(inside, m, end)
}

// logMoment is log E y^n = log b + log B(1 + n/a, b).
func (d Kumaraswamy) logMoment(n float64) *G.Node {
	a, b := positive(d.Alpha), positive(d.Beta)
	return ops.Add(ops.Log(b), ops.LogBeta(ops.AddConst(ops.MulConst(ops.Reciprocal(a), n), 1), b))
}

func (d Kumaraswamy) logDensity(y *G.Node) *G.Node {
	a, b := positive(d.Alpha), positive(d.Beta)
	norm := ops.Add(ops.Log(a), ops.Log(b))
	inside := d.onLogs(y, ops.Where(below(y, .5), edgeLimit(a, norm), edgeLimit(b, norm)), func(l, l1 *G.Node) *G.Node {
		return ops.Add(norm, ops.Add(ops.Mul(ops.AddConst(a, -1), l), ops.Mul(ops.AddConst(b, -1), l1)))
	})
	outside := ops.Add(below(y, 0), ops.Less(full(y, 1), y))
	return ops.Where(outside, among(math.Inf(-1), a, b), inside)
}

func (d Kumaraswamy) cdf(y *G.Node) *G.Node {
	a, b := positive(d.Alpha), positive(d.Beta)
	return d.onLogs(y, d.step(y, 0, 1), func(l, _ *G.Node) *G.Node {
		return ops.Neg(ops.Expm1(ops.Neg(ops.Exp(ops.Add(ops.Log(b), logOther(ops.Mul(a, l)))))))
	})
}

func (d Kumaraswamy) logCDF(y *G.Node) *G.Node {
	a, b := positive(d.Alpha), positive(d.Beta)
	return d.onLogs(y, d.step(y, math.Inf(-1), 0), func(l, _ *G.Node) *G.Node {
		return log1mExpExp(ops.Add(ops.Log(b), logOther(ops.Mul(a, l))))
	})
}

func (d Kumaraswamy) logSurvival(y *G.Node) *G.Node {
	b := positive(d.Beta)
	return d.onLogs(y, d.step(y, 0, math.Inf(-1)), func(_, l1 *G.Node) *G.Node { return ops.Mul(b, l1) })
}

// logOther is log(-log(1 - e^x)) for x < 0: x itself far left.
func logOther(x *G.Node) *G.Node {
	return either(below(x, -20), x, -21, -1,
		func(x *G.Node) *G.Node { return ops.Add(x, ops.MulConst(ops.Exp(x), .5)) },
		func(x *G.Node) *G.Node { return ops.Log(ops.Neg(ops.Log1mExp(x))) })
}

// step is lower for y below 1/2 and upper above.
func (d Kumaraswamy) step(y *G.Node, lower, upper float64) *G.Node {
	a, b := positive(d.Alpha), positive(d.Beta)
	return ops.Where(below(y, .5), among(lower, a, b), among(upper, a, b))
}

// onLogs is f of log y and log(1 - y^a) inside of (0, 1), and at elsewhere.
func (d Kumaraswamy) onLogs(y, at *G.Node, f func(l, l1 *G.Node) *G.Node) *G.Node {
	a := positive(d.Alpha)
	outside := ops.Add(ops.Between(y, math.Inf(-1), 0), ops.Between(y, 1, math.Inf(1)))
	return except(outside, at, y, .5, func(y *G.Node) *G.Node {
		l := ops.Log(y)
		return f(l, ops.Log1mExp(ops.Mul(a, l)))
	})
}

// sample is exp(log(1 - v^(1/b))/a) for v = Phi(-noise): log v^(1/b) is -exp of the w below.
func (d Kumaraswamy) sample(noise *G.Node) *G.Node {
	w := ops.Sub(logMinusLog(ops.Neg(noise)), ops.Log(positive(d.Beta)))
	return ops.Exp(ops.Div(log1mExpExp(w), positive(d.Alpha)))
}

// Support is [0, 1].
func (Kumaraswamy) Support() Support { return ContinuousOn(0, 1) }
