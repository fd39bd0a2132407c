package graph

import (
	"slices"
	"sync"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
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

// newPlan plans the computation of outputs by steps, made of each node that is not an input from it and its children.
// Given nodes are inputs, whatever computes them elsewhere.
func newPlan(outputs, given G.Nodes, computeOf func(n *G.Node, in G.Nodes) compute) *plan {
	p := unfused(outputs, given, computeOf)
	p.plain = sync.OnceValue(func() *plan {
		q := unfused(outputs, given, computeOf)
		q.layout()
		return q
	})
	p.fuse(policy{needs: func(n *G.Node) bool { return slices.Contains(p.outputs, p.slot[n]) }, apart: true}) // also what an output equals
	p.layout()
	p.affordable()
	return p
}

// affordable fails if the memory of a program is beyond what a process should ask for.
func (p *plan) affordable() {
	if most := 8 * build.MaxElements(); p.bytes+p.scratch > most {
		build.Fail("compile", nil, "the tensors of this program need %d bytes at a time, and %d are the limit: use fewer rows at a time, or set DEEPPROB_MAX_ELEMENTS to more than %d before the program starts", p.bytes+p.scratch, most, build.MaxElements())
	}
}

// unfused is a plan without a layout in memory that computes every node by itself.
func unfused(outputs, given G.Nodes, computeOf func(n *G.Node, in G.Nodes) compute) *plan {
	p := listSteps(outputs, given, computeOf, false)
	for _, n := range outputs {
		p.outputs = append(p.outputs, p.slot[n])
	}
	return p
}

// listSteps is a plan without a layout in memory. With each, every node has a value of its own, also one that equals
// another.
func listSteps(outputs, given G.Nodes, computeOf func(n *G.Node, in G.Nodes) compute, each bool) *plan {
	p := &plan{nodes: ancestorsFrom(given, outputs), slot: map[*G.Node]int{}, took: taken{}}
	p.fixed = make([]G.Value, len(p.nodes))
	seen := common{}
	for i, n := range p.nodes {
		p.slot[n] = i
		p.shapes, p.dtypes = append(p.shapes, n.Shape()), append(p.dtypes, n.Dtype())
		if n.Op() == nil || slices.Contains(given, n) {
			p.inputs = append(p.inputs, i)
			continue
		}
		in := build.Children(n)
		s := step{op: n.Op(), compute: nothing, out: i}
		if !slices.Contains(n.Shape(), 0) { // what has no elements is not computed: few of Gorgonia's ops can
			s.form, s.compute, s.parts = formOf(n, in), computeOf(n, in), partsOf(n, in)
		}
		for _, c := range in {
			s.in = append(s.in, p.slot[c])
		}
		if p.fixed[i] = constant(n, in); p.fixed[i] != nil || p.fold(&s) {
			continue
		}
		if at, ok := seen.seen(n, &s); ok {
			p.merged(n, i, at, each)
			continue
		}
		p.add(s)
	}
	return p
}

// nothing computes a node without elements.
func nothing(G.Value, []G.Value) error { return nil }

// add appends a step.
func (p *plan) add(s step) {
	p.arity = max(p.arity, len(s.in))
	_, own := s.op.(ops.Computer)
	p.native = p.native || !own
	p.steps = append(p.steps, s)
}

// fold computes a step on fixed operands once and for all. What has modes draws random numbers, what is Gorgonia's and
// has no operands too, and a slice may be moved by gorgonia.UnsafeLet.
func (p *plan) fold(s *step) bool {
	_, own := s.op.(ops.Computer)
	_, moves := s.op.(interface{ IsSlice() tensor.Slice })
	_, modal := s.op.(G.TrainModeOp)
	if moves || modal || s.compute == nil || len(s.in) == 0 && !own {
		return false
	}
	var args []G.Value
	for _, i := range s.in {
		if p.fixed[i] == nil {
			return false
		}
		args = append(args, p.fixed[i])
	}
	out := newValue(p.dtypes[s.out], p.shapes[s.out])
	if s.compute(out, args) != nil {
		return false
	}
	p.fixed[s.out] = out
	p.took["constants"]++
	return true
}

// computeOf is how a node of a Program is computed; what is computed wrong is refused.
func computeOf(n *G.Node, in G.Nodes) compute {
	check(n)
	if c, ok := n.Op().(ops.Computer); ok {
		return computer(c)
	}
	return checkCompute(n, native(n, in))
}

func computer(c ops.Computer) compute {
	if c, ok := c.(interface {
		Try(out G.Value, in []G.Value) error
	}); ok {
		return c.Try
	}
	return func(out G.Value, in []G.Value) error {
		c.Compute(out, in)
		return nil
	}
}

// ancestors lists the given nodes and all they depend on, children first. Nodes get their ids when they enter a graph,
// after their children, so this is the order of ids.
func ancestors(of G.Nodes) G.Nodes { return ancestorsFrom(nil, of) }

// ancestorsFrom does not look behind given nodes.
func ancestorsFrom(given, of G.Nodes) G.Nodes {
	seen := map[*G.Node]bool{}
	stack := slices.Clone(of)
	var all G.Nodes
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[n] {
			continue
		}
		seen[n] = true
		all = append(all, n)
		if !slices.Contains(given, n) {
			stack = append(stack, build.Children(n)...)
		}
	}
	slices.SortFunc(all, func(a, b *G.Node) int { return int(a.ID() - b.ID()) })
	return all
}
