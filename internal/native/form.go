package native

import (
	"strings"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/plan"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// formOf is the form of a node whose op is in the table natives, as far as the rewrites know it.
func formOf(n *G.Node, in G.Nodes) plan.Form {
	switch o := NewNode(n, in); TypeName(n.Op()) {
	case "reshapeOp":
		return plan.Form{Kind: plan.Reshaping}
	case "repeatOp":
		return plan.Form{Kind: plan.Repetition, Axes: []int{o.Number("along")}}
	case "sumOp":
		return plan.Form{Kind: plan.Summed, Axes: o.Numbers("along")}
	case "maxOp":
		return plan.Form{Kind: plan.Greatest, Axes: o.Numbers("along")}
	case "linAlgBinOp":
		if o.Fields.FieldByName("āBinaryOperator").Uint() == MatMul && !o.Flag("transA") && !o.Flag("transB") {
			return plan.Form{Kind: plan.MatrixProduct}
		}
	case "elemUnaryOp", "elemBinOp":
		return operatorForm(n, in)
	}
	return plan.Form{}
}

// operatorForm is the form of Gorgonia's elementwise operators, whose operands have the result's size or are one number.
func operatorForm(n *G.Node, in G.Nodes) plan.Form {
	f := plan.Form{Kind: plan.Elementwise}
	for _, c := range in {
		switch size := c.Shape().TotalSize(); {
		case size == n.Shape().TotalSize():
			f.Shapes = append(f.Shapes, n.Shape())
		case size == 1:
			f.Shapes = append(f.Shapes, nil)
		default:
			return plan.Form{}
		}
	}
	f.Name, _, _ = strings.Cut(n.Op().String(), " ")
	if n.Dtype() == tensor.Float32 {
		f.Loop = nativeLoop[float32](n, f.Name)
	} else {
		f.Loop = nativeLoop[float64](n, f.Name)
	}
	if f.Loop == nil {
		return plan.Form{}
	}
	return f
}

// nativeLoop is the loop of an operator or a function that Gorgonia calls so, nil if it is not known or gives booleans.
func nativeLoop[T kernel.Float](n *G.Node, name string) any {
	if TypeName(n.Op()) == "elemUnaryOp" {
		if f := unaryLoop[T](name); f != nil {
			return f
		}
		return nil
	}
	if f := arithmetic[T](name); f != nil {
		return f
	}
	if f := comparison[T](name); f != nil && Fields(n.Op()).FieldByName("retSame").Bool() {
		return f
	}
	return nil
}
