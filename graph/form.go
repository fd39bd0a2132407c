package graph

import (
	"strings"

	G "gorgonia.org/gorgonia"
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

	axes []int // of reductions those that are summed or searched; of a repetition the one, none if any that had one element

	layer layer        // of affine ones
	exps  exponentials // of normalized and logSum ones
}

type formKind int

const (
	other         formKind = iota
	elementwise            // each element depends on one element of each operand
	repetition             // a copy that repeats its operand along axes where that has one element
	reshaping              // a copy with other extents
	matrixProduct          // of two matrices as they are
	summed                 // along axes
	greatest               // along axes
	affine                 // made by dense
	normalized             // made by softmax
	logSum                 // made by logSumExp
)

// ours are package ops' names of Gorgonia's operators, which graph.Gradient makes of them.
var ours = map[string]string{"+": "add", "-": "sub", "⊙": "mul", "÷": "div"}

// operator reports whether an elementwise form is Gorgonia's operator of this name, or package ops' of the same.
func (f *form) operator(name string) bool {
	return f.kind == elementwise && (f.name == name || f.name == ours[name])
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
