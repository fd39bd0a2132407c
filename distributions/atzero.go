package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// atZero is a point mass at 0 of weight w = sigmoid(logits) beside another distribution of weight 1-w.
type atZero struct {
	name   string
	logits *G.Node
	base   Distribution
}

// batch is the common shape, after checking the parts; masses tells that the base must have them.
func (z atZero) batch(masses bool) tensor.Shape {
	if z.logits == nil || z.base == nil {
		build.Fail(z.name, shapesBeside(z.base, z.logits), "Logits or Base is nil: give a node with the logits of 0, and a distribution such as distributions.Poisson{Rate: ...}")
	}
	numbersOnly(z.name, z.base)
	switch kind, atZero, fromZero := kindOf(z.base); {
	case kind == Points || masses && kind != Integers:
		build.Fail(z.name, shapesOf(z.base), "%T has no masses on integers, so none at 0 that could be inflated: distributions.Hurdle adds one", z.base)
	case atZero:
		build.Fail(z.name, shapesOf(z.base), "%T has a mass at 0 amid its density: it needs no second one", z.base)
	case kind == Integers && !fromZero:
		build.Fail(z.name, shapesOf(z.base), "%T may be below 0: it must have its masses on 0, 1, 2, ...", z.base)
	}
	return batchOfShapes(z.name, z.logits.Shape(), z.base.BatchShape())
}

func (z atZero) logZero() *G.Node { return ops.LogSigmoid(z.logits) }

func (z atZero) logRest() *G.Node { return ops.LogSigmoid(ops.Neg(z.logits)) }

func (z atZero) rest() *G.Node { return ops.Sigmoid(ops.Neg(z.logits)) }

// mixed is log((1-w) e^l), plus w inside the logarithm where the mask is.
func (z atZero) mixed(mask, l *G.Node) *G.Node {
	rest := ops.AddLogWeight(l, z.logRest())
	sum := ops.Where(mask, sumLogs(z.logZero(), ops.Where(mask, rest, full(rest, 0))), rest)
	return ops.Clip(sum, math.Inf(-1), 0) // of probabilities, which sum to 1 but for rounding
}

// variance is (1-w) (v + w m^2) of a base of mean m and variance v.
func (z atZero) variance(m, v *G.Node) *G.Node {
	return ops.Mul(z.rest(), ops.Add(v, ops.Mul(ops.Sigmoid(z.logits), ops.Square(m))))
}

// support is the base's and 0.
func (z atZero) support() Support {
	z.batch(false)
	s := SupportOf(z.base)
	if s.Kind == Integers {
		s.Lower, s.Lo = nil, 0
		return s
	}
	s = unionOf([]Support{s, {Kind: s.Kind}}, z.logits)
	s.AtZero = true
	return s
}

// kindOf is what d's mass is, and whether none of it is below 0, as in a window on a Poisson. It makes no nodes: shapes are asked of
// parameters in graphs of their own too, as Constant's are.
func kindOf(d Distribution) (kind Kind, atZero, fromZero bool) {
	switch d := d.(type) {
	case Truncated:
		return kindOf(d.Base)
	case Masked:
		return kindOf(d.Base)
	case Weighted:
		return kindOf(d.Base)
	case MixtureSameFamily:
		return kindOf(d.Components)
	case Mixture:
		if len(d.Components) == 0 {
			break
		}
		kind, atZero, fromZero = kindOf(d.Components[0])
		for _, c := range d.Components[1:] {
			_, _, f := kindOf(c) // of one kind, or Support says so
			fromZero = fromZero && f
		}
		return kind, atZero, fromZero
	case ZeroInflated:
		return Integers, false, true
	case Hurdle:
		kind, _, fromZero = kindOf(d.Base)
		return kind, kind == Continuous, fromZero
	}
	s := SupportOf(d)
	return s.Kind, s.AtZero, s.Lower == nil && s.Lo >= 0
}
