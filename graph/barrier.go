package graph

import (
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// barrier is its operand, seen as something else: what is made of it is apart from what was made of the operand, although it
// is the same.
type barrier struct {
	fused
	again bool // a program computes what is made of it once more, rather than keep it
}

var _ ops.Computer = (*barrier)(nil)

func newBarrier(x *G.Node, again bool) *G.Node {
	b := &barrier{newFused("barrier", G.Nodes{x}, x.Dtype(), x.Shape()), again}
	return b.enter(b, G.Nodes{x})
}

// On is a barrier for another node.
func (b *barrier) On(in G.Nodes) *G.Node { return newBarrier(in[0], b.again) }

// Batch is a barrier for all rows.
func (b *barrier) Batch(_ int, in []*G.Node, _ []bool) *G.Node { return newBarrier(in[0], b.again) }

// Passes says that who reads the op may read its operand.
func (b *barrier) Passes() {}

// Same says that steps on it equal those on its operand.
func (b *barrier) Same() bool { return !b.again }

func (b *barrier) Compute(out G.Value, in []G.Value) { plan.CopyValue(out, in[0]) }

func (b *barrier) Do(in ...G.Value) (G.Value, error) {
	out := plan.NewValue(b.dt, b.shape)
	plan.CopyValue(out, in[0])
	return out, nil
}

func (b *barrier) DiffWRT(int) []bool { return []bool{b.floats[0]} }

func (b *barrier) SymDiff(_ G.Nodes, _, dy *G.Node) (G.Nodes, error) { return G.Nodes{dy}, nil }
