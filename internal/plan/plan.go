package plan

import (
	"slices"
	"sync"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Plan is what does not change between the runs of a program and is shared by its clones: the nodes needed, the order
// they are computed in, and where each value lies in the program's block of memory.
type Plan struct {
	Nodes   G.Nodes         // ancestors of the outputs, children first; a node's index is its slot
	Shapes  []tensor.Shape  // by slot
	Dtypes  []tensor.Dtype  // by slot
	Slot    map[*G.Node]int // inverse of nodes, but for those that equal another one
	Inputs  []int           // slots of the inputs
	Outputs []int           // slots of the outputs, as asked for
	Fixed   []G.Value       // slot -> value that no run changes, nil for the others
	gone    []bool          // slot -> fused away; nil if there was no fusion
	Steps   []Step
	offset  []int // slot -> byte offset in the block; -1 for what lies elsewhere: inputs, scalars, fixed values
	Bytes   int   // size of the block
	scratch int   // bytes that tiles need beside it
	shares  int   // number of steps that have parts
	arity   int   // greatest number of operands
	Foreign bool  // whether a step may keep something from one run to another: see Step.foreign
	Took    taken

	Plain func() *Plan // the same with a value for every node, to look for what went wrong; slots are the same
}

// taken is how often each rewrite was, by name: what is said of a rewrite's guards can then be tested.
type taken map[string]int

// Step computes one node, or several as tiles.
type Step struct {
	op      G.Op
	form    Form
	compute Compute // computes op into given memory; nil for one that only the op's own Do can
	tiles   *tiles  // computes out and also in place of compute
	Out     int
	also    []int
	In      []int
	parts   *Parts // the same work in pieces for several cores; nil if it is not worth it
	alias   bool   // the value lies where the first operand does, and nothing is left to do
}

// Shared reports whether several cores may compute the step together.
func (s *Step) Shared() bool { return s.parts != nil }

// Outs are the slots that a step computes.
func (s *Step) Outs() []int { return append([]int{s.Out}, s.also...) }

// New plans the computation of outputs. Given nodes are inputs, whatever computes them elsewhere. The library says how to
// compute what is no op of package ops.
func New(outputs, given G.Nodes, of Library) *Plan {
	p := unfused(outputs, given, of)
	p.Plain = sync.OnceValue(func() *Plan {
		q := unfused(outputs, given, of)
		q.layout()
		return q
	})
	p.fuse(Policy{Needs: func(n *G.Node) bool { return slices.Contains(p.Outputs, p.Slot[n]) }, Apart: true}) // also what an output equals
	p.layout()
	p.affordable()
	return p
}

// NewWhole plans the computation of all nodes, each with a value of its own but those that rewrites lose, which it lists. With
// keep nil there are no rewrites.
func NewWhole(nodes G.Nodes, of Library, keep *Policy) (p *Plan, lost G.Nodes) {
	p = listSteps(nodes, nil, of, true)
	if keep != nil {
		p.fuse(*keep)
	}
	for i, n := range p.Nodes {
		if p.gone == nil || !p.gone[i] {
			p.Outputs = append(p.Outputs, i)
		} else {
			lost = append(lost, n)
		}
	}
	p.layout()
	return p, lost
}

// affordable fails if the memory of a program is beyond what a process should ask for.
func (p *Plan) affordable() {
	if most := 8 * build.MaxElements(); p.Bytes+p.scratch > most {
		build.Fail("compile", nil, "the tensors of this program need %d bytes at a time, and %d are the limit: use fewer rows at a time, or set DEEPPROB_MAX_ELEMENTS to more than %d before the program starts", p.Bytes+p.scratch, most, build.MaxElements())
	}
}

// unfused is a plan without a layout in memory that computes every node by itself.
func unfused(outputs, given G.Nodes, of Library) *Plan {
	p := listSteps(outputs, given, of, false)
	for _, n := range outputs {
		p.Outputs = append(p.Outputs, p.Slot[n])
	}
	return p
}
