package graph_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// near makes graphs that a rewrite matches or nearly matches: a template, at each step of which it takes what the next
// byte says. A byte of 0, and every byte after the last, is the template itself.
type near struct {
	*graphtest.Operands
	bytes   []byte
	outputs G.Nodes
	reads   map[*G.Node]*G.Value // what statements read of them
}

// next is a choice among n.
func (c *near) next(n int) int {
	if len(c.bytes) == 0 {
		return 0
	}
	b := c.bytes[0]
	c.bytes = c.bytes[1:]
	return int(b) % n
}

// pick is a choice among values.
func pick[T any](c *near, of ...T) T { return of[c.next(len(of))] }

// edge is a node as the next step reads it: as it is, for a byte below 11, or read by a statement or another node too,
// reshaped there and back or to extents that differ, transposed, scaled or negated.
func (c *near) edge(n *G.Node) *G.Node {
	shape := n.Shape()
	switch b := c.next(24); b {
	case 12:
		c.outputs = append(c.outputs, G.Must(G.Square(n)))
	case 13:
		c.outputs = append(c.outputs, n)
	case 11:
		c.reads[n] = new(G.Value)
		G.Read(n, c.reads[n])
	case 14:
		return G.Must(G.Reshape(G.Must(G.Reshape(n, tensor.Shape{shape.TotalSize()})), shape.Clone()))
	case 15:
		return G.Must(G.Reshape(n, append(shape.Clone(), 1)))
	case 16:
		return G.Must(G.Reshape(n, append(tensor.Shape{1}, shape...)))
	case 17: // the same elements in other rows
		return G.Must(G.Reshape(n, append(tensor.Shape{shape[len(shape)-1]}, shape[:len(shape)-1]...)))
	case 18:
		return G.Must(G.Transpose(n))
	case 19:
		return ops.MulConst(n, 2)
	case 20:
		return G.Must(G.Neg(n))
	case 21:
		return ops.Reshape(n, shape...)
	case 22:
		return ops.BroadcastTo(n, append(tensor.Shape{2}, shape...))
	case 23:
		return G.Must(G.Reshape(n, append(shape.Clone()[:len(shape)-1], 1, shape[len(shape)-1])))
	}
	return n
}

// axes is a pattern of axes to broadcast.
func (c *near) axes(exact ...byte) []byte {
	return pick(c, exact, exact, exact, nil, []byte{0}, []byte{1}, []byte{2}, []byte{0, 1})
}

// broadcast applies a broadcasting operator of Gorgonia's, or another one.
func (c *near) broadcast(f func(a, b *G.Node, l, r []byte) (*G.Node, error), a, b *G.Node, right ...byte) *G.Node {
	f = pick(c, f, f, f, f, f, G.BroadcastHadamardProd, G.BroadcastSub, G.BroadcastAdd, G.BroadcastHadamardDiv)
	a, b = c.edge(a), c.edge(b)
	switch c.next(8) {
	case 6:
		return G.Must(f(b, a, nil, c.axes(right...)))
	case 7:
		return G.Must(f(b, a, c.axes(right...), nil))
	}
	return G.Must(f(a, b, nil, c.axes(right...)))
}

// rows is an input in rows to be normalized.
func (c *near) rows() *G.Node {
	m, k := pick(c, 3, 1, 2, 4, 5), pick(c, 4, 1, 2, 3)
	return c.Of(pick(c, []int{m, k}, []int{m, k}, []int{m, k}, []int{k, k}, []int{2, m, k}, []int{k, k, k}, []int{m, 1, k}, []int{m, k, 1}, []int{k})...)
}

// last is the last axis of a node, or another one.
func (c *near) last(n *G.Node) int {
	return pick(c, n.Dims()-1, n.Dims()-1, n.Dims()-1, 0, max(n.Dims()-2, 0))
}

// shift is x - max x over the last axis or nearly, or x itself.
func (c *near) shift(x *G.Node) *G.Node {
	if c.next(2) == 0 {
		return x
	}
	return c.broadcast(G.BroadcastSub, x, c.max(x), byte(x.Dims()-1))
}

func (c *near) max(x *G.Node) *G.Node {
	of := pick(c, x, x, x, c.edge(x))
	if c.next(8) == 7 {
		return G.Must(G.Sum(of, c.last(x)))
	}
	return G.Must(G.Max(of, c.last(x)))
}

// sum is a sum over the last axis, or nearly.
func (c *near) sum(x *G.Node) *G.Node {
	switch c.next(12) {
	case 6:
		return G.Must(G.Sum(x, 1, 0))
	case 7:
		return G.Must(G.Sum(x))
	case 8:
		return G.Must(G.Sum(x, 0, 1))
	case 9:
		return G.Must(G.Max(x, x.Dims()-1))
	}
	return G.Must(G.Sum(x, c.last(x)))
}

// exponentials are e^x and their sum.
func (c *near) exponentials(x *G.Node) (e, sum *G.Node) {
	exp := pick(c, G.Exp, G.Exp, G.Exp, func(x *G.Node) (*G.Node, error) { return ops.Exp(x), nil }, G.Expm1, G.Square)
	e = G.Must(exp(c.edge(c.shift(x))))
	of := pick(c, e, e, e, e, G.Must(G.Exp(x)))
	return e, c.sum(c.edge(of))
}

func (c *near) softmax(x *G.Node) *G.Node {
	e, sum := c.exponentials(x)
	return c.broadcast(G.BroadcastHadamardDiv, e, sum, byte(x.Dims()-1))
}

func (c *near) logSumExp(x *G.Node) *G.Node {
	_, sum := c.exponentials(x)
	y := pick(c, G.Must(G.Log(c.edge(sum))), G.Must(G.Log(sum)), ops.Log(sum))
	for range c.next(3) { // the max of x once, or wrongly twice
		y = G.Must(pick(c, G.Add, G.Add, G.Sub)(c.edge(c.max(x)), c.edge(y)))
	}
	return y
}

// weighed ends in the gradient of the weighted sum of y, or nearly, and y itself.
func (c *near) weighed(y *G.Node, of ...*G.Node) {
	c.outputs = append(c.outputs, y)
	w := c.Of(y.Shape()...)
	cost := G.Must(G.Sum(G.Must(G.HadamardProd(c.edge(y), c.edge(w)))))
	if c.next(2) == 0 {
		grads, err := G.Grad(cost, of...)
		if err != nil {
			panic(err)
		}
		c.outputs = append(c.outputs, grads...)
	}
}

// quotientGradient is the gradient of e/S for x by hand, as Gorgonia derives it.
func (c *near) quotientGradient(x *G.Node) {
	last := byte(x.Dims() - 1)
	e, sum := c.exponentials(x)
	y := c.broadcast(G.BroadcastHadamardDiv, e, sum, last)
	dy := pick(c, c.Of(x.Shape()...), c.Of(x.Shape()...), y, e)
	direct := c.broadcast(G.BroadcastHadamardDiv, dy, sum, last)
	negated := G.Must(pick(c, G.Neg, G.Neg, G.Neg, G.Square)(c.broadcast(G.BroadcastHadamardDiv, y, sum, last)))
	through := c.sum(G.Must(G.HadamardProd(c.edge(negated), c.edge(pick(c, dy, dy, dy, e)))))
	total := c.broadcast(G.BroadcastAdd, direct, through, last)
	c.outputs = append(c.outputs, G.Must(pick(c, G.HadamardProd, G.HadamardProd, G.HadamardDiv)(c.edge(total), c.edge(pick(c, e, e, e, y)))))
}

// quotientGradientOurs is the same as Gradient writes it, or nearly.
func (c *near) quotientGradientOurs(x *G.Node) {
	s := x.Shape()
	k := s[len(s)-1]
	rows := s.TotalSize() / k
	x = ops.Reshape(x, rows, k)
	e, sum := c.exponentials(x)
	y := c.broadcast(G.BroadcastHadamardDiv, e, sum, 1)
	dy := pick(c, c.Of(rows, k), c.Of(rows, k), y, e)
	direct := c.broadcast(G.BroadcastHadamardDiv, dy, sum, 1)
	through := pick(c, ops.Neg, ops.Neg, ops.Neg, ops.Square)(ops.Mul(c.edge(pick(c, direct, direct, direct, dy)), c.edge(pick(c, y, y, y, e))))
	at := pick(c, tensor.Shape{rows, 1, k, 1}, tensor.Shape{rows, 1, k, 1}, tensor.Shape{rows, k, 1}, tensor.Shape{k, 1, rows, 1}, tensor.Shape{1, rows, k, 1})
	through = ops.Sum(ops.Reshape(through, at...), pick(c, 2, 2, 2, 1, 0))
	through = ops.BroadcastTo(ops.Reshape(through, pick(c, tensor.Shape{rows, 1}, tensor.Shape{rows, 1}, tensor.Shape{1, k})...), tensor.Shape{rows, k})
	total := pick(c, ops.Add, ops.Add, ops.Add, ops.Sub)(c.edge(direct), through)
	c.outputs = append(c.outputs, pick(c, ops.Mul, ops.Mul, ops.Mul, ops.Div)(c.edge(total), c.edge(pick(c, e, e, e, y))))
}

// pulled is Gradient's vector-Jacobian product.
func (c *near) pulled(y, x *G.Node) {
	grads, err := graph.VJP(G.Nodes{y}, G.Nodes{c.edge(c.Of(y.Shape()...))}, x)
	if err != nil {
		panic(err)
	}
	c.outputs = append(append(c.outputs, y), grads...)
}

// logGradient is the gradient of log S for x by hand.
func (c *near) logGradient(x *G.Node) {
	e, sum := c.exponentials(x)
	dv := c.Of(sum.Shape()...)
	over := G.Must(pick(c, G.HadamardDiv, G.HadamardDiv, G.HadamardDiv, G.HadamardProd)(c.edge(dv), c.edge(sum)))
	c.outputs = append(c.outputs, c.broadcast(G.BroadcastHadamardProd, pick(c, e, e, e, G.Must(G.Exp(x))), over, byte(x.Dims()-1)))
}

// dense is a product with a bias and an activation, or nearly. With a gradient, which reads the sum, that is not passed on
// to the activation.
func (c *near) dense(gradient bool) {
	m, k, n := pick(c, 3, 1, 2, 4), pick(c, 2, 1, 3, 4), pick(c, 4, 1, 2, 3)
	x, w := c.Of(m, k), c.Of(k, n)
	h := G.Must(pick(c, G.Mul, G.Mul, G.Mul, G.HadamardProd)(c.edge(x), c.edge(pick(c, w, w, w, x))))
	bias := c.Of(pick(c, []int{1, n}, []int{1, n}, []int{n}, []int{m, 1}, []int{1, 1}, []int{m, n}, []int{n, 1}, []int{1, m})...)
	if c.next(10) == 9 {
		bias = h
	}
	y := c.broadcast(G.BroadcastAdd, h, bias, 0)
	if z := c.activated(c.edge(y)); gradient {
		c.weighed(z, x, w)
	} else {
		c.outputs = append(c.outputs, z)
	}
}

// activated is an activation of y, or nearly Rectify.
func (c *near) activated(y *G.Node) *G.Node {
	rectified := func(y *G.Node) (*G.Node, error) { // as Gorgonia composes it
		zero := c.constant(pick(c, 0., 0., 1))
		compare := pick(c, G.Gte, G.Gte, G.Gt, G.Lt)
		is := G.Must(compare(c.edge(pick(c, y, y, y, G.Must(G.Neg(y)))), zero, true))
		return G.HadamardProd(c.edge(y), c.edge(is))
	}
	return G.Must(pick(c, G.Rectify, G.Tanh, G.Sigmoid, G.Softplus, rectified, G.Exp, func(y *G.Node) (*G.Node, error) { return ops.Tanh(y), nil })(y))
}

// nodes are those of the graph that have a value.
func (c *near) nodes() G.Nodes {
	return slices.DeleteFunc(slices.Clone(c.Graph.AllNodes()), func(n *G.Node) bool { return strings.HasSuffix(fmt.Sprintf("%T", n.Op()), "readOp") })
}

func (c *near) constant(x float64) *G.Node {
	if c.Dtype == tensor.Float32 {
		return c.Graph.Constant(G.NewF32(float32(x)))
	}
	return c.Graph.Constant(G.NewF64(x))
}

// gate is the gradient of a ReLU, or another function, after a product.
func (c *near) gate() {
	m, n, k := pick(c, 3, 1, 4, 40), pick(c, 2, 1, 3), pick(c, 5, 1, 3)
	dz, w := c.Of(m, n), c.Of(k, n)
	u := c.edge(c.Of(m, k))
	y := pick(c, ops.ReLU, ops.ReLU, ops.Tanh, func(x *G.Node) *G.Node { return ops.LeakyReLU(x, .1) })(u)
	product := pick(c, func() *G.Node { return ops.MatMul(c.edge(dz), c.edge(w), false, true) },
		func() *G.Node { return ops.MatMul(c.edge(dz), c.edge(c.Of(n, k)), false, false) },
		func() *G.Node { return G.Must(G.Mul(dz, G.Must(G.Transpose(w)))) },
	)()
	grads, err := graph.VJP(G.Nodes{y}, G.Nodes{c.edge(product)}, u)
	if err != nil {
		panic(err)
	}
	c.outputs = append(c.outputs, grads...)
	if c.next(3) == 2 {
		c.outputs = append(c.outputs, product)
	}
}

// templates are what near starts from.
var templates = []struct {
	name string
	make func(c *near)
}{
	{"softmax", func(c *near) { x := c.rows(); c.weighed(c.softmax(c.edge(x)), x) }},
	{"log-sum-exp", func(c *near) { x := c.rows(); c.weighed(c.logSumExp(c.edge(x)), x) }},
	{"softmax, gradient", func(c *near) { c.quotientGradient(c.rows()) }},
	{"log-sum-exp, gradient", func(c *near) { c.logGradient(c.rows()) }},
	{"dense", func(c *near) { c.dense(true) }},
	{"dense, rectified", func(c *near) { c.dense(false) }},
	{"gate", (*near).gate},
	{"loops", (*near).loops},
	{"softmax, Gradient", func(c *near) { x := c.rows(); c.pulled(c.softmax(c.edge(x)), x) }},
	{"log-sum-exp, Gradient", func(c *near) { x := c.rows(); c.pulled(c.logSumExp(c.edge(x)), x) }},
	{"softmax, gradient in our ops", func(c *near) { c.quotientGradientOurs(c.rows()) }},
}

// nearly is the graph that bytes describe; nil if Gorgonia or this library refuses to build it, or a node is too large.
func nearly(bytes []byte) (c *near) {
	defer func() {
		if recover() != nil {
			c = nil
		}
	}()
	c = &near{bytes: bytes, reads: map[*G.Node]*G.Value{}}
	t, dt := templates[c.next(len(templates))], pick(c, tensor.Float64, tensor.Float32)
	c.Operands = &graphtest.Operands{Source: graphtest.NewSource(dt), Graph: G.NewGraph()}
	t.make(c)
	all := c.nodes()
	for range pick(c, 0, 0, 0, 1, 2, 5) { // whatever else is asked for: inputs, what lies within a pattern, one node twice
		c.outputs = append(c.outputs, all[c.next(len(all))])
	}
	if slices.ContainsFunc(all, func(n *G.Node) bool { return n.Shape().TotalSize() > 100_000 }) {
		return nil
	}
	return c
}
