package plan

import (
	"strings"

	G "gorgonia.org/gorgonia"
)

// Form is what the rewrites know of a step, the same for Gorgonia's ops and this library's.
type Form struct {
	Kind Kind
	Name string // of what an elementwise op computes: exp, add; equal names with equal loops only

	// Of elementwise ops: a func(dst, a []T), func(dst, a, b []T) or func(dst, a, b, c []T), in which an operand of one
	// element is repeated unless the loop is even, and the shapes of the operands, aligned with the result's at the last
	// axis.
	Loop   any
	Even   bool
	Shapes [][]int

	Axes []int // of reductions those that are summed or searched; of a repetition the one, none if any that had one element

	layer layer        // of affine ones
	exps  exponentials // of normalized and logSum ones
}

// Kind is what a form is of.
type Kind int

// The kinds of ops that rewrites look for, and of steps that they made.
const (
	other         Kind = iota
	Elementwise        // each element depends on one element of each operand
	Repetition         // a copy that repeats its operand along axes where that has one element
	Reshaping          // a copy with other extents
	MatrixProduct      // of two matrices as they are
	Summed             // along axes
	Greatest           // along axes
	affine             // made by dense
	normalized         // made by softmax
	logSum             // made by logSumExp
)

// ours are package ops' names of Gorgonia's operators, which graph.Gradient makes of them.
var ours = map[string]string{"+": "add", "-": "sub", "⊙": "mul", "÷": "div"}

// operator reports whether an elementwise form is Gorgonia's operator of this name, or package ops' of the same.
func (f *Form) operator(name string) bool {
	return f.Kind == Elementwise && (f.Name == name || f.Name == ours[name])
}

// ownForm is the form of an op of package ops.
func ownForm(op interface{ Loop() (any, bool) }, n *G.Node, in G.Nodes) Form {
	name, _, _ := strings.Cut(n.Op().String(), "(")
	switch loop, even := op.Loop(); {
	case loop != nil:
		f := Form{Kind: Elementwise, Name: n.Op().String(), Loop: loop, Even: even}
		for _, c := range in {
			f.Shapes = append(f.Shapes, c.Shape())
		}
		return f
	case name == "reshape":
		return Form{Kind: Reshaping}
	case name == "broadcast_to":
		return Form{Kind: Repetition}
	}
	return Form{}
}
