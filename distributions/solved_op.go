package distributions

import (
	"fmt"
	"hash"
	"hash/fnv"
	"slices"

	"github.com/chewxy/hm"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/rowmajor"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// solved is a node of the given shape, without a gradient, whose numbers solve finds from the operands in, all in float64: by programs of
// formulas, built when the node is.
func solved(name string, in G.Nodes, shape tensor.Shape, solve func(in []G.Value) []float64) *G.Node {
	o := &solvedOp{name: name, solve: solve, shape: shape, dt: in[0].Dtype()}
	for _, n := range in {
		o.in = append(o.in, n.Type())
	}
	g := in[0].Graph()
	for ; ; o.salt++ { // until Gorgonia takes no other node of the same 32-bit hash for it
		n := build.UniqueNode(g, G.WithType(o.typeOf()), G.WithOp(o), G.WithChildren(slices.Clone(in)), G.In(g), G.WithShape(o.shape...))
		if n.Op() == G.Op(o) {
			return n
		}
	}
}

// distinct lists the nodes of d, each once, and which of them the k-th is that Map visits.
func distinct(d Distribution) (in G.Nodes, use []int) {
	for _, f := range fieldsOf(d) {
		k := slices.Index(in, f.node)
		if k < 0 {
			k = len(in)
			in = append(in, f.node)
		}
		use = append(use, k)
	}
	return in, use
}

// solvedOp is the op of such a node.
type solvedOp struct {
	name  string
	solve func(in []G.Value) []float64
	in    []hm.Type
	shape tensor.Shape
	dt    tensor.Dtype
	salt  int
}

var _ ops.Computer = (*solvedOp)(nil)

func (o *solvedOp) typeOf() hm.Type {
	if len(o.shape) == 0 {
		return o.dt
	}
	return G.TensorType{Dims: len(o.shape), Of: o.dt}
}

func (o *solvedOp) Arity() int    { return len(o.in) }
func (o *solvedOp) Type() hm.Type { return hm.NewFnType(append(slices.Clone(o.in), o.typeOf())...) }

func (o *solvedOp) InferShape(...G.DimSizer) (tensor.Shape, error) { return o.shape.Clone(), nil }

func (o *solvedOp) ReturnsPtr() bool     { return true }
func (o *solvedOp) CallsExtern() bool    { return false }
func (o *solvedOp) OverwritesInput() int { return -1 }
func (o *solvedOp) String() string       { return o.name }

// WriteHash writes the address too: two of these are never the same, though their operands may be.
func (o *solvedOp) WriteHash(h hash.Hash) { fmt.Fprintf(h, "deepprob %s %p#%d", o.name, o, o.salt) }

func (o *solvedOp) Hashcode() uint32 {
	h := fnv.New32a()
	o.WriteHash(h)
	return h.Sum32()
}

// DiffWRT is none: who makes the node adds what derivatives there are.
func (o *solvedOp) DiffWRT(n int) []bool { return make([]bool, n) }

func (o *solvedOp) SymDiff(in G.Nodes, _, _ *G.Node) (G.Nodes, error) {
	return make(G.Nodes, len(in)), nil
}

func (o *solvedOp) Do(in ...G.Value) (G.Value, error) {
	if len(in) != len(o.in) {
		return nil, fmt.Errorf("distributions: %s of %d operands, got %d", o.name, len(o.in), len(in))
	}
	in = slices.Clone(in)
	for i, v := range in {
		var err error
		if in[i], err = rowmajor.Of(v); err != nil {
			return nil, fmt.Errorf("distributions: operand %d of a %s: %w", i, o.name, err)
		}
	}
	out := ops.NewValue(o.dt, o.shape)
	o.Compute(out, in)
	return out, nil
}

// Compute solves for all elements of out. Unlike the ops of package ops it allocates: it runs other programs.
func (o *solvedOp) Compute(out G.Value, in []G.Value) {
	wide := make([]G.Value, len(in))
	for i, v := range in {
		wide[i] = widened(v)
	}
	z := o.solve(wide)
	if o.dt == tensor.Float64 {
		copy(ops.Data[float64](out), z)
		return
	}
	dst := ops.Data[float32](out)
	for i, v := range z {
		dst[i] = float32(v)
	}
}

// widened is v in float64.
func widened(v G.Value) G.Value {
	if v.Dtype() == tensor.Float64 {
		return v
	}
	w := ops.NewValue(tensor.Float64, v.Shape())
	dst := ops.Data[float64](w)
	for i, x := range ops.Data[float32](v) {
		dst[i] = float64(x)
	}
	return w
}
