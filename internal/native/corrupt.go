package native

import (
	"reflect"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/plan"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// defect is what is wrong with an operation of Gorgonia that gives wrong values, or wrong gradients, without an error,
// and what to use instead.
type defect struct {
	hint     string
	gradient bool // only Gorgonia's gradient is wrong: a Program may compute the value
}

// corrupt are these operations as far as no loop of this package computes them right. The key is the op's type, followed
// by the operator where one type stands for many.
var corrupt = map[string]defect{
	"dropoutOp":             {hint: "Gorgonia's Dropout scales its gradient by 1/p and is seeded by the clock: use layers.Dropout"},
	"randomOp":              {hint: "Gorgonia's random nodes are seeded by the clock, and two of one shape are one node: use ops.Uniform or ops.Normal"},
	"constantTensor":        {hint: "Gorgonia merges constants whose printed form agrees, and it leaves out the middle of long ones: use an input"},
	"elemUnaryOp log2":      {"the gradient of Gorgonia's Log2 is wrong: use ops.Log and ops.MulConst", true},
	"elemUnaryOp invSqrt":   {"the gradient of Gorgonia's InverseSqrt is wrong: use ops.Reciprocal of ops.Sqrt", true},
	"linAlgBinOp outerProd": {"the gradient of Gorgonia's OuterProd is wrong: use ops.Mul of a column and a row", true},
}

// doubtful are the operations whose own Do is wrong, each with what to use where no loop of this package stands in.
var doubtful = map[string]string{
	"softmaxOp":     "Gorgonia's SoftMax and LogSoftMax shift by a wrong maximum (NaN on [90, 0], [-90, 0] in float32): use ops.Softmax or ops.LogSoftmax",
	"softmaxDiffOp": "Gorgonia's SoftMax and LogSoftMax shift by a wrong maximum: use ops.Softmax or ops.LogSoftmax",
	"avgPoolOp":     "Gorgonia's AveragePool2D divides by the image's width: use ops.Mean over a reshaped image",
	"avgPoolDiffOp": "the gradient of Gorgonia's AveragePool2D is wrong: use ops.Mean over a reshaped image",
	"sumOp":         "Gorgonia's reductions of rank 4 and more are wrong on some axes: use ops.Sum or ops.Mean",
	"maxOp":         "Gorgonia's reductions of rank 4 and more are wrong on some axes: use ops.Max",
}

// Check refuses an op of the corrupt list, where only its gradient is wrong if gorgonia.Grad derived it: Gradient has one
// of its own.
func Check(n *G.Node) {
	op := n.Op()
	if op == nil {
		return
	}
	name := opName(op)
	if d, ok := corrupt[name]; ok && (!d.gradient || n.Deriv() != nil) {
		build.Fail(op.String(), []tensor.Shape{n.Shape()}, "%s", d.hint)
	}
	if name == "sliceOp" && slices.Max(append(inShape(n), 0)) > 255 {
		build.Fail(op.String(), []tensor.Shape{inShape(n)}, "Gorgonia keeps one byte of a slice's bounds, so [0:2) and [256:258) are one node: use ops.Slice")
	}
}

// checkCompute refuses an op whose own Do would have to compute a value and is wrong.
func checkCompute(n *G.Node, c plan.Compute) plan.Compute {
	name := TypeName(n.Op())
	hint, wrong := doubtful[name]
	if (name == "sumOp" || name == "maxOp") && len(inShape(n)) < 4 {
		wrong = false
	}
	if wrong && c == nil {
		build.Fail(n.Op().String(), []tensor.Shape{n.Shape()}, "%s", hint)
	}
	return c
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
