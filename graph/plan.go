package graph

import (
	"slices"

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
	arity   int   // greatest number of operands
	native  bool  // whether an operation of Gorgonia's own is among the steps
}

// step computes one node.
type step struct {
	op      G.Op
	compute compute // computes op into given memory; nil for an op of Gorgonia's own that only its Do can
	out     int
	in      []int
	alias   bool // the value lies where the first operand does, and nothing is left to do
}

// newPlan plans the computation of outputs by steps, made of each node that is not an input from it and its children.
// Given nodes are inputs, whatever computes them elsewhere.
func newPlan(outputs, given G.Nodes, computeOf func(n *G.Node, in G.Nodes) compute) *plan {
	p := listSteps(outputs, given, computeOf)
	for _, n := range outputs {
		p.outputs = append(p.outputs, p.slot[n])
	}
	p.layout()
	return p
}

// listSteps is a plan without a layout in memory.
func listSteps(outputs, given G.Nodes, computeOf func(n *G.Node, in G.Nodes) compute) *plan {
	p := &plan{nodes: ancestorsFrom(given, outputs), slot: map[*G.Node]int{}}
	p.fixed = make([]G.Value, len(p.nodes))
	for i, n := range p.nodes {
		p.slot[n] = i
		p.shapes, p.dtypes = append(p.shapes, n.Shape()), append(p.dtypes, n.Dtype())
	}
	for i, n := range p.nodes {
		if n.Op() == nil || slices.Contains(given, n) {
			p.inputs = append(p.inputs, i)
			continue
		}
		in := build.Children(n)
		s := step{op: n.Op(), compute: computeOf(n, in), out: i}
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

// computeOf is how a node of a Program is computed; an op of the corrupt list is refused.
func computeOf(n *G.Node, in G.Nodes) compute {
	checkOp(n)
	if c, ok := n.Op().(ops.Computer); ok {
		return computer(c)
	}
	return native(n, in)
}

func computer(c ops.Computer) compute {
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

// align is the boundary values start on, a cache line and the widest vector register.
const align = 64

// layout places every computed tensor in one block of memory: a value takes the smallest gap that is free from the
// step that computes it to the last one that reads it. Outputs are never given up, and no step writes where it reads.
func (p *plan) layout() {
	last := p.lastReads()
	p.offset = make([]int, len(p.nodes))
	for i := range p.offset {
		p.offset[i] = -1
	}
	free := gaps{}
	for t, s := range p.steps {
		if !inBlock(p.dtypes[s.out], p.shapes[s.out]) {
			continue
		}
		if s.alias {
			p.offset[s.out] = p.offset[s.in[0]]
			continue
		}
		p.offset[s.out] = free.take(p.size(s.out), &p.bytes)
		for _, i := range append(slices.Clone(s.in), s.out) {
			if last[i] == t && p.offset[i] >= 0 {
				free.give(p.offset[i], p.size(i))
				last[i] = len(p.steps) // once, also when it is two operands
			}
		}
	}
}

// lastReads is the last step that needs each slot; past the end for outputs.
func (p *plan) lastReads() []int {
	last := make([]int, len(p.nodes))
	for t, s := range p.steps {
		last[s.out] = t
		for _, i := range s.in {
			last[i] = t
		}
	}
	for _, i := range p.outputs {
		last[i] = len(p.steps)
	}
	return last
}

// size is how many bytes a slot takes.
func (p *plan) size(i int) int {
	n := max(p.shapes[i].TotalSize(), 1) * int(p.dtypes[i].Size())
	return (n + align - 1) / align * align
}

// gaps are the free stretches of a block, by offset, none touching the next.
type gaps []gap

type gap struct{ at, size int }

// take finds the smallest gap of at least size bytes, or extends the block by what is missing.
func (g *gaps) take(size int, end *int) int {
	best := -1
	for i, f := range *g {
		if f.size >= size && (best < 0 || f.size < (*g)[best].size) {
			best = i
		}
	}
	if best < 0 {
		at := *end
		*end += size
		return at
	}
	f := &(*g)[best]
	at := f.at
	f.at, f.size = f.at+size, f.size-size
	if f.size == 0 {
		*g = slices.Delete(*g, best, best+1)
	}
	return at
}

// give returns a stretch and joins it with its neighbours.
func (g *gaps) give(at, size int) {
	i, _ := slices.BinarySearchFunc(*g, at, func(f gap, at int) int { return f.at - at })
	*g = slices.Insert(*g, i, gap{at, size})
	if i+1 < len(*g) && at+size == (*g)[i+1].at {
		(*g)[i].size += (*g)[i+1].size
		*g = slices.Delete(*g, i+1, i+2)
	}
	if i > 0 && (*g)[i-1].at+(*g)[i-1].size == at {
		(*g)[i-1].size += (*g)[i].size
		*g = slices.Delete(*g, i, i+1)
	}
}
