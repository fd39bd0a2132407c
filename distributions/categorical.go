package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Categorical is the class c = 0, 1, ..., k-1 with probability softmax(Logits)_c = exp(Logits_c) / sum_j exp(Logits_j).
// A target is a class index held as a float. A logit of -Inf excludes its class.
type Categorical struct {
	Logits *G.Node `param:"axes=1"` // (n..., k)
}

// BatchShape is the shape of Logits without its last axis.
func (d Categorical) BatchShape() tensor.Shape {
	s := batchOf("categorical", d.Logits)
	if len(s) == 0 {
		build.Fail("categorical", []tensor.Shape{s}, "the logits need a last axis, one entry a class")
	}
	return s[:len(s)-1]
}

// EventShape is ().
func (d Categorical) EventShape() tensor.Shape { return tensor.Shape{} }

// Probs is softmax(Logits), (n..., k).
func (d Categorical) Probs() *G.Node { return ops.Softmax(d.Logits) }

// LogProb is log softmax(Logits)_y, and -Inf where y is not an integer in [0, k).
func (d Categorical) LogProb(y *G.Node) *G.Node {
	return onPoints("categorical log-prob", d, y, Categorical.logDensity)
}

// Mean is the mean class index, sum_c c p_c; it means something where the classes are ordered.
func (d Categorical) Mean() *G.Node { return lastSum(ops.Mul(d.Probs(), d.classes())) }

// Variance is that of the class index, sum_c p_c (c - mean)^2.
func (d Categorical) Variance() *G.Node {
	mean := ops.Reshape(d.Mean(), join(d.BatchShape(), tensor.Shape{1})...)
	return lastSum(ops.Mul(d.Probs(), ops.Square(ops.Sub(d.classes(), mean))))
}

// Mode is the most probable class, the first of equals.
func (d Categorical) Mode() *G.Node {
	top := ops.Reshape(ops.Max(ops.StopGradient(d.Logits), -1), join(d.BatchShape(), tensor.Shape{1})...)
	k := float64(d.count())
	first := ops.Neg(ops.Max(ops.Where(ops.Equal(d.Logits, top), ops.Neg(d.classes()), full(d.Logits, -k)), -1))
	return ops.Where(ops.Equal(first, full(first, k)), full(first, math.NaN()), first)
}

// Entropy is -sum_c p_c log p_c in nats, between 0 and log k; excluded classes add nothing. The logarithms are not those of
// a p that has rounded to 1.
func (d Categorical) Entropy() *G.Node {
	return ops.Neg(lastSum(ops.XMulY(d.Probs(), ops.LogSoftmax(d.Logits))))
}

// CDF is the probability of the classes up to y.
func (d Categorical) CDF(y *G.Node) *G.Node {
	return onPoints("categorical cdf", d, y, Categorical.cdf)
}

// LogCDF is the logarithm of that.
func (d Categorical) LogCDF(y *G.Node) *G.Node {
	return onPoints("categorical log-cdf", d, y, Categorical.logCDF)
}

// LogSurvival is the logarithm of the probability of the classes above y.
func (d Categorical) LogSurvival(y *G.Node) *G.Node {
	return onPoints("categorical log-survival", d, y, Categorical.logSurvival)
}

func (d Categorical) logDensity(y *G.Node) *G.Node { return ops.Pick(ops.LogSoftmax(d.Logits), y) }

func (d Categorical) cdf(y *G.Node) *G.Node {
	return lastSum(ops.Mul(d.Probs(), opposite(d.above(y))))
}

func (d Categorical) logCDF(y *G.Node) *G.Node { return d.logSum(opposite(d.above(y))) }

func (d Categorical) logSurvival(y *G.Node) *G.Node { return d.logSum(d.above(y)) }

// above is 1 for the classes c > y.
func (d Categorical) above(y *G.Node) *G.Node {
	return ops.Less(ops.Reshape(y, join(y.Shape(), tensor.Shape{1})...), d.classes())
}

// logSum is the logarithm of the probability of the classes where the mask is, less that of all: so it is 0 of all of them.
func (d Categorical) logSum(mask *G.Node) *G.Node {
	l := ops.LogSoftmax(d.Logits)
	return ops.Clip(ops.LogSumExp(ops.Where(mask, l, full(l, math.Inf(-1)))), math.Inf(-1), 0)
}

// Support is the classes 0 to k-1.
func (d Categorical) Support() Support { return IntegersIn(0, float64(d.count()-1)) }

func (d Categorical) count() int {
	d.BatchShape() // fails without a last axis
	return d.Logits.Shape()[len(d.Logits.Shape())-1]
}

// classes is (0, 1, ..., k-1).
func (d Categorical) classes() *G.Node {
	each := make([]*G.Node, d.count())
	for c := range each {
		each[c] = ops.Full(d.Logits.Graph(), d.Logits.Dtype(), float64(c), 1)
	}
	return ops.Concat(0, each...)
}

// lastSum sums over the last axis.
func lastSum(x *G.Node) *G.Node { return ops.Sum(x, -1) }
