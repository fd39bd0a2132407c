package graph

import (
	"fmt"
	hashing "hash"
	"hash/fnv"
	"sync/atomic"

	"github.com/chewxy/hm"
	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// ops of this package are told apart by numbers, since Gorgonia takes nodes of one hash for one node.
var opNumber atomic.Int64

// fused is what the ops of this package have in common. One belongs to one node.
type fused struct {
	name   string
	number int64
	in     []hm.Type
	floats []bool // which operands are numbers
	dt     tensor.Dtype
	shape  tensor.Shape
}

func newFused(name string, in G.Nodes, dt tensor.Dtype, shape tensor.Shape) fused {
	f := fused{name: name, number: opNumber.Add(1), dt: dt, shape: shape.Clone()}
	for _, x := range in {
		f.in, f.floats = append(f.in, x.Type()), append(f.floats, isFloat(x))
	}
	return f
}

// fusedOp is an op that embeds a fused.
type fusedOp interface {
	G.Op
	base() *fused
}

func (f *fused) base() *fused { return f }

// enter makes the node of an op that embeds f. A node that Gorgonia merged with another one is made again under another
// number.
func (f *fused) enter(op fusedOp, in G.Nodes) *G.Node {
	build.Elements(f.name, f.shape)
	for {
		n := build.UniqueNode(in[0].Graph(), G.WithType(f.out()), G.WithOp(op), G.WithChildren(append(G.Nodes{}, in...)), G.In(in[0].Graph()), G.WithShape(f.shape...))
		if n.Op() == G.Op(op) {
			return n
		}
		f.number = opNumber.Add(1)
	}
}

func (f *fused) out() hm.Type {
	if len(f.shape) == 0 {
		return f.dt
	}
	return G.TensorType{Dims: len(f.shape), Of: f.dt}
}

func (f *fused) Arity() int { return len(f.in) }
func (f *fused) Type() hm.Type {
	return hm.NewFnType(append(append([]hm.Type{}, f.in...), f.out())...)
}
func (f *fused) InferShape(...G.DimSizer) (tensor.Shape, error) { return f.shape.Clone(), nil }
func (f *fused) ReturnsPtr() bool                               { return true }
func (f *fused) CallsExtern() bool                              { return false }
func (f *fused) OverwritesInput() int                           { return -1 }
func (f *fused) String() string                                 { return f.name }
func (f *fused) WriteHash(h hashing.Hash)                       { fmt.Fprintf(h, "deepprob %s#%d", f.name, f.number) }

func (f *fused) Hashcode() uint32 {
	h := fnv.New32a()
	f.WriteHash(h)
	return h.Sum32()
}
