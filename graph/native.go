package graph

import (
	"reflect"
	"slices"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// nativeOp is a node of an op of Gorgonia's own, as the functions of the table see it.
type nativeOp struct {
	op     G.Op
	fields reflect.Value // of the op's struct; unexported, so only numbers and lengths can be read
	out    tensor.Shape
	in     []tensor.Shape
}

// natives are the ops of Gorgonia that are computed here instead of by their own Do, which allocates, and in places is
// wrong: each by the name of its type, for float32 and float64. An entry returns nil for a form it does not know.
var natives = map[string][2]func(o *nativeOp) compute{
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
func native(n *G.Node, in G.Nodes) compute {
	entry := natives[typeName(n.Op())]
	if entry[0] == nil {
		return nil
	}
	for _, c := range in {
		if c.Dtype() != n.Dtype() && !isIndices(n, c) {
			return nil
		}
	}
	o := newNativeOp(n, in)
	switch n.Dtype() {
	case tensor.Float32:
		return entry[0](o)
	case tensor.Float64:
		return entry[1](o)
	}
	return nil
}

// nativeOps are Gorgonia's ops, as they are. Strict refuses to compute what would be wrong.
type nativeOps struct{ strict bool }

var _ library = nativeOps{}

func (o nativeOps) compute(n *G.Node, in G.Nodes) compute {
	if !o.strict {
		return native(n, in)
	}
	check(n)
	return checkCompute(n, native(n, in))
}

func (nativeOps) parts(n *G.Node, in G.Nodes) *parts { return nativeParts(n, in) }

func (nativeOps) form(n *G.Node, in G.Nodes) form { return nativeForm(n, in) }

func (nativeOps) constant(n *G.Node, in G.Nodes) G.Value { return constant(n, in) }

func (nativeOps) identity(op G.Op) (id string, ok bool) { return nativeIdentity(op) }

func newNativeOp(n *G.Node, in G.Nodes) *nativeOp {
	o := &nativeOp{op: n.Op(), fields: structOf(n.Op()), out: n.Shape()}
	for _, c := range in {
		o.in = append(o.in, c.Shape())
	}
	return o
}

// isIndices reports whether c is the operand of n that says which rows to pick.
func isIndices(n, c *G.Node) bool {
	name := typeName(n.Op())
	return c.Dtype() == tensor.Int && (name == "byIndicesOp" || name == "byIndicesOpDiffOp")
}

// typeName is the name of an op's type.
func typeName(op G.Op) string {
	t := reflect.TypeOf(op)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Name()
}

func structOf(op G.Op) reflect.Value { return reflect.Indirect(reflect.ValueOf(op)) }

// number reads a field of the op, or of a struct embedded in it.
func (o *nativeOp) number(field string) int { return int(o.fields.FieldByName(field).Int()) }

// numbers reads a field that is a slice of int.
func (o *nativeOp) numbers(field string) []int {
	f := o.fields.FieldByName(field)
	out := make([]int, f.Len())
	for i := range out {
		out[i] = int(f.Index(i).Int())
	}
	return out
}

func (o *nativeOp) flag(field string) bool { return o.fields.FieldByName(field).Bool() }

// sizes are the numbers of elements of the operands.
func (o *nativeOp) sizes() []int {
	out := make([]int, len(o.in))
	for i, s := range o.in {
		out[i] = s.TotalSize()
	}
	return out
}

// loop2 makes a compute of a loop over two slices.
func loop2[T kernel.Float](f func(dst, a, b []T)) compute {
	return func(out G.Value, in []G.Value) error {
		f(ops.Data[T](out), ops.Data[T](in[0]), ops.Data[T](in[1]))
		return nil
	}
}

// padded is shape with axes of one element behind, up to a rank.
func padded(shape tensor.Shape, rank int) []int {
	s := slices.Clone([]int(shape))
	for len(s) < rank {
		s = append(s, 1)
	}
	return s
}
