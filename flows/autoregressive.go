package flows

import (
	"slices"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// Autoregressive maps each number by Of, with parameters that depend on the numbers before it and on the context, all made by one masked
// network (Germain et al. 2015, arXiv:1502.03509, MADE; Papamakarios, Pavlakou and Murray 2017, arXiv:1705.07057). A density is one pass of the
// network, a draw as many as there are places in the order. With Inverse it is the other way round: the parameters depend on the noise
// of the numbers before (Kingma et al. 2016, arXiv:1606.04934, IAF). Of a single number it is an Elementwise. It begins as the identity.
type Autoregressive struct {
	Of         Univariate        // nil: Affine{}
	Hidden     []int             // widths of the hidden layers; nil: 64 and 64, []int{}: none
	Activation layers.Activation // zero: ReLU

	// Order is the place of each number: its map depends on the numbers of lower places. Numbers of one place do not see each other, so
	// that places 0 and 1 alone make a coupling. Nil: as they come.
	Order   []int
	Reverse bool // the highest place comes first
	Inverse bool

	// Degrees are the places that the units of each hidden layer see, up to and including; -1 is the context alone. Nil: all in turn.
	Degrees [][]int
}

// Bijector is the map.
func (a Autoregressive) Bijector(s *layers.Scope, context *G.Node, dim int) distributions.Bijector {
	var b distributions.Bijector
	if dim == 1 {
		b = Elementwise{Of: a.Of, Hidden: a.Hidden, Activation: a.Activation}.Bijector(s, context, dim)
	} else {
		of, net, order := univariate(a.Of), perceptron{a.Hidden, a.Activation}, a.order(dim)
		m := made{vectors: vectors{"autoregressive", dim}, of: of, order: order, Net: net.declare(s, context, dim, dim*of.Parameters())}
		m.Net.masks = masks(order, a.degrees(order, net.widths(), context != nil), contextOf(context), of.Parameters())
		b = m
	}
	if a.Inverse {
		return distributions.Inverse{Of: b}
	}
	return b
}

// order is the place of each number, of 0, 1, ... without a gap.
func (a Autoregressive) order(dim int) []int {
	order := make([]int, dim)
	if a.Order != nil && len(a.Order) != dim {
		build.Fail("autoregressive", nil, "Order is of %d numbers, and the flow of %d", len(a.Order), dim)
	}
	for i := range order {
		order[i] = i
	}
	if a.Order != nil {
		copy(order, a.Order)
	}
	taken, highest := make([]bool, dim), 0
	for _, place := range order {
		if place < 0 || place >= dim {
			build.Fail("autoregressive", nil, "Order is %v: want a place of each number, from 0 to at most %d", order, dim-1)
		}
		taken[place], highest = true, max(highest, place)
	}
	for place := range highest {
		if !taken[place] {
			build.Fail("autoregressive", nil, "Order is %v: no number has place %d", order, place)
		}
	}
	if a.Reverse {
		for i := range order {
			order[i] = highest - order[i]
		}
	}
	return order
}

// made is the map.
type made struct {
	vectors
	Net   network
	of    Univariate
	order []int
}

var (
	_ distributions.HasEventDims     = made{}
	_ distributions.HasEventShapes   = made{}
	_ distributions.HasInverseLogDet = made{}
)

// Inverse goes from data to noise, in one pass.
func (b made) Inverse(y *G.Node) *G.Node { return b.given(y).Forward(y) }

// InverseLogDetJacobian is of Inverse.
func (b made) InverseLogDetJacobian(y *G.Node) *G.Node { return sumLast(b.given(y).LogDetJacobian(y)) }

// Forward goes from noise to data.
func (b made) Forward(x *G.Node) *G.Node {
	_, y := b.found(x)
	return y
}

// LogDetJacobian is of Forward, of whose passes the last has the parameters of all numbers.
func (b made) LogDetJacobian(x *G.Node) *G.Node {
	u, y := b.found(x)
	return ops.Neg(sumLast(u.LogDetJacobian(y)))
}

// found is the numbers that noise becomes, and their maps. Each pass finds the numbers of one place, given those before them. What is not
// found yet is 0 for the network, not what the pass before made of it, which may be infinite.
func (b made) found(x *G.Node) (u distributions.Bijector, y *G.Node) {
	build.Given("autoregressive", x)
	zero := ops.Full(x.Graph(), x.Dtype(), 0)
	y = ops.BroadcastTo(zero, x.Shape())
	for place := range slices.Max(b.order) + 1 {
		if place > 0 {
			y = ops.Where(b.before(x, place), y, zero)
		}
		u = b.given(y)
		y = u.Inverse(x)
	}
	return u, y
}

// before is 1 for the numbers of lower places.
func (b made) before(x *G.Node, place int) *G.Node {
	lower := make([]float64, len(b.order))
	for i, p := range b.order {
		if p < place {
			lower[i] = 1
		}
	}
	return ops.Values(x.Graph(), x.Dtype(), lower, len(lower))
}

// given is the maps of the numbers of y given those before them.
func (b made) given(y *G.Node) distributions.Bijector {
	b.checked(y)
	params := b.Net.of(y)
	return b.of.Map(ops.Reshape(params, append(lead(params).Clone(), len(b.order), b.of.Parameters())...))
}

// contextOf is how many numbers the context has.
func contextOf(context *G.Node) int {
	if context == nil {
		return 0
	}
	return last(context.Shape())
}
