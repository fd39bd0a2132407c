package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Geometric is the number y = 0, 1, ... of failures before the first success of probability p = sigmoid(Logits): (1-p)^y p.
type Geometric struct {
	Logits *G.Node // (n...)
}

// BatchShape is the shape of Logits.
func (d Geometric) BatchShape() tensor.Shape { return batchOf("geometric", d.Logits) }

// EventShape is ().
func (d Geometric) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is y log(1-p) + log p, and -Inf off the counts.
func (d Geometric) LogProb(y *G.Node) *G.Node {
	return onPoints("geometric log-prob", d, y, Geometric.logDensity)
}

// Mean is (1-p)/p = e^-Logits.
func (d Geometric) Mean() *G.Node { return ops.Exp(ops.Neg(d.Logits)) }

// Variance is (1-p)/p^2.
func (d Geometric) Variance() *G.Node { return ops.Mul(d.Mean(), ops.AddConst(d.Mean(), 1)) }

// Mode is 0.
func (d Geometric) Mode() *G.Node {
	return ops.Where(ops.Equal(d.Logits, d.Logits), full(d.Logits, 0), d.Logits)
}

// Entropy is -log p - (1-p)/p log(1-p).
func (d Geometric) Entropy() *G.Node {
	return ops.Add(ops.Softplus(ops.Neg(d.Logits)), ops.XMulY(d.Mean(), ops.Softplus(d.Logits)))
}

// CDF is 1 - (1-p)^(y+1) of the whole part of y.
func (d Geometric) CDF(y *G.Node) *G.Node { return onPoints("geometric cdf", d, y, Geometric.cdf) }

// LogCDF is log(1 - (1-p)^(y+1)).
func (d Geometric) LogCDF(y *G.Node) *G.Node {
	return onPoints("geometric log-cdf", d, y, Geometric.logCDF)
}

// LogSurvival is (y+1) log(1-p).
func (d Geometric) LogSurvival(y *G.Node) *G.Node {
	return onPoints("geometric log-survival", d, y, Geometric.logSurvival)
}

// Support is 0, 1, 2, ...
func (Geometric) Support() Support { return IntegersIn(0, math.Inf(1)) }

func (d Geometric) logDensity(y *G.Node) *G.Node {
	return atCounts(y, func(k *G.Node) *G.Node { return ops.Add(ops.XMulY(k, d.logFailure()), ops.LogSigmoid(d.Logits)) })
}

func (d Geometric) cdf(y *G.Node) *G.Node {
	return upToCounts(y, 0, 1, func(k *G.Node) *G.Node { return ops.Neg(ops.Expm1(d.beyond(k))) })
}

func (d Geometric) logCDF(y *G.Node) *G.Node {
	return upToCounts(y, math.Inf(-1), 0, func(k *G.Node) *G.Node { return ops.Log1mExp(d.beyond(k)) })
}

func (d Geometric) logSurvival(y *G.Node) *G.Node {
	return upToCounts(y, 0, math.Inf(-1), d.beyond)
}

// beyond is log P(Y > k).
func (d Geometric) beyond(k *G.Node) *G.Node { return ops.Mul(ops.AddConst(k, 1), d.logFailure()) }

func (d Geometric) logFailure() *G.Node { return ops.LogSigmoid(ops.Neg(d.Logits)) }
