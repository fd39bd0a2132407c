package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Bernoulli is 1 with probability p = sigmoid(Logits) = 1/(1 + exp(-Logits)) and 0 otherwise. Everything is computed
// from the logits, so a p that rounds to 0 or 1 loses nothing: at Logits = 800 the log-probability of 0 is -800.
type Bernoulli struct {
	Logits *G.Node // (n...)
}

// BatchShape is the shape of Logits.
func (d Bernoulli) BatchShape() tensor.Shape { return batchOf("bernoulli", d.Logits) }

// EventShape is ().
func (d Bernoulli) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is -softplus((1 - 2y) Logits) for y in {0, 1} and -Inf for every other y.
func (d Bernoulli) LogProb(y *G.Node) *G.Node {
	return onPoints("bernoulli log-prob", d, y, Bernoulli.logDensity)
}

// Mean is p.
func (d Bernoulli) Mean() *G.Node { return ops.Sigmoid(d.Logits) }

// Variance is p(1-p), as sigmoid(l) sigmoid(-l).
func (d Bernoulli) Variance() *G.Node { return ops.Mul(d.Mean(), ops.Sigmoid(ops.Neg(d.Logits))) }

// Mode is 1 if Logits are positive, else 0.
func (d Bernoulli) Mode() *G.Node {
	return ops.Where(ops.Equal(d.Logits, d.Logits), ops.Less(full(d.Logits, 0), d.Logits), d.Logits)
}

// Entropy is -p log p - (1-p) log(1-p) in nats, 0 at infinite logits.
func (d Bernoulli) Entropy() *G.Node {
	l, minus := d.Logits, ops.Neg(d.Logits)
	return ops.Add(ops.XMulY(ops.Sigmoid(l), ops.Softplus(minus)), ops.XMulY(ops.Sigmoid(minus), ops.Softplus(l)))
}

// CDF is 0 below 0, 1-p from 0, 1 from 1 on.
func (d Bernoulli) CDF(y *G.Node) *G.Node { return onPoints("bernoulli cdf", d, y, Bernoulli.cdf) }

// LogCDF is -Inf below 0, log(1-p) from 0, 0 from 1 on.
func (d Bernoulli) LogCDF(y *G.Node) *G.Node {
	return onPoints("bernoulli log-cdf", d, y, Bernoulli.logCDF)
}

// LogSurvival is 0 below 0, log p from 0, -Inf from 1 on.
func (d Bernoulli) LogSurvival(y *G.Node) *G.Node {
	return onPoints("bernoulli log-survival", d, y, Bernoulli.logSurvival)
}

// logDensity selects the sign of the logits instead of multiplying by 1-2y, which is infinite where y is.
func (d Bernoulli) logDensity(y *G.Node) *G.Node {
	isOne := ops.Between(y, 1, 1)
	logp := ops.Neg(ops.Softplus(ops.Where(isOne, ops.Neg(d.Logits), d.Logits)))
	return ops.Where(ops.Add(ops.Between(y, 0, 0), isOne), logp, full(y, math.Inf(-1)))
}

func (d Bernoulli) cdf(y *G.Node) *G.Node {
	return d.step(y, 0, ops.Sigmoid(ops.Neg(d.Logits)), 1)
}

func (d Bernoulli) logCDF(y *G.Node) *G.Node {
	return d.step(y, math.Inf(-1), ops.LogSigmoid(ops.Neg(d.Logits)), 0)
}

func (d Bernoulli) logSurvival(y *G.Node) *G.Node {
	return d.step(y, 0, ops.LogSigmoid(d.Logits), math.Inf(-1))
}

// step is before below 0, v from 0 and after from 1 on.
func (d Bernoulli) step(y *G.Node, before float64, v *G.Node, after float64) *G.Node {
	return instead(ops.Less(y, full(y, 0)), instead(opposite(ops.Less(y, full(y, 1))), v, after), before)
}

// Support is 0 and 1.
func (Bernoulli) Support() Support { return IntegersIn(0, 1) }
