package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// OrderedLogistic is the class y = 0, ..., k of ordered ones with P(y <= j) = sigmoid(Cutpoints_j - Loc): the interval between the
// k ascending cutpoints into which a Logistic of location Loc falls. Cutpoints that do not ascend give NaN; Ordered makes
// some that do.
type OrderedLogistic struct {
	Loc       *G.Node // (n...)
	Cutpoints *G.Node `param:"axes=1"` // (n..., k), or fewer axes if rows share them
}

// BatchShape is the common shape of Loc and Cutpoints without its last axis.
func (d OrderedLogistic) BatchShape() tensor.Shape {
	if d.Loc == nil || d.Cutpoints == nil || len(d.Cutpoints.Shape()) == 0 {
		build.Fail("ordered logistic", shapesBeside(nil, d.Loc, d.Cutpoints), "Loc or Cutpoints is nil, or the cutpoints have no last axis: give a node of shape (n), and one of shape (k) or (n, k) for k+1 classes")
	}
	s := d.Cutpoints.Shape()
	return batchOfShapes("ordered logistic", d.Loc.Shape(), s[:len(s)-1])
}

// EventShape is ().
func (d OrderedLogistic) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is log(sigmoid(c_y - Loc) - sigmoid(c_(y-1) - Loc)), and -Inf where y is no class.
func (d OrderedLogistic) LogProb(y *G.Node) *G.Node {
	return onPoints("ordered logistic log-prob", d, y, OrderedLogistic.logDensity)
}

// CDF is sigmoid(c_y - Loc).
func (d OrderedLogistic) CDF(y *G.Node) *G.Node {
	return onPoints("ordered logistic cdf", d, y, OrderedLogistic.cdf)
}

// LogCDF is log sigmoid(c_y - Loc).
func (d OrderedLogistic) LogCDF(y *G.Node) *G.Node {
	return onPoints("ordered logistic log-cdf", d, y, OrderedLogistic.logCDF)
}

// LogSurvival is log sigmoid(Loc - c_y).
func (d OrderedLogistic) LogSurvival(y *G.Node) *G.Node {
	return onPoints("ordered logistic log-survival", d, y, OrderedLogistic.logSurvival)
}

// Mean is the mean class index.
func (d OrderedLogistic) Mean() *G.Node { return d.classes().Mean() }

// Variance is that of the class index.
func (d OrderedLogistic) Variance() *G.Node { return d.classes().Variance() }

// Mode is the most probable class, the first of equals.
func (d OrderedLogistic) Mode() *G.Node { return d.classes().Mode() }

// Entropy is -sum_c p_c log p_c.
func (d OrderedLogistic) Entropy() *G.Node { return d.classes().Entropy() }

// Support is 0 to k.
func (d OrderedLogistic) Support() Support {
	d.BatchShape()
	return IntegersIn(0, float64(last(d.Cutpoints.Shape())))
}

// logDensity is the log-mass that classes has for y, of the two cutpoints beside it alone.
func (d OrderedLogistic) logDensity(y *G.Node) *G.Node {
	d.BatchShape()
	k := float64(last(d.Cutpoints.Shape()))
	bad := d.unordered()
	at := func(j *G.Node) *G.Node {
		c := ops.Pick(d.Cutpoints, ops.Clip(j, 0, k-1))
		return ops.Sub(ops.Where(bad, full(c, math.NaN()), c), d.Loc)
	}
	class := ops.Mul(ops.IsInteger(y), ops.Between(y, 0, k))
	y = ops.Where(class, y, full(y, 0))
	b := at(y)
	mass := ops.LogSigmoid(b)
	if first, end := ops.Between(y, 0, 0), ops.Between(y, k, k); k > 1 {
		a := at(ops.AddConst(y, -1))
		down := ops.LogSigmoid(ops.Neg(a))
		width := ops.Where(ops.Add(first, end), full(a, 1), ops.Sub(b, a))
		middle := ops.Add(ops.Add(mass, down), ops.Log1mExp(ops.Neg(width)))
		mass = ops.Where(first, mass, ops.Where(end, down, middle))
	} else {
		mass = ops.Where(first, mass, ops.LogSigmoid(ops.Neg(b)))
	}
	return ops.Where(class, mass, full(mass, math.Inf(-1)))
}

func (d OrderedLogistic) cdf(y *G.Node) *G.Node {
	return d.upTo(y, 0, 1, ops.Sigmoid(d.above()))
}

func (d OrderedLogistic) logCDF(y *G.Node) *G.Node {
	return d.upTo(y, math.Inf(-1), 0, ops.LogSigmoid(d.above()))
}

func (d OrderedLogistic) logSurvival(y *G.Node) *G.Node {
	return d.upTo(y, 0, math.Inf(-1), ops.LogSigmoid(ops.Neg(d.above())))
}

// above is the cutpoints less Loc, (n..., k).
func (d OrderedLogistic) above() *G.Node {
	d.BatchShape()
	cuts, bad := d.Cutpoints, d.unordered()
	if len(bad.Shape()) > 0 {
		bad = ops.Reshape(bad, join(bad.Shape(), tensor.Shape{1})...)
	}
	cuts = ops.Where(bad, full(cuts, math.NaN()), cuts)
	return ops.Sub(cuts, ops.Reshape(d.Loc, join(d.Loc.Shape(), tensor.Shape{1})...))
}

// unordered is 1 in the rows whose cutpoints do not ascend.
func (d OrderedLogistic) unordered() *G.Node { return opposite(Ordered{}.contains(d.Cutpoints)) }

// classes is the Categorical of the log-masses log s(b) + log s(-a) + log(1 - e^(a-b)) of the intervals (a, b), which is s(b) - s(a)
// without the difference.
func (d OrderedLogistic) classes() Categorical {
	x := d.above()
	k, at := last(x.Shape()), len(x.Shape())-1
	up, down := ops.LogSigmoid(x), ops.LogSigmoid(ops.Neg(x))
	parts := []*G.Node{ops.Slice(up, -1, 0, 1)}
	if k > 1 {
		width := ops.Log1mExp(ops.Neg(steps(x)))
		parts = append(parts, ops.Add(ops.Add(ops.Slice(up, -1, 1, k), ops.Slice(down, -1, 0, k-1)), width))
	}
	parts = append(parts, ops.Slice(down, -1, k-1, k))
	return Categorical{Logits: ops.Concat(at, parts...)}
}

// upTo picks the entry of the whole part of y from values of the classes but the last.
func (d OrderedLogistic) upTo(y *G.Node, below, above float64, values *G.Node) *G.Node {
	k := float64(last(d.Cutpoints.Shape()))
	high := ops.Between(y, k, math.Inf(1))
	return upToCounts(y, below, above, func(c *G.Node) *G.Node {
		v := ops.Pick(values, ops.Clip(c, 0, k-1))
		return instead(high, v, above)
	})
}
