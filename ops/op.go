// Package ops is the set of differentiable operations this library builds its graphs from: broadcasting arithmetic,
// special functions, reductions, products and noise that Gorgonia lacks, has wrong or has slow.
//
// Every function takes and returns nodes of one gorgonia.ExprGraph, in float32 or float64, and panics with a
// *build.Error (graph.BuildError) when shapes or types do not fit. The ops behind them are gorgonia.SDOps without
// state: they compute into memory they are given, so any number of programs may run one graph at the same time.
package ops

import (
	"fmt"
	"hash"
	"hash/fnv"
	"slices"

	"github.com/chewxy/hm"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/rowmajor"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Computer is an op that keeps no state and writes its value into memory it is given: *tensor.Dense, or *G.F32 and
// *G.F64 for scalars. Inputs are contiguous and none overlaps out, whose content is overwritten, never read. Compute
// allocates nothing and never returns or keeps an input, so a program may reuse every buffer.
type Computer interface {
	G.SDOp
	Compute(out G.Value, in []G.Value)
}

// vjp returns the gradient of a scalar with respect to each input, given the op's inputs, its output y and the
// gradient dy with respect to y; nil where an input has none (labels, masks, keys). An op whose vjp is nil is constant
// almost everywhere: its gradient is zero.
type vjp func(in []*G.Node, y, dy *G.Node) []*G.Node

// op is every operation of this package: what it is called, what it computes and how it is differentiated. Two ops
// of one name on the same inputs are the same node, so the name must spell out every parameter.
type op struct {
	name    string
	in      []hm.Type
	out     hm.Type
	shape   tensor.Shape
	compute func(out G.Value, in []G.Value)
	grad    vjp
	still   []bool // inputs without a gradient, as masks are; nil where there are none
	refused []bool // inputs whose gradient is asked for in vain; nil where there are none
	loop    any    // see Loop; nil for an op that is not elementwise
	even    bool
	rows    *Rows // see Rows; nil for an op that is not cut
	batch   batcher
	draws   bool  // see Draws
	salt    int   // tells apart ops whose 32-bit hashes collide
	trace   int64 // of the build for one row that noise belongs to
}

var (
	_ Computer          = (*op)(nil)
	_ G.UsePreallocDoer = (*op)(nil)
)

// apply makes the node op(in...) of the given shape. A node that Gorgonia merged with another one because their
// 32-bit hashes collide is detected and made again under another hash.
func apply(name string, shape tensor.Shape, compute func(out G.Value, in []G.Value), grad vjp, in ...*G.Node) *G.Node {
	build.Given(name, in...)
	return applyAs(name, in[0].Dtype(), shape, compute, grad, in...)
}

// inPieces is apply of an op that may be cut.
func inPieces(name string, shape tensor.Shape, r Rows, grad vjp, in ...*G.Node) *G.Node {
	n := apply(name, shape, func(out G.Value, in []G.Value) { r.Compute(out, in, 0, r.N) }, grad, in...)
	n.Op().(*op).rows = &r
	return n
}

// applyAs is apply with an output type that differs from the first input's.
func applyAs(name string, dt tensor.Dtype, shape tensor.Shape, compute func(out G.Value, in []G.Value), grad vjp, in ...*G.Node) *G.Node {
	return (&op{name: name, compute: compute, grad: grad}).of(dt, shape, in)
}

// of makes the node of an op of a type and shape, applied to operands.
func (o *op) of(dt tensor.Dtype, shape tensor.Shape, in G.Nodes) *G.Node {
	build.Given(o.name, in...)
	build.Elements(o.name, shape)
	o.out, o.shape = typeOf(dt, shape), shape.Clone()
	for _, x := range in {
		if x.Graph() != in[0].Graph() {
			build.Fail(o.name, shapes(in...), "the operands belong to different graphs")
		}
		o.in = append(o.in, x.Type())
	}
	return o.node(in[0].Graph(), slices.Clone(in)) // a node keeps the slice of its children
}

// source makes a node without inputs.
func source(g *G.ExprGraph, name string, dt tensor.Dtype, shape tensor.Shape, compute func(out G.Value, in []G.Value)) *G.Node {
	if g == nil {
		build.Fail(name, []tensor.Shape{shape}, "the graph is nil: take that of another node, x.Graph(), or s.Graph()")
	}
	build.Elements(name, shape)
	o := &op{name: name, out: typeOf(dt, shape), shape: shape.Clone(), compute: compute}
	return o.node(g, nil)
}

func (o *op) node(g *G.ExprGraph, in G.Nodes) *G.Node {
	for ; ; o.salt++ {
		n := o.add(g, in)
		if o.is(n, in) {
			return n
		}
	}
}

// add makes the node, or finds one that Gorgonia takes for it.
func (o *op) add(g *G.ExprGraph, in G.Nodes) *G.Node {
	opts := []G.NodeConsOpt{G.WithType(o.out), G.WithOp(o), G.WithChildren(in), G.In(g), G.WithShape(o.shape...)}
	if len(in) == 0 {
		return G.NewUniqueNode(opts...)
	}
	return build.UniqueNode(g, opts...)
}

// is reports whether n is this op applied to in: gorgonia.md's wrong merges return another node here.
func (o *op) is(n *G.Node, in G.Nodes) bool {
	p, ok := n.Op().(*op)
	if !ok || p.name != o.name || p.trace != o.trace || !build.SameShape(n.Shape(), o.shape) || n.Dtype() != dtypeOf(o.out) {
		return false
	}
	children := build.Children(n)
	if len(children) != len(in) {
		return false
	}
	for i, c := range children {
		if c != in[i] {
			return false
		}
	}
	return true
}

func typeOf(dt tensor.Dtype, shape tensor.Shape) hm.Type {
	if len(shape) == 0 {
		return dt
	}
	return G.TensorType{Dims: len(shape), Of: dt}
}

func dtypeOf(t hm.Type) tensor.Dtype {
	if tt, ok := t.(G.TensorType); ok {
		t = tt.Of
	}
	return t.(tensor.Dtype)
}

func shapes(in ...*G.Node) []tensor.Shape {
	s := make([]tensor.Shape, len(in))
	for i, x := range in {
		if x != nil {
			s[i] = x.Shape()
		}
	}
	return s
}

func (o *op) Arity() int { return len(o.in) }

func (o *op) Type() hm.Type { return hm.NewFnType(append(append([]hm.Type{}, o.in...), o.out)...) }

func (o *op) InferShape(...G.DimSizer) (tensor.Shape, error) { return o.shape.Clone(), nil }

func (o *op) ReturnsPtr() bool     { return true }
func (o *op) CallsExtern() bool    { return false }
func (o *op) OverwritesInput() int { return -1 }
func (o *op) String() string       { return o.name }

func (o *op) WriteHash(h hash.Hash) { fmt.Fprintf(h, "deepprob %s#%d in %d", o.name, o.salt, o.trace) }

func (o *op) Hashcode() uint32 {
	h := fnv.New32a()
	o.WriteHash(h)
	return h.Sum32()
}

// looping notes the loop behind an elementwise op, for each type, and returns its node.
func looping(n *G.Node, f32, f64 any) *G.Node {
	o := n.Op().(*op)
	if o.loop = f64; n.Dtype() == tensor.Float32 {
		o.loop = f32
	}
	return n
}

// still notes the inputs for which an op's gradient is nil, and returns its node.
func still(n *G.Node, inputs ...int) *G.Node {
	o := n.Op().(*op)
	o.still = make([]bool, len(o.in))
	for _, i := range inputs {
		o.still[i] = true
	}
	return n
}

// Loop is what an elementwise op does to a run of elements, for programs that run several ops over a piece of memory
// before they go on to the next: a func(dst, a []T), func(dst, a, b []T) or func(dst, a, b, c []T) with the op's type as
// T, nil for all other ops. Operands are broadcast as kernel.NewPlan says, and one of a single element stands for a run
// of it; if the op is even, all must have dst's length.
func (o *op) Loop() (loop any, even bool) { return o.loop, o.even }

// Rows is how a large op is cut by the rows of its result: any rows computed by themselves have the bits they have among
// the others.
type Rows struct {
	N       int
	Least   int     // the least rows of a piece that pays; 0: those of a product
	Work    float64 // multiplications
	Compute func(out G.Value, in []G.Value, lo, hi int)
}

// Rows is nil for an op that is computed in one piece.
func (o *op) Rows() *Rows { return o.rows }

// Compute writes the op's value into out.
func (o *op) Compute(out G.Value, in []G.Value) { o.compute(out, in) }

// Do allocates the op's value; virtual machines other than graph.Program use it.
func (o *op) Do(in ...G.Value) (G.Value, error) {
	return o.UsePreallocDo(NewValue(dtypeOf(o.out), o.shape), in...)
}

// UsePreallocDo is Compute for Gorgonia's own machines: inputs whose memory is not in order are copied first.
func (o *op) UsePreallocDo(out G.Value, in ...G.Value) (G.Value, error) {
	if len(in) != len(o.in) {
		return nil, fmt.Errorf("ops: %s takes %d inputs, got %d", o.name, len(o.in), len(in))
	}
	in = slices.Clone(in) // the caller's slice stays as it is
	for i, v := range in {
		var err error
		if in[i], err = rowmajor.Of(v); err != nil {
			return nil, fmt.Errorf("ops: operand %d of %s: %w", i, o.name, err)
		}
	}
	if len(out.Shape()) > 0 && !rowmajor.Is(out) {
		return nil, fmt.Errorf("ops: the memory for the value of %s is not in the order of its elements", o.name)
	}
	o.compute(out, in)
	return out, nil
}

// DiffWRT tells which inputs have a gradient; for the others it is zero, or refused. gorgonia.Grad reads a nil that
// SymDiff gives where DiffWRT is true as a node, and crashes.
func (o *op) DiffWRT(n int) []bool {
	d := make([]bool, n)
	for i := range d {
		d[i] = o.grad != nil && !o.Refuses(i) && !(o.still != nil && o.still[i])
	}
	return d
}

// Refuses reports that the op depends on input i but has no derivative with respect to it: to ask for one is an error,
// not zero.
func (o *op) Refuses(i int) bool { return o.refused != nil && o.refused[i] }

// SymDiff returns the gradient with respect to each input, nil where it is zero.
func (o *op) SymDiff(in G.Nodes, y, dy *G.Node) (grads G.Nodes, err error) {
	defer build.Recover(&err)
	if o.grad == nil {
		return make(G.Nodes, len(in)), nil
	}
	return o.grad(in, y, dy), nil
}
