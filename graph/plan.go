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
	slot    map[*G.Node]int // inverse of nodes
	inputs  []int           // slots of the inputs
	outputs []int           // slots of the outputs, as asked for
	fixed   []G.Value       // slot -> value that no run changes, nil for the others
	gone    []bool          // slot -> fused away; nil if there was no fusion
	steps   []step
	offset  []int // slot -> byte offset in the block; -1 for what lies elsewhere: inputs, scalars, fixed values
	bytes   int   // size of the block
	scratch int   // bytes that tiles need beside it
	arity   int   // greatest number of operands
	native  bool  // whether an operation of Gorgonia's own is among the steps

	plain func() *plan // the same with a value for every node, to look for what went wrong; slots are the same
}

// step computes one node, or several as tiles.
type step struct {
	op      G.Op
	form    form
	compute compute // computes op into given memory; nil for an op of Gorgonia's own that only its Do can
	tiles   *tiles  // computes out and also in place of compute
	out     int
	also    []int
	in      []int
	alias   bool // the value lies where the first operand does, and nothing is left to do
}

// outs are the slots that a step computes.
func (s *step) outs() []int { return append([]int{s.out}, s.also...) }

// newPlan plans the computation of outputs by steps, made of each node that is not an input from it and its children.
func newPlan(outputs G.Nodes, computeOf func(n *G.Node, in G.Nodes) compute) *plan {
	p := unfused(outputs, computeOf)
	p.plain = sync.OnceValue(func() *plan {
		q := unfused(outputs, computeOf)
		q.layout()
		return q
	})
	p.fuse(policy{needs: func(n *G.Node) bool { return slices.Contains(outputs, n) }})
	p.layout()
	return p
}

// unfused is a plan without a layout in memory that computes every node by itself.
func unfused(outputs G.Nodes, computeOf func(n *G.Node, in G.Nodes) compute) *plan {
	p := listSteps(outputs, computeOf)
	for _, n := range outputs {
		p.outputs = append(p.outputs, p.slot[n])
	}
	return p
}

// listSteps is a plan without a layout in memory.
func listSteps(outputs G.Nodes, computeOf func(n *G.Node, in G.Nodes) compute) *plan {
	p := &plan{nodes: ancestors(outputs), slot: map[*G.Node]int{}}
	p.fixed = make([]G.Value, len(p.nodes))
	for i, n := range p.nodes {
		p.slot[n] = i
		p.shapes, p.dtypes = append(p.shapes, n.Shape()), append(p.dtypes, n.Dtype())
	}
	for i, n := range p.nodes {
		if n.Op() == nil {
			p.inputs = append(p.inputs, i)
			continue
		}
		in := build.Children(n)
		s := step{op: n.Op(), form: formOf(n, in), compute: computeOf(n, in), out: i}
		if p.fixed[i] = constant(n, in); p.fixed[i] == nil {
			p.add(s, in)
		}
	}
	return p
}

// add appends a step, or takes it at once if its operands are fixed.
func (p *plan) add(s step, in G.Nodes) {
	args := make([]G.Value, 0, len(in))
	for _, c := range in {
		i := p.slot[c]
		s.in = append(s.in, i)
		if p.fixed[i] != nil {
			args = append(args, p.fixed[i])
		}
	}
	if len(args) == len(in) && p.fold(&s, args) {
		return
	}
	p.arity = max(p.arity, len(s.in))
	_, own := s.op.(ops.Computer)
	p.native = p.native || !own
	p.steps = append(p.steps, s)
}

// fold computes a step on fixed operands once and for all. What has no operands draws random numbers, what has modes
// too, and a slice may be moved by gorgonia.UnsafeLet.
func (p *plan) fold(s *step, args []G.Value) bool {
	_, moves := s.op.(interface{ IsSlice() tensor.Slice })
	_, modal := s.op.(G.TrainModeOp)
	if moves || modal || s.compute == nil || len(args) == 0 {
		return false
	}
	out := newValue(p.dtypes[s.out], p.shapes[s.out])
	if s.compute(out, args) != nil {
		return false
	}
	p.fixed[s.out] = out
	return true
}

// computeOf is how a node of a Program is computed; what is computed wrong is refused.
func computeOf(n *G.Node, in G.Nodes) compute {
	check(n, false)
	if c, ok := n.Op().(ops.Computer); ok {
		return computer(c)
	}
	return checkCompute(n, native(n, in))
}

func computer(c ops.Computer) compute {
	return func(out G.Value, in []G.Value) error {
		c.Compute(out, in)
		return nil
	}
}

// ancestors lists the given nodes and all they depend on, children first. Nodes get their ids when they enter a graph,
// after their children, so this is the order of ids.
func ancestors(of G.Nodes) G.Nodes {
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
		stack = append(stack, build.Children(n)...)
	}
	slices.SortFunc(all, func(a, b *G.Node) int { return int(a.ID() - b.ID()) })
	return all
}
