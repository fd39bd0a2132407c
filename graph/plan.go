package graph

import (
	"slices"
	"sync"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// plan is what does not change between the runs of a program and is shared by its clones: the nodes needed, the order
// they are computed in, and where each value lies in the program's block of memory.
type plan struct {
	nodes   G.Nodes         // ancestors of the outputs, children first; a node's index is its slot
	shapes  []tensor.Shape  // by slot
	dtypes  []tensor.Dtype  // by slot
	slot    map[*G.Node]int // inverse of nodes, but for those that equal another one
	inputs  []int           // slots of the inputs
	outputs []int           // slots of the outputs, as asked for
	fixed   []G.Value       // slot -> value that no run changes, nil for the others
	gone    []bool          // slot -> fused away; nil if there was no fusion
	steps   []step
	offset  []int // slot -> byte offset in the block; -1 for what lies elsewhere: inputs, scalars, fixed values
	bytes   int   // size of the block
	scratch int   // bytes that tiles need beside it
	shares  int   // number of steps that have parts
	arity   int   // greatest number of operands
	native  bool  // whether an operation of Gorgonia's own is among the steps
	took    taken

	plain func() *plan // the same with a value for every node, to look for what went wrong; slots are the same
}

// taken is how often each rewrite was, by name: what is said of a rewrite's guards can then be tested.
type taken map[string]int

// step computes one node, or several as tiles.
type step struct {
	op      G.Op
	form    form
	compute compute // computes op into given memory; nil for an op of Gorgonia's own that only its Do can
	tiles   *tiles  // computes out and also in place of compute
	out     int
	also    []int
	in      []int
	parts   *parts // the same work in pieces for several cores; nil if it is not worth it
	alias   bool   // the value lies where the first operand does, and nothing is left to do
}

// outs are the slots that a step computes.
func (s *step) outs() []int { return append([]int{s.out}, s.also...) }

// newPlan plans the computation of outputs. Given nodes are inputs, whatever computes them elsewhere. The library says how to
// compute what is no op of package ops.
func newPlan(outputs, given G.Nodes, of library) *plan {
	p := unfused(outputs, given, of)
	p.plain = sync.OnceValue(func() *plan {
		q := unfused(outputs, given, of)
		q.layout()
		return q
	})
	p.fuse(policy{needs: func(n *G.Node) bool { return slices.Contains(p.outputs, p.slot[n]) }, apart: true}) // also what an output equals
	p.layout()
	p.affordable()
	return p
}

// newWhole plans the computation of all nodes, each with a value of its own but those that rewrites lose, which it lists. With
// keep nil there are no rewrites.
func newWhole(nodes G.Nodes, of library, keep *policy) (p *plan, lost G.Nodes) {
	p = listSteps(nodes, nil, of, true)
	if keep != nil {
		p.fuse(*keep)
	}
	for i, n := range p.nodes {
		if p.gone == nil || !p.gone[i] {
			p.outputs = append(p.outputs, i)
		} else {
			lost = append(lost, n)
		}
	}
	p.layout()
	return p, lost
}

// affordable fails if the memory of a program is beyond what a process should ask for.
func (p *plan) affordable() {
	if most := 8 * build.MaxElements(); p.bytes+p.scratch > most {
		build.Fail("compile", nil, "the tensors of this program need %d bytes at a time, and %d are the limit: use fewer rows at a time, or set DEEPPROB_MAX_ELEMENTS to more than %d before the program starts", p.bytes+p.scratch, most, build.MaxElements())
	}
}

// unfused is a plan without a layout in memory that computes every node by itself.
func unfused(outputs, given G.Nodes, of library) *plan {
	p := listSteps(outputs, given, of, false)
	for _, n := range outputs {
		p.outputs = append(p.outputs, p.slot[n])
	}
	return p
}
