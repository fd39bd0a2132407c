package native

import (
	"fmt"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/rowmajor"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// pure are the ops of Gorgonia whose value depends on nothing but their fields and operands, and whose fields nobody
// changes. A slice is not among them, as gorgonia.UnsafeLet may move it, nor is what draws, keeps statistics or a mask.
var pure = []string{
	"elemUnaryOp", "elemBinOp", "linAlgBinOp", "sumOp", "maxOp", "repeatOp", "reshapeOp", "transposeOp", "concatOp",
	"softmaxOp", "softmaxDiffOp", "im2colOp", "col2imOp",
}

// identity prints all fields of an op: pointers, as to the function of a unary operator, count as different unless they
// are the same.
func identity(op G.Op) (id string, ok bool) {
	if !slices.Contains(pure, TypeName(op)) {
		return "", false
	}
	return fmt.Sprintf("%T %#v", op, op), true
}

// constant is the value of a constant, or of the size of an axis, which the shapes fix; nil for any other node.
func constant(n *G.Node, in G.Nodes) G.Value {
	switch TypeName(n.Op()) {
	case "constantScalar", "constantTensor":
		return ordered(n)
	case "sizeOp":
		return axisSize(n, in[0].Shape())
	}
	return nil
}

// ordered is the value of a constant with its elements in order.
func ordered(n *G.Node) G.Value {
	v, err := rowmajor.Of(n.Value())
	if err != nil {
		build.Fail("constant", []tensor.Shape{n.Shape()}, "the value of %s: %v", n.Name(), err)
	}
	return v
}

func axisSize(n *G.Node, shape tensor.Shape) G.Value {
	size, axis := 1, int(Fields(n.Op()).FieldByName("axis").Int())
	if axis < len(shape) {
		size = shape[axis]
	}
	switch n.Dtype() {
	case tensor.Float32:
		return G.NewF32(float32(size))
	case tensor.Float64:
		return G.NewF64(float64(size))
	}
	return nil
}
