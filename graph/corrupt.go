package graph

import (
	"reflect"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// corrupt are the operations of Gorgonia that give wrong values, or wrong gradients, without an error, each with what
// to use instead. The key is the op's type, followed by the operator where one type stands for many.
var corrupt = map[string]string{
	"softmaxOp":             "Gorgonia's SoftMax and LogSoftMax shift by a wrong maximum (NaN on [90, 0], [-90, 0] in float32): use ops.Softmax or ops.LogSoftmax",
	"softmaxDiffOp":         "Gorgonia's SoftMax and LogSoftMax shift by a wrong maximum: use ops.Softmax or ops.LogSoftmax",
	"dropoutOp":             "Gorgonia's Dropout scales its gradient by 1/p and is seeded by the clock: use layers.Dropout",
	"randomOp":              "Gorgonia's random nodes are seeded by the clock, and two of one shape are one node: use ops.Uniform or ops.Normal",
	"constantTensor":        "Gorgonia merges constants whose printed form agrees, and it leaves out the middle of long ones: use an input",
	"avgPoolOp":             "the gradient of Gorgonia's AveragePool2D is wrong: use ops.Mean over a reshaped image",
	"elemUnaryOp log2":      "the gradient of Gorgonia's Log2 is wrong: use ops.Log and ops.MulConst",
	"elemUnaryOp invSqrt":   "the gradient of Gorgonia's InverseSqrt is wrong: use ops.Reciprocal of ops.Sqrt",
	"linAlgBinOp outerProd": "the gradient of Gorgonia's OuterProd is wrong: use ops.Mul of a column and a row",
}

// checkOp refuses an op of the corrupt list.
func checkOp(n *G.Node) {
	op := n.Op()
	if op == nil {
		return
	}
	name := opName(op)
	if hint, ok := corrupt[name]; ok {
		build.Fail(op.String(), []tensor.Shape{n.Shape()}, "%s", hint)
	}
	if name == "sliceOp" && slices.Max(append(inShape(n), 0)) > 255 {
		build.Fail(op.String(), []tensor.Shape{inShape(n)}, "Gorgonia keeps one byte of a slice's bounds, so [0:2) and [256:258) are one node: use ops.Slice")
	}
	if (name == "sumOp" || name == "maxOp") && len(inShape(n)) > 3 {
		build.Fail(op.String(), []tensor.Shape{n.Shape()}, "Gorgonia's reductions of rank 4 and more are wrong on some axes: use ops.Sum, ops.Mean or ops.Max")
	}
}

// opName is the type of an op of Gorgonia's, with the operator for types that stand for several.
func opName(op G.Op) string {
	t := reflect.TypeOf(op)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch name := t.Name(); name {
	case "elemUnaryOp":
		return name + " " + op.String()
	case "linAlgBinOp":
		if strings.Contains(op.String(), "⊗") {
			return name + " outerProd"
		}
		return name
	default:
		return name
	}
}

// inShape is the shape of the first operand.
func inShape(n *G.Node) tensor.Shape {
	for _, c := range build.Children(n) {
		return c.Shape()
	}
	return nil
}
