package graph

import (
	"slices"
	"strings"

	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// form is what the rewrites know of a step, the same for Gorgonia's ops and this library's.
type form struct {
	kind formKind
	name string // of what an elementwise op computes: exp, add; equal names with equal loops only

	// Of elementwise ops: a func(dst, a []T), func(dst, a, b []T) or func(dst, a, b, c []T), in which an operand of one
	// element is repeated unless the loop is even, and the shapes of the operands, aligned with the result's at the last
	// axis.
	loop   any
	even   bool
	shapes [][]int

	layer layer        // of affine ones
	exps  exponentials // of normalized and logSum ones
}

type formKind int

const (
	other       formKind = iota
	elementwise          // each element depends on one element of each operand
	repetition           // a copy that repeats its operand along axes where that has one element
	reshaping            // a copy with other extents
	affine               // made by dense
	normalized           // made by softmax
	logSum               // made by logSumExp
)

// ours are package ops' names of Gorgonia's operators, which graph.Gradient makes of them.
var ours = map[string]string{"+": "add", "-": "sub", "⊙": "mul", "÷": "div"}

// operator reports whether an elementwise form is Gorgonia's operator of this name, or package ops' of the same.
func (f *form) operator(name string) bool {
	return f.kind == elementwise && (f.name == name || f.name == ours[name])
}

// formOf is the form of a node of floats that is computed by an op of the table or of this library.
func formOf(n *G.Node, in G.Nodes) form {
	if dt := n.Dtype(); dt != tensor.Float32 && dt != tensor.Float64 || slices.ContainsFunc(in, func(c *G.Node) bool { return c.Dtype() != dt }) {
		return form{}
	}
	name := typeName(n.Op())
	if op, ok := n.Op().(interface{ Loop() (any, bool) }); ok {
		return ownForm(op, n, in)
	}
	switch name {
	case "reshapeOp":
		return form{kind: reshaping}
	case "repeatOp":
		return form{kind: repetition}
	case "elemUnaryOp", "elemBinOp":
		return nativeForm(n, in)
	}
	return form{}
}

// ownForm is the form of an op of package ops.
func ownForm(op interface{ Loop() (any, bool) }, n *G.Node, in G.Nodes) form {
	name, _, _ := strings.Cut(n.Op().String(), "(")
	switch loop, even := op.Loop(); {
	case loop != nil:
		f := form{kind: elementwise, name: n.Op().String(), loop: loop, even: even}
		for _, c := range in {
			f.shapes = append(f.shapes, c.Shape())
		}
		return f
	case name == "reshape":
		return form{kind: reshaping}
	case name == "broadcast_to":
		return form{kind: repetition}
	}
	return form{}
}

// nativeForm is the form of Gorgonia's elementwise operators, whose operands have the result's size or are one number.
func nativeForm(n *G.Node, in G.Nodes) form {
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
