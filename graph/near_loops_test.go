package graph_test

import (
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// loops is a graph of elementwise ops over operands that are broadcast, and of what moves elements: reshaped, repeated,
// sliced, transposed, summed, joined. Any of its nodes may be an output, inputs and the same node twice too.
func (c *near) loops() {
	a, b := pick(c, 3, 1, 2, 5, 600), pick(c, 4, 1, 3, 33)
	var pool G.Nodes
	for _, shape := range [][]int{{a, b}, {a, b}, {1, b}, {a, 1}, {b}, {1}, {2, a, b}} {
		pool = append(pool, c.Of(shape...))
	}
	node := func() *G.Node { return pool[c.next(len(pool))] }
	for range 3 + c.next(12) {
		if n := c.try(node(), node()); n != nil {
			pool = append(pool, n)
		}
	}
	c.outputs = G.Nodes{pool[len(pool)-1]}
	for range c.next(5) {
		c.outputs = append(c.outputs, node())
	}
}

// try applies an op, or gives nil if that does not take these operands.
func (c *near) try(x, y *G.Node) (n *G.Node) {
	defer func() {
		if recover() != nil {
			n = nil
		}
	}()
	axis, k := c.next(3), c.next(28)
	if k > 14 && k < 27 {
		return native(k, axis, x, y)
	}
	switch k {
	case 0:
		return ops.Mul(x, y)
	case 1:
		return ops.Sub(x, y)
	case 2:
		return ops.Tanh(x)
	case 3:
		return ops.Where(ops.Less(x, y), x, c.Of(y.Shape()...))
	case 4:
		return ops.Reshape(x, x.Shape().TotalSize())
	case 5:
		return ops.Reshape(x, append(tensor.Shape{x.Shape()[axis], 1}, without(x.Shape(), axis)...)...)
	case 6:
		return ops.BroadcastTo(x, y.Shape())
	case 7:
		return ops.Sum(x, axis)
	case 8:
		return ops.Slice(x, axis, 0, max(x.Shape()[axis]-1, 1))
	case 9:
		return ops.Concat(axis, x, y)
	case 10:
		return ops.Transpose(x)
	case 11:
		return ops.Maximum(ops.Neg(x), y)
	case 12:
		return ops.MulConst(ops.Square(ops.Sigmoid(x)), .5)
	case 13:
		return ops.Add(x, ops.Exp(ops.Full(c.Graph, c.Dtype, -1, y.Shape()...)))
	case 14:
		return again1(c.Graph, x)
	default:
		return ops.Softmax(ops.Add(x, y))
	}
}

// native applies one of Gorgonia's ops, or panics.
func native(k, axis int, x, y *G.Node) *G.Node {
	switch k {
	case 15:
		return G.Must(G.Add(x, y))
	case 16:
		return G.Must(G.HadamardProd(G.Must(G.Tanh(x)), y))
	case 17:
		return G.Must(G.BroadcastAdd(x, y, nil, []byte{byte(axis)}))
	case 18:
		return G.Must(G.BroadcastSub(x, y, []byte{byte(axis)}, nil))
	case 19:
		return G.Must(G.BroadcastHadamardProd(x, y, nil, []byte{0, 1}))
	case 20:
		return G.Must(G.Gte(x, y, true))
	case 21:
		return G.Must(G.Reshape(x, tensor.Shape{x.Shape().TotalSize(), 1}))
	case 22:
		return G.Must(G.Slice(x, G.S(0, max(x.Shape()[0]-1, 1))))
	case 23:
		return G.Must(G.Concat(axis, x, y))
	case 24:
		return G.Must(G.Transpose(x))
	case 25:
		return G.Must(G.Sum(x, axis))
	default:
		return G.Must(G.Mul(x, G.Must(G.Transpose(y))))
	}
}

// without is a shape without an axis.
func without(shape tensor.Shape, axis int) tensor.Shape {
	return append(shape.Clone()[:axis], shape[axis+1:]...)
}

// again1 is made of two equal nodes, of which the graph has forgotten one.
func again1(g *G.ExprGraph, x *G.Node) *G.Node {
	a := ops.Sigmoid(x)
	negated := ops.Neg(a)
	g.RemoveNode(a)
	return ops.Sub(negated, ops.Square(ops.Sigmoid(x)))
}
