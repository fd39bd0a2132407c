package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Hurdle is 0 with probability w = sigmoid(Logits), and else a draw of Base given that it is not 0: P(0) = w and
// P(y) = (1-w) P_Base(y)/(1 - P_Base(0)) for y > 0, where Base has masses on the integers from 0 on. If Base has a density, so has
// Hurdle, (1-w) p(y), everywhere but at 0, where there is the mass w, as the rain of a day has: LogProb is a log-mass at 0 and a
// log-density elsewhere. Its rows as numbers answer everything, of both together; see Posterior.
type Hurdle struct {
	Logits *G.Node      // (n...), of zero
	Base   Distribution // batch (n...)
}

// BatchShape is the common shape of Logits and Base's batch.
func (d Hurdle) BatchShape() tensor.Shape { return d.zero().batch(false) }

// EventShape is ().
func (d Hurdle) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is log w at 0 and log(1-w) + log p(y) - log(1 - p(0)) elsewhere; without the last term for a density.
func (d Hurdle) LogProb(y *G.Node) *G.Node {
	return onPoints("hurdle log-prob", d, y, Hurdle.logDensity)
}

// Mean is (1-w) times that of Base without its zeros.
func (d Hurdle) Mean() *G.Node { return ops.Mul(d.zero().rest(), d.meanAbove()) }

// Variance is (1-w) (v + w m^2) with variance v and mean m of Base without its zeros.
func (d Hurdle) Variance() *G.Node {
	v, m := Variance(d.Base), d.meanAbove()
	if d.discrete() { // E Y(Y-1) is Base's over P(Y > 0), and the variance that plus m - m^2
		mean := Mean(d.Base)
		pairs := ops.Div(ops.Add(ops.Sub(v, mean), ops.Square(mean)), ops.Exp(d.logAbove()))
		v = ops.Sub(pairs, ops.Mul(m, ops.AddConst(m, -1)))
	}
	return d.zero().variance(m, v)
}

// CDF is w from 0 on, and (1-w) times the cdf of Base without its zeros.
func (d Hurdle) CDF(y *G.Node) *G.Node { return onPoints("hurdle cdf", d, y, Hurdle.cdf) }

// LogCDF is log P(Y <= y).
func (d Hurdle) LogCDF(y *G.Node) *G.Node {
	return onPoints("hurdle log-cdf", d, y, Hurdle.logCDF)
}

// LogSurvival is log P(Y > y).
func (d Hurdle) LogSurvival(y *G.Node) *G.Node {
	return onPoints("hurdle log-survival", d, y, Hurdle.logSurvival)
}

// Support is Base's and 0.
func (d Hurdle) Support() Support { return d.zero().support() }

// Bump is Base's if that has a density, however much of the mass is at 0.
func (d Hurdle) Bump() (at, width *G.Node) {
	if d.zero().batch(false); d.discrete() {
		return d.Mean(), ops.Sqrt(d.Variance())
	}
	at, width = bumpOf(d.Base)
	return onShape(at, d.BatchShape()), onShape(width, d.BatchShape())
}

func (d Hurdle) logDensity(y *G.Node) *G.Node {
	none := ops.Between(y, 0, 0)
	l := logDensity(d.Base, d.besideZero(y, none))
	if d.discrete() {
		l = ops.Sub(l, d.logAbove())
	}
	return ops.Where(none, d.zero().logZero(), ops.Add(d.zero().logRest(), l))
}

func (d Hurdle) cdf(y *G.Node) *G.Node { return ops.Exp(d.logCDF(y)) }

func (d Hurdle) logCDF(y *G.Node) *G.Node { below, above := d.tails(y); return better(below, above) }

func (d Hurdle) logSurvival(y *G.Node) *G.Node {
	below, above := d.tails(y)
	return better(above, below)
}

// tails is log P(Y <= y) and log P(Y > y), each right where it is not next to 0.
func (d Hurdle) tails(y *G.Node) (below, above *G.Node) {
	z, from, negative := d.zero(), ops.Between(y, 0, math.Inf(1)), ops.Less(y, full(y, 0))
	if !d.discrete() {
		return z.mixed(from, logCDF(d.Base, y)), z.mixed(negative, logSurvival(d.Base, y))
	}
	some := opposite(ops.Less(y, full(y, 1))) // of the base's mass above 0 is there
	part := ops.Sub(logMass(d.Base, full(y, 0), ops.Where(some, y, full(y, 1))), d.logAbove())
	below = z.mixed(from, instead(ops.Less(y, full(y, 1)), part, math.Inf(-1)))
	above = z.mixed(negative, ops.Sub(logSurvival(d.Base, ops.Where(negative, full(y, 0), y)), d.logAbove()))
	return below, above
}

func (d Hurdle) zero() atZero { return atZero{"hurdle", d.Logits, d.Base} }

func (d Hurdle) discrete() bool { kind, _, _ := kindOf(d.Base); return kind == Integers }

// logAbove is log P(Base > 0), from the survival function: the logarithm of what P(Base = 0) leaves would be lost where that is
// next to 1. Of a Base without one, such as a user's that has masses only, it is that.
func (d Hurdle) logAbove() *G.Node {
	if b, ok := d.Base.(interface{ logAboveZero() *G.Node }); ok {
		return b.logAboveZero()
	}
	if _, ok := d.Base.(HasLogSurvival); !ok {
		return ops.Log1mExp(logDensity(d.Base, d.zero().none()))
	}
	return logSurvival(d.Base, full(d.Logits, 0))
}

// meanAbove is the mean of Base without its zeros.
func (d Hurdle) meanAbove() *G.Node {
	if !d.discrete() {
		return Mean(d.Base)
	}
	return ops.Div(Mean(d.Base), ops.Exp(d.logAbove()))
}

// besideZero is y, and where that is 0 another number that Base can have.
func (d Hurdle) besideZero(y, none *G.Node) *G.Node {
	if d.discrete() {
		return ops.Where(none, full(y, 1), y)
	}
	s := SupportOf(d.Base)
	return ops.Where(none, full(y, interior(max(s.Lo, 0), s.Hi)), y)
}
