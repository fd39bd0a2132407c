package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// ZeroInflated is 0 with probability w = sigmoid(Logits), and else a draw of Base, which may be 0 too: P(0) = w + (1-w) P_Base(0).
// Base has masses on integers; for a density, where a draw is never 0, there is Hurdle.
type ZeroInflated struct {
	Logits *G.Node      // (n...), of the extra zeros
	Base   Distribution // batch (n...)
}

// BatchShape is the common shape of Logits and Base's batch.
func (d ZeroInflated) BatchShape() tensor.Shape {
	return atZero{"zero inflated", d.Logits, d.Base}.batch(true)
}

// EventShape is ().
func (d ZeroInflated) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is log(1-w) + log p(y), and the log-sum-exp of that and log w at 0.
func (d ZeroInflated) LogProb(y *G.Node) *G.Node {
	return onPoints("zero inflated log-prob", d, y, ZeroInflated.logDensity)
}

// Mean is (1-w) times Base's.
func (d ZeroInflated) Mean() *G.Node { return ops.Mul(d.zero().rest(), Mean(d.Base)) }

// Variance is (1-w) (Base's + w mean^2).
func (d ZeroInflated) Variance() *G.Node {
	return d.zero().variance(Mean(d.Base), Variance(d.Base))
}

// CDF is (1-w) F(y), and w more from 0 on.
func (d ZeroInflated) CDF(y *G.Node) *G.Node {
	return onPoints("zero inflated cdf", d, y, ZeroInflated.cdf)
}

// LogCDF is log P(Y <= y).
func (d ZeroInflated) LogCDF(y *G.Node) *G.Node {
	return onPoints("zero inflated log-cdf", d, y, ZeroInflated.logCDF)
}

// LogSurvival is log P(Y > y).
func (d ZeroInflated) LogSurvival(y *G.Node) *G.Node {
	return onPoints("zero inflated log-survival", d, y, ZeroInflated.logSurvival)
}

// Support is Base's and 0.
func (d ZeroInflated) Support() Support { return d.zero().support() }

func (d ZeroInflated) logDensity(y *G.Node) *G.Node {
	return d.zero().mixed(ops.Between(y, 0, 0), logDensity(d.Base, y))
}

func (d ZeroInflated) cdf(y *G.Node) *G.Node { return ops.Exp(d.logCDF(y)) }

func (d ZeroInflated) logCDF(y *G.Node) *G.Node {
	below, above := d.tails(y)
	return better(below, above)
}

func (d ZeroInflated) logSurvival(y *G.Node) *G.Node {
	below, above := d.tails(y)
	return better(above, below)
}

// tails is log P(Y <= y) and log P(Y > y), each right where it is not next to 0.
func (d ZeroInflated) tails(y *G.Node) (below, above *G.Node) {
	z := d.zero()
	return z.mixed(ops.Between(y, 0, math.Inf(1)), logCDF(d.Base, y)), z.mixed(ops.Less(y, full(y, 0)), logSurvival(d.Base, y))
}

func (d ZeroInflated) zero() atZero { return atZero{"zero inflated", d.Logits, d.Base} }
