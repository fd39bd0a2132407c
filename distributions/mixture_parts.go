package distributions

import (
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func (d Mixture) logDensity(y *G.Node) *G.Node {
	d.Support() // fails if densities and masses are mixed
	return d.logSum(y, logDensity)
}

func (d Mixture) cdf(y *G.Node) *G.Node {
	return lastSum(ops.Mul(d.Mixing.Probs(), d.at(y, cdf)))
}

func (d Mixture) logCDF(y *G.Node) *G.Node {
	return better(d.logSum(y, logCDF), d.logSum(y, logSurvival))
}

func (d Mixture) logSurvival(y *G.Node) *G.Node {
	return better(d.logSum(y, logSurvival), d.logSum(y, logCDF))
}

func (d Mixture) sample(noise *G.Node) *G.Node { return implicit(d, noise) }

// logSum leaves out a component of weight 0, also where it is infinite.
func (d Mixture) logSum(y *G.Node, f func(d Distribution, y *G.Node) *G.Node) *G.Node {
	return ops.LogSumExp(ops.AddLogWeight(d.at(y, f), ops.LogSoftmax(d.Mixing.Logits)))
}

// at is f of each component at y, side by side on a last axis.
func (d Mixture) at(y *G.Node, f func(d Distribution, y *G.Node) *G.Node) *G.Node {
	s := y.Shape()
	s = build.Broadcast(d.BatchShape(), s[:len(s)-len(d.EventShape())])
	each := make([]*G.Node, len(d.Components))
	for k, c := range d.Components {
		each[k] = ops.Reshape(onShape(f(c, y), s), join(s, tensor.Shape{1})...)
	}
	return ops.Concat(len(s), each...)
}

// each is f of each component, of shape batch+event.
func (d Mixture) each(f func(d Distribution) *G.Node) []*G.Node {
	s := join(d.BatchShape(), d.EventShape())
	out := make([]*G.Node, len(d.Components))
	for k, c := range d.Components {
		out[k] = onShape(f(c), s)
	}
	return out
}

// average is sum_k w_k x_k for x_k of shape batch+event.
func (d Mixture) average(x []*G.Node) *G.Node {
	weights := ops.Split(d.Mixing.Probs(), -1, slices.Repeat([]int{1}, len(x))...)
	s := d.Mixing.BatchShape()
	var sum *G.Node
	for k, w := range weights {
		for range d.EventShape() {
			s = append(s, 1)
		}
		sum = plus(sum, ops.Mul(ops.Reshape(w, s...), x[k]))
		s = d.Mixing.BatchShape()
	}
	return sum
}

// check refuses components that are missing, or do not belong together.
func (d Mixture) check() {
	if k := d.Mixing.count(); k != len(d.Components) {
		build.Fail("mixture", []tensor.Shape{d.Mixing.Logits.Shape()}, "%d components for %d logits: the last axis of the mixing logits is the components", len(d.Components), k)
	}
	for k, c := range d.Components {
		if c == nil {
			build.Fail("mixture", shapesBeside(nil, d.Mixing.Logits), "component %d is nil: give a family, such as distributions.Normal{Loc: ..., Scale: ...}", k)
		}
		if first := d.Components[0].EventShape(); !build.SameShape(c.EventShape(), first) {
			build.Fail("mixture", []tensor.Shape{first, c.EventShape()}, "the events of component 0, %T, and of component %d, %T, have different shapes", d.Components[0], k, c)
		}
	}
}

// unionOf is the smallest interval that holds all of some supports of one kind; like is a node of their graph. An end is a node
// if one of them has it as a node and it is not infinite for another.
func unionOf(all []Support, like *G.Node) Support {
	s := all[0]
	for _, of := range all[1:] {
		s.Lower, s.Lo = outer(s.Lower, of.Lower, s.Lo, of.Lo, math.Inf(-1), like, ops.Minimum)
		s.Upper, s.Hi = outer(s.Upper, of.Upper, s.Hi, of.Hi, math.Inf(1), like, ops.Maximum)
	}
	return s
}

// outer is the outer one of two ends, each a node or a number.
func outer(a, b *G.Node, x, y, farthest float64, like *G.Node, f func(a, b *G.Node) *G.Node) (*G.Node, float64) {
	switch {
	case a == nil && b == nil && farthest > 0:
		return nil, max(x, y)
	case a == nil && b == nil:
		return nil, min(x, y)
	case a == nil && x == farthest || b == nil && y == farthest:
		return nil, farthest
	case a == nil:
		a = full(like, x)
	case b == nil:
		b = full(like, y)
	}
	return f(a, b), farthest
}
