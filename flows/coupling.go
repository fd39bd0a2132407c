package flows

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// Coupling keeps some numbers and maps each of the others by Of, with parameters that a network makes of the numbers kept and of the
// context (Dinh, Krueger and Bengio 2015, arXiv:1410.8516). Density and draws both cost one pass of the network. Of a single number it is an
// Elementwise. It begins as the identity, as the last layer's weights begin at 0.
type Coupling struct {
	Of         Univariate        // nil: Affine{}
	Hidden     []int             // widths of the hidden layers; nil: 64 and 64, []int{}: none
	Activation layers.Activation // zero: ReLU
	Keep       []bool            // which numbers are kept; nil: the first half, rounded up
	Reverse    bool              // the others are kept instead
}

// Bijector is the coupling.
func (c Coupling) Bijector(s *layers.Scope, context *G.Node, dim int) distributions.Bijector {
	if dim == 1 {
		return Elementwise{Of: c.Of, Hidden: c.Hidden, Activation: c.Activation}.Bijector(s, context, dim)
	}
	of, keep := univariate(c.Of), c.kept(dim)
	b := coupling{vectors: vectors{"coupling", dim}, of: of, runs: runsOf(keep)}
	net := perceptron{c.Hidden, c.Activation}
	kept := b.count(true)
	b.Net = net.declare(s, context, kept, (dim-kept)*of.Parameters())
	return b
}

// kept is which of dim numbers are kept.
func (c Coupling) kept(dim int) []bool {
	keep := make([]bool, dim)
	if c.Keep != nil && len(c.Keep) != dim {
		build.Fail("coupling", nil, "Keep is of %d numbers, and the flow of %d", len(c.Keep), dim)
	}
	count := 0
	for i := range keep {
		keep[i] = i < (dim+1)/2
		if c.Keep != nil {
			keep[i] = c.Keep[i]
		}
		if keep[i] = keep[i] != c.Reverse; keep[i] {
			count++
		}
	}
	if count == 0 || count == dim {
		build.Fail("coupling", nil, "Keep is %v: some numbers must be kept, for the network, and some mapped", c.Keep)
	}
	return keep
}

// run is neighbours that are all kept, or all mapped.
type run struct {
	from, to int
	kept     bool
}

func runsOf(keep []bool) (runs []run) {
	for i, k := range keep {
		if i == 0 || k != keep[i-1] {
			runs = append(runs, run{from: i, kept: k})
		}
		runs[len(runs)-1].to = i + 1
	}
	return runs
}

// coupling is the map.
type coupling struct {
	vectors
	Net  network
	of   Univariate
	runs []run
}

var (
	_ distributions.HasEventDims     = coupling{}
	_ distributions.HasEventShapes   = coupling{}
	_ distributions.HasInverseLogDet = coupling{}
)

// Forward goes from noise to data.
func (b coupling) Forward(x *G.Node) *G.Node {
	u, kept, mapped := b.parts(x)
	return b.join(kept, u.Inverse(mapped))
}

// Inverse goes from data to noise.
func (b coupling) Inverse(y *G.Node) *G.Node {
	u, kept, mapped := b.parts(y)
	return b.join(kept, u.Forward(mapped))
}

// LogDetJacobian is of Forward.
func (b coupling) LogDetJacobian(x *G.Node) *G.Node {
	u, _, mapped := b.parts(x)
	return sumLast(distributions.Inverse{Of: u}.LogDetJacobian(mapped))
}

// InverseLogDetJacobian is of Inverse.
func (b coupling) InverseLogDetJacobian(y *G.Node) *G.Node {
	u, _, mapped := b.parts(y)
	return sumLast(u.LogDetJacobian(mapped))
}

// parts is the map of the numbers that are not kept, and both kinds of numbers.
func (b coupling) parts(x *G.Node) (u distributions.Bijector, kept, mapped *G.Node) {
	b.checked(x)
	kept, mapped = b.pick(x, true), b.pick(x, false)
	params := b.Net.of(kept)
	s := lead(params)
	return b.of.Map(ops.Reshape(params, append(s.Clone(), b.count(false), b.of.Parameters())...)), kept, mapped
}

func (b coupling) count(kept bool) (n int) {
	for _, r := range b.runs {
		if r.kept == kept {
			n += r.to - r.from
		}
	}
	return n
}

// pick is the numbers that are kept, or the others: one copy if they are neighbours.
func (b coupling) pick(x *G.Node, kept bool) *G.Node {
	var parts G.Nodes
	for _, r := range b.runs {
		if r.kept == kept {
			parts = append(parts, ops.Slice(x, -1, r.from, r.to))
		}
	}
	return ops.Concat(len(x.Shape())-1, parts...)
}

// join puts both kinds of numbers in their places.
func (b coupling) join(kept, mapped *G.Node) *G.Node {
	lead := build.Broadcast(lead(kept), lead(mapped))
	kept = ops.BroadcastTo(kept, append(lead.Clone(), last(kept.Shape())))
	var parts G.Nodes
	at := map[bool]int{}
	for _, r := range b.runs {
		from, n := mapped, r.to-r.from
		if r.kept {
			from = kept
		}
		parts = append(parts, ops.Slice(from, -1, at[r.kept], at[r.kept]+n))
		at[r.kept] += n
	}
	return ops.Concat(len(lead), parts...)
}
