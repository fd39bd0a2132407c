package graph

import (
	"strings"

	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// nativeForm is the form of a node whose op is in the table natives, as far as the rewrites know it.
func nativeForm(n *G.Node, in G.Nodes) form {
	switch o := newNativeOp(n, in); typeName(n.Op()) {
	case "reshapeOp":
		return form{kind: reshaping}
	case "repeatOp":
		return form{kind: repetition, axes: []int{o.number("along")}}
	case "sumOp":
		return form{kind: summed, axes: o.numbers("along")}
	case "maxOp":
		return form{kind: greatest, axes: o.numbers("along")}
	case "linAlgBinOp":
		if o.fields.FieldByName("āBinaryOperator").Uint() == matMul && !o.flag("transA") && !o.flag("transB") {
			return form{kind: matrixProduct}
		}
	case "elemUnaryOp", "elemBinOp":
		return operatorForm(n, in)
	}
	return form{}
}

// operatorForm is the form of Gorgonia's elementwise operators, whose operands have the result's size or are one number.
func operatorForm(n *G.Node, in G.Nodes) form {
	f := form{kind: elementwise}
	for _, c := range in {
		switch size := c.Shape().TotalSize(); {
		case size == n.Shape().TotalSize():
			f.shapes = append(f.shapes, n.Shape())
		case size == 1:
			f.shapes = append(f.shapes, nil)
		default:
			return form{}
		}
	}
	f.name, _, _ = strings.Cut(n.Op().String(), " ")
	if n.Dtype() == tensor.Float32 {
		f.loop = nativeLoop[float32](n, f.name)
	} else {
		f.loop = nativeLoop[float64](n, f.name)
	}
	if f.loop == nil {
		return form{}
	}
	return f
}

// nativeLoop is the loop of an operator or a function that Gorgonia calls so, nil if it is not known or gives booleans.
func nativeLoop[T kernel.Float](n *G.Node, name string) any {
	if typeName(n.Op()) == "elemUnaryOp" {
		if f := unaryLoop[T](name); f != nil {
			return f
		}
		return nil
	}
	if f := arithmetic[T](name); f != nil {
		return f
	}
	if f := comparison[T](name); f != nil && structOf(n.Op()).FieldByName("retSame").Bool() {
		return f
	}
	return nil
}
