package native

import (
	"reflect"
	"slices"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Node is a node of an op of Gorgonia's own, as the functions of the table see it.
type Node struct {
	Op     G.Op
	Fields reflect.Value // of the op's struct; unexported, so only numbers and lengths can be read
	Out    tensor.Shape
	In     []tensor.Shape
}

// natives are the ops of Gorgonia that are computed here instead of by their own Do, which allocates, and in places is
// wrong: each by the name of its type, for float32 and float64. An entry returns nil for a form it does not know.
var natives = map[string][2]func(o *Node) plan.Compute{
	"elemBinOp":         {binary[float32], binary[float64]},
	"elemUnaryOp":       {unary[float32], unary[float64]},
	"linAlgBinOp":       {linearAlgebra[float32], linearAlgebra[float64]},
	"sumOp":             {sum[float32], sum[float64]},
	"maxOp":             {maximum[float32], maximum[float64]},
	"repeatOp":          {repeat[float32], repeat[float64]},
	"reshapeOp":         {reshape[float32], reshape[float64]},
	"transposeOp":       {transpose[float32], transpose[float64]},
	"concatOp":          {concat[float32], concat[float64]},
	"sliceOp":           {slice[float32], slice[float64]},
	"sliceIncrOp":       {unslice[float32], unslice[float64]},
	"softmaxOp":         {softmax[float32], softmax[float64]},
	"softmaxDiffOp":     {softmaxGrad[float32], softmaxGrad[float64]},
	"im2colOp":          {im2col[float32], im2col[float64]},
	"col2imOp":          {col2im[float32], col2im[float64]},
	"maxPoolOp":         {maxPool[float32], maxPool[float64]},
	"maxPoolDiffOp":     {maxPoolGrad[float32], maxPoolGrad[float64]},
	"avgPoolOp":         {avgPool[float32], avgPool[float64]},
	"avgPoolDiffOp":     {avgPoolGrad[float32], avgPoolGrad[float64]},
	"BatchNormOp":       {batchNorm[float32], batchNorm[float64]},
	"batchnormDiffOp":   {batchNormGrad[float32], batchNormGrad[float64]},
	"byIndicesOp":       {byIndices[float32], byIndices[float64]},
	"byIndicesOpDiffOp": {byIndicesGrad[float32], byIndicesGrad[float64]},
}

// native returns what computes n from its children, or nil if only the op's own Do can: then some of the values are
// no floats of one type, or the op is not in the table.
func native(n *G.Node, in G.Nodes) plan.Compute {
	entry := natives[TypeName(n.Op())]
	if entry[0] == nil {
		return nil
	}
	for _, c := range in {
		if c.Dtype() != n.Dtype() && !isIndices(n, c) {
			return nil
		}
	}
	o := NewNode(n, in)
	switch n.Dtype() {
	case tensor.Float32:
		return entry[0](o)
	case tensor.Float64:
		return entry[1](o)
	}
	return nil
}

// Ops are Gorgonia's ops, as they are. Strict refuses to compute what would be wrong.
type Ops struct{ Strict bool }

var _ plan.Library = Ops{}

// Compute is from the table natives.
func (o Ops) Compute(n *G.Node, in G.Nodes) plan.Compute {
	if !o.Strict {
		return native(n, in)
	}
	Check(n)
	return checkCompute(n, native(n, in))
}

// Parts are of the ops in the table divisible.
func (Ops) Parts(n *G.Node, in G.Nodes) *plan.Parts { return partsOf(n, in) }

// Form is that of operators, of reductions and of what copies.
func (Ops) Form(n *G.Node, in G.Nodes) plan.Form { return formOf(n, in) }

// Constant is the value of a constant, or of the size of an axis.
func (Ops) Constant(n *G.Node, in G.Nodes) G.Value { return constant(n, in) }

// Identity is that of the ops in the list pure.
func (Ops) Identity(op G.Op) (id string, ok bool) { return identity(op) }

// NewNode is n with the operands in.
func NewNode(n *G.Node, in G.Nodes) *Node {
	o := &Node{Op: n.Op(), Fields: Fields(n.Op()), Out: n.Shape()}
	for _, c := range in {
		o.In = append(o.In, c.Shape())
	}
	return o
}

// isIndices reports whether c is the operand of n that says which rows to pick.
func isIndices(n, c *G.Node) bool {
	name := TypeName(n.Op())
	return c.Dtype() == tensor.Int && (name == "byIndicesOp" || name == "byIndicesOpDiffOp")
}

// TypeName is the name of an op's type.
func TypeName(op G.Op) string {
	t := reflect.TypeOf(op)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Name()
}

// Fields is the struct that an op is, or points to.
func Fields(op G.Op) reflect.Value { return reflect.Indirect(reflect.ValueOf(op)) }

// Number reads a field of the op, or of a struct embedded in it.
func (o *Node) Number(field string) int { return int(o.Fields.FieldByName(field).Int()) }

// Numbers reads a field that is a slice of int.
func (o *Node) Numbers(field string) []int {
	f := o.Fields.FieldByName(field)
	out := make([]int, f.Len())
	for i := range out {
		out[i] = int(f.Index(i).Int())
	}
	return out
}

// Flag reads a field that is a bool.
func (o *Node) Flag(field string) bool { return o.Fields.FieldByName(field).Bool() }

// sizes are the numbers of elements of the operands.
func (o *Node) sizes() []int {
	out := make([]int, len(o.In))
	for i, s := range o.In {
		out[i] = s.TotalSize()
	}
	return out
}

// loop2 makes a compute of a loop over two slices.
func loop2[T kernel.Float](f func(dst, a, b []T)) plan.Compute {
	return func(out G.Value, in []G.Value) error {
		f(ops.Data[T](out), ops.Data[T](in[0]), ops.Data[T](in[1]))
		return nil
	}
}

// Padded is shape with axes of one element behind, up to a rank.
func Padded(shape tensor.Shape, rank int) []int {
	s := slices.Clone([]int(shape))
	for len(s) < rank {
		s = append(s, 1)
	}
	return s
}
