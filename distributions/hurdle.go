package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Hurdle is 0 with probability w = sigmoid(Logits), and else a draw of Base given that it is not 0: P(0) = w and
// P(y) = (1-w) P_Base(y)/(1 - P_Base(0)) for y > 0, where Base has masses on the integers from 0 on. If Base has a density, so has
// Hurdle, (1-w) p(y), everywhere but at 0, where there is the mass w: LogProb is a log-mass at 0 and a log-density elsewhere, and
// no Posterior can be made of it, whose densities have no masses.
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
	v := Variance(d.Base)
	if d.discrete() { // that of Base, without the square that its zeros have in it
		zeros := ops.Exp(logDensity(d.Base, full(d.Logits, 0)))
		v = ops.Sub(ops.Div(v, ops.Exp(d.logAbove())), ops.Mul(zeros, ops.Square(d.meanAbove())))
	}
	return d.zero().variance(d.meanAbove(), v)
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

func (d Hurdle) logDensity(y *G.Node) *G.Node {
	none := ops.Between(y, 0, 0)
	l := logDensity(d.Base, d.besideZero(y, none))
	if d.discrete() {
		l = ops.Sub(l, d.logAbove())
	}
	return ops.Where(none, d.zero().logZero(), ops.Add(d.zero().logRest(), l))
}

func (d Hurdle) cdf(y *G.Node) *G.Node { return ops.Exp(d.logCDF(y)) }

func (d Hurdle) logCDF(y *G.Node) *G.Node {
	from := ops.Between(y, 0, math.Inf(1))
	if !d.discrete() {
		return d.zero().mixed(from, logCDF(d.Base, y))
	}
	above := opposite(ops.Less(y, full(y, 1))) // of the base's mass some is there
	k := ops.Where(above, y, full(y, 1))
	l := ops.Sub(logMass(d.Base, full(y, 0), k), d.logAbove())
	l = instead(ops.Less(y, full(y, 1)), l, math.Inf(-1))
	return d.zero().mixed(from, l)
}

func (d Hurdle) logSurvival(y *G.Node) *G.Node {
	below := ops.Less(y, full(y, 0))
	if !d.discrete() {
		return d.zero().mixed(below, logSurvival(d.Base, y))
	}
	l := ops.Sub(logSurvival(d.Base, ops.Where(below, full(y, 0), y)), d.logAbove())
	return d.zero().mixed(below, l)
}

func (d Hurdle) zero() atZero { return atZero{"hurdle", d.Logits, d.Base} }

func (d Hurdle) discrete() bool { return SupportOf(d.Base).Kind == Integers }

// logAbove is log P(Base > 0), from the survival function: the logarithm of what P(Base = 0) leaves would be lost where that is
// next to 1.
func (d Hurdle) logAbove() *G.Node { return logSurvival(d.Base, full(d.Logits, 0)) }

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
