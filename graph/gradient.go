package graph

import (
	"fmt"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/derive"
	"github.com/deepprob/deepprob/internal/native"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Gradient returns dy/dx for the scalar y and each x of wrt, as nodes of the same graph and the shapes of wrt. An x
// that y does not depend on has a gradient of zeros.
//
// Every call makes nodes of its own, and nothing changes in those that were there, so it may be called again on the same
// graph, also on a gradient: where G.Grad of G.Grad is silently wrong (x^3 at 2: 4 instead of 12), Gradient of Gradient is
// right through the ops of DERIVATIVES.md and to the orders that it tells, and an error beyond.
//
// It is reverse accumulation over gorgonia.SDOp.SymDiff, with rules of its own for Gorgonia's ops where that is wrong: a
// gradient of Slice, At, SoftMax, ByIndices, Conv2d, MaxPool2D, BatchNorm or Repeat has a wrong one or none. An op from
// elsewhere is trusted. Elements that tie for a maximum share the gradient, where Gorgonia gives each the whole of it. Of
// steps and comparisons (Floor, Sign, Less) the derivative is 0, as in JAX: it is so almost everywhere. What does depend on an
// operand and has no derivative here is an error that names the operation, as are all that DERIVATIVES.md calls refused.
func Gradient(y *G.Node, wrt ...*G.Node) (grads G.Nodes, err error) {
	defer build.Recover(&err)
	if y == nil || slices.Contains(wrt, nil) {
		build.Fail("gradient", nil, "a node is nil: give the scalar and what it depends on, inputs or what s.Param returned")
	}
	if !y.IsScalar() {
		build.Fail("gradient", []tensor.Shape{y.Shape()}, "only a scalar has a gradient: sum or average first, or use VJP with a gradient of y's shape")
	}
	oneGraph("gradient", append(G.Nodes{y}, wrt...))
	return vjp(G.Nodes{y}, G.Nodes{ops.Full(y.Graph(), y.Dtype(), 1)}, wrt, nil), nil
}

// VJP returns the vector-Jacobian products sum_k dys[k]·d ys[k]/dx for each x of wrt: what Gradient does for y of any
// shape. dys[k] has the shape of ys[k].
func VJP(ys, dys G.Nodes, wrt ...*G.Node) (grads G.Nodes, err error) {
	defer build.Recover(&err)
	if slices.Contains(ys, nil) || slices.Contains(dys, nil) || slices.Contains(wrt, nil) {
		build.Fail("vjp", nil, "a node is nil: give the output, its gradient and what it depends on, inputs or what s.Param returned")
	}
	if len(ys) != len(dys) {
		return nil, fmt.Errorf("graph: VJP of %d nodes with %d gradients", len(ys), len(dys))
	}
	for i, y := range ys {
		if !build.SameShape(y.Shape(), dys[i].Shape()) {
			build.Fail("vjp", []tensor.Shape{y.Shape(), dys[i].Shape()}, "the gradient must have the shape of the node it belongs to")
		}
	}
	oneGraph("vjp", slices.Concat(ys, dys, wrt))
	return vjp(ys, dys, wrt, nil), nil
}

// oneGraph refuses nodes of several graphs: a node of another one would have a gradient of zeros.
func oneGraph(name string, nodes G.Nodes) {
	for _, n := range nodes {
		if n.Graph() != nodes[0].Graph() {
			build.Fail(name, []tensor.Shape{nodes[0].Shape(), n.Shape()}, "%s and %s belong to different graphs", nodes[0].Name(), n.Name())
		}
	}
}

// Partial is Gradient with the nodes of wrt held fixed against each other: where one is computed from another, what y
// owes to that is left out. With Frontier and CompileFrom it cuts a derivative in two.
func Partial(y *G.Node, wrt ...*G.Node) (grads G.Nodes, err error) {
	defer build.Recover(&err)
	if y == nil || slices.Contains(wrt, nil) || !y.IsScalar() {
		build.Fail("partial", nil, "the derivative is of a scalar with respect to nodes that are not nil")
	}
	oneGraph("partial", append(G.Nodes{y}, wrt...))
	return vjp(G.Nodes{y}, G.Nodes{ops.Full(y.Graph(), y.Dtype(), 1)}, wrt, wrt), nil
}

// vjp walks the nodes between wrt and ys from the outputs back. A node's gradient is complete when it is reached,
// because ids grow along edges and the walk is by falling id. It does not go behind fixed nodes.
func vjp(ys, dys, wrt, fixed G.Nodes) G.Nodes {
	return vjpFrom(ys, dys, wrt, fixed, nil)
}

// vjpFrom is vjp, added to gradients of wrt that are there; nil where there is none.
func vjpFrom(ys, dys, wrt, fixed, there G.Nodes) G.Nodes {
	adjoint, order := between(ys, wrt, fixed)
	for i, d := range there {
		if d != nil {
			adjoint[wrt[i]] = d
		}
	}
	for i, y := range ys {
		accumulate(adjoint, y, dys[i])
	}
	for i := len(order) - 1; i >= 0; i-- {
		n := order[i]
		if dn := adjoint[n]; dn != nil && n.Op() != nil && !slices.Contains(fixed, n) {
			back(adjoint, n, dn)
		}
	}
	out := make(G.Nodes, len(wrt))
	for i, x := range wrt {
		if out[i] = adjoint[x]; out[i] == nil {
			out[i] = zeros(x)
		}
	}
	return out
}

// zeros is the gradient for a node that nothing depends on.
func zeros(x *G.Node) *G.Node {
	if slices.Contains(x.Shape(), 0) {
		return nothingOf(x.Graph(), x.Dtype(), x.Shape())
	}
	if x.Dims() <= 4 {
		return ops.Full(x.Graph(), x.Dtype(), 0, x.Shape()...)
	}
	return derive.Shaped(ops.Full(x.Graph(), x.Dtype(), 0, x.Shape().TotalSize()), x.Shape())
}

// mostNodes is how many nodes an op's gradient is expected to make; more are looked for by Gorgonia.
const mostNodes = 16

// back hands the gradient dn of n on to those of its children that wrt depends on.
func back(adjoint map[*G.Node]*G.Node, n, dn *G.Node) {
	g, path := n.Graph(), pathOf(n)
	first := len(g.AllNodes())
	defer build.AddPath(path)
	native.Check(n)
	children := build.Children(n)
	want := make([]bool, len(children))
	for i, c := range children {
		_, between := adjoint[c]
		want[i] = between && derive.DependsOn(n, i)
		if between && derive.Refuses(n, i) {
			build.Fail(n.Op().String(), []tensor.Shape{c.Shape()}, "this operation has no gradient with respect to operand %d, %s, which what you differentiate by reaches", i, c.Name())
		}
	}
	var grads G.Nodes
	build.Indexed(g, mostNodes, func() { grads = pullBack(n, dn, children, want, adjoint) })
	for i, c := range children {
		if !want[i] || i >= len(grads) || grads[i] == nil {
			continue
		}
		if !build.SameShape(grads[i].Shape(), c.Shape()) {
			build.Fail(n.Op().String(), []tensor.Shape{c.Shape(), grads[i].Shape()}, "operand %d and the gradient found for it differ in shape", i)
		}
		if _, total := n.Op().(summer); total {
			adjoint[c] = grads[i]
			continue
		}
		accumulate(adjoint, c, grads[i])
	}
	build.NameGrad(g, first, path)
}

// puller is an op that is differentiated for the operands that are wanted only.
type puller interface {
	Pull(in G.Nodes, y, dy *G.Node, want []bool) G.Nodes
}

// summer is an op that gives the whole gradients of its operands so far, with what others have added to them: then sums have
// the order that they have without it.
type summer interface {
	PullTotal(in G.Nodes, y, dy *G.Node, want []bool, adjoint map[*G.Node]*G.Node) G.Nodes
}

// pullBack gives the gradients of the wanted operands of a node.
func pullBack(n, dn *G.Node, in G.Nodes, want []bool, adjoint map[*G.Node]*G.Node) G.Nodes {
	switch op := n.Op().(type) {
	case summer:
		return op.PullTotal(in, n, dn, want, adjoint)
	case puller:
		return op.Pull(in, n, dn, want)
	}
	return derive.Back(n, dn, in, want)
}

// between lists the nodes on paths from wrt to ys, children first, and has a key in adjoint for each: only they need a
// gradient, so nothing is computed for data.
func between(ys, wrt, fixed G.Nodes) (adjoint map[*G.Node]*G.Node, order G.Nodes) {
	target := make(map[*G.Node]bool, len(wrt))
	for _, x := range wrt {
		target[x] = true
	}
	adjoint = map[*G.Node]*G.Node{}
	for _, n := range plan.AncestorsFrom(fixed, ys) {
		if slices.Contains(n.Shape(), 0) {
			continue // nothing comes of it, and few ops can be differentiated
		}
		on := target[n]
		for i, c := range build.Children(n) {
			if _, ok := adjoint[c]; ok && derive.DependsOn(n, i) {
				on = true
			}
		}
		if on {
			adjoint[n] = nil
			order = append(order, n)
		}
	}
	return adjoint, order
}

func accumulate(adjoint map[*G.Node]*G.Node, n, dn *G.Node) {
	if slices.Contains(n.Shape(), 0) {
		return // there is nothing to add, and few ops take it
	}
	if old := adjoint[n]; old != nil {
		shape := n.Shape()
		dn = derive.Shaped(ops.Add(derive.Flat(old), derive.Flat(dn)), shape)
	}
	adjoint[n] = dn
}

func pathOf(n *G.Node) string {
	path, _ := build.Path(n)
	return path
}
