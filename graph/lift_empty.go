package graph

import (
	"fmt"
	hashing "hash"
	"hash/fnv"
	"slices"

	"github.com/chewxy/hm"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// hollow are outputs of rows, where what is made of a row and has no elements is the same for all of them: nodes that depend on
// nothing stand for it.
func hollow(rows, outputs G.Nodes) G.Nodes {
	at, depends := map[*G.Node]*G.Node{}, map[*G.Node]bool{}
	for _, x := range rows {
		depends[x] = true
	}
	for _, n := range plan.AncestorsFrom(rows, outputs) {
		if depends[n] || !slices.ContainsFunc(build.Children(n), func(c *G.Node) bool { return depends[c] }) {
			continue
		}
		if depends[n] = !slices.Contains(n.Shape(), 0); !depends[n] {
			at[n] = nothingOf(n.Graph(), n.Dtype(), n.Shape())
		}
	}
	if len(at) == 0 {
		return outputs
	}
	return retrace(outputs, at)
}

// void is a source of a tensor without elements.
type void struct {
	dt    tensor.Dtype
	shape tensor.Shape
}

var _ ops.Computer = (*void)(nil)

// nothingOf is a node without elements, which depends on nothing.
func nothingOf(g *G.ExprGraph, dt tensor.Dtype, shape tensor.Shape) *G.Node {
	o := &void{dt, shape}
	return G.NewUniqueNode(G.WithType(o.out()), G.WithOp(o), G.In(g), G.WithShape(shape...))
}

func (o *void) out() hm.Type { return G.TensorType{Dims: len(o.shape), Of: o.dt} }

func (o *void) Arity() int                                     { return 0 }
func (o *void) Type() hm.Type                                  { return o.out() }
func (o *void) InferShape(...G.DimSizer) (tensor.Shape, error) { return o.shape.Clone(), nil }
func (o *void) Do(...G.Value) (G.Value, error)                 { return plan.NewValue(o.dt, o.shape), nil }
func (o *void) Compute(G.Value, []G.Value)                     {}
func (o *void) ReturnsPtr() bool                               { return true }
func (o *void) CallsExtern() bool                              { return false }
func (o *void) OverwritesInput() int                           { return -1 }
func (o *void) String() string                                 { return fmt.Sprintf("nothing%v", o.shape) }
func (o *void) WriteHash(h hashing.Hash)                       { fmt.Fprintf(h, "deepprob nothing %v %v", o.dt, o.shape) }
func (o *void) DiffWRT(int) []bool                             { return nil }
func (o *void) SymDiff(G.Nodes, *G.Node, *G.Node) (G.Nodes, error) {
	return nil, nil
}

func (o *void) Hashcode() uint32 {
	h := fnv.New32a()
	o.WriteHash(h)
	return h.Sum32()
}
