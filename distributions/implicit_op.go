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

// inverseCDF is the node z with F(z) = Phi(noise) elementwise, without a gradient. It is solved in float64 by programs of the
// formulas of d, built when the node is, and has as many numbers as noise and d's batch together.
func inverseCDF(d Distribution, noise *G.Node) *G.Node {
	o := &quantileOp{shape: build.Broadcast(d.BatchShape(), noise.Shape()), dt: noise.Dtype()}
	in := G.Nodes{noise}
	var use []int
	declared := Map(d, func(n *G.Node) *G.Node {
		k := slices.Index(in[1:], n) // not in[0]: the noise may be a parameter too
		if k < 0 {
			k = len(in) - 1
			in = append(in, n)
		}
		use = append(use, k)
		return n
	})
	for _, n := range in {
		o.in = append(o.in, n.Type())
	}
	o.solver = newQuantileSolver(declared, use, o.shape, len(in))
	for ; ; o.salt++ { // until Gorgonia takes no other node of the same 32-bit hash for it
		n := build.UniqueNode(noise.Graph(), G.WithType(o.typeOf()), G.WithOp(o), G.WithChildren(slices.Clone(in)), G.In(noise.Graph()), G.WithShape(o.shape...))
		if n.Op() == G.Op(o) {
			return n
		}
	}
}

// quantileOp is the op of such a node. Its operands are the noise and the distinct parameters.
type quantileOp struct {
	solver *quantileSolver
	in     []hm.Type
	shape  tensor.Shape
	dt     tensor.Dtype
	salt   int
}

var _ ops.Computer = (*quantileOp)(nil)

func (o *quantileOp) typeOf() hm.Type {
	if len(o.shape) == 0 {
		return o.dt
	}
	return G.TensorType{Dims: len(o.shape), Of: o.dt}
}

func (o *quantileOp) Arity() int    { return len(o.in) }
func (o *quantileOp) Type() hm.Type { return hm.NewFnType(append(slices.Clone(o.in), o.typeOf())...) }

func (o *quantileOp) InferShape(...G.DimSizer) (tensor.Shape, error) { return o.shape.Clone(), nil }

func (o *quantileOp) ReturnsPtr() bool     { return true }
func (o *quantileOp) CallsExtern() bool    { return false }
func (o *quantileOp) OverwritesInput() int { return -1 }
func (o *quantileOp) String() string       { return "quantile" }

// WriteHash writes the address too: two of these are never the same, though their operands may be.
func (o *quantileOp) WriteHash(h hash.Hash) { fmt.Fprintf(h, "deepprob quantile %p#%d", o, o.salt) }

func (o *quantileOp) Hashcode() uint32 {
	h := fnv.New32a()
	o.WriteHash(h)
	return h.Sum32()
}

// DiffWRT is none: implicit adds what derivatives there are.
func (o *quantileOp) DiffWRT(n int) []bool { return make([]bool, n) }

func (o *quantileOp) SymDiff(in G.Nodes, _, _ *G.Node) (G.Nodes, error) {
	return make(G.Nodes, len(in)), nil
}

func (o *quantileOp) Do(in ...G.Value) (G.Value, error) {
	if len(in) != len(o.in) {
		return nil, fmt.Errorf("distributions: quantile of %d operands, got %d", len(o.in), len(in))
	}
	in = slices.Clone(in)
	for i, v := range in {
		var err error
		if in[i], err = rowmajor.Of(v); err != nil {
			return nil, fmt.Errorf("distributions: operand %d of a quantile: %w", i, err)
		}
	}
	out := ops.NewValue(o.dt, o.shape)
	o.Compute(out, in)
	return out, nil
}

// Compute solves for all elements of out. Unlike the ops of package ops it allocates: it runs other programs.
func (o *quantileOp) Compute(out G.Value, in []G.Value) {
	wide := make([]G.Value, len(in))
	for i, v := range in {
		wide[i] = widened(v)
	}
	noise := spreadTo(ops.Data[float64](wide[0]), in[0].Shape(), o.shape)
	z := o.solver.solve(noise, wide[1:])
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

// spreadTo repeats x of the given shape over another one.
func spreadTo(x []float64, from, to tensor.Shape) []float64 {
	out := make([]float64, to.TotalSize())
	for i := range out {
		at, left, step := 0, i, 1
		for a := len(to) - 1; a >= 0; a-- {
			k := left % to[a]
			left /= to[a]
			if b := a - len(to) + len(from); b >= 0 {
				if from[b] > 1 {
					at += k * step
				}
				step *= from[b]
			}
		}
		out[i] = x[at]
	}
	return out
}
