package graph

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// listSteps is a plan without a layout in memory. With each, every node has a value of its own, also one that equals
// another.
func listSteps(outputs, given G.Nodes, of library, each bool) *plan {
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
			s.describe(n, in, of)
		}
		for _, c := range in {
			s.in = append(s.in, p.slot[c])
		}
		if p.fixed[i] = of.constant(n, in); p.fixed[i] != nil || p.fold(&s) {
			continue
		}
		if at, ok := seen.seen(n, &s, of); ok {
			p.merged(n, i, at, each)
			continue
		}
		p.add(s)
	}
	return p
}

// describe tells how a step computes its node: an op of package ops says so itself, the library of any other.
func (s *step) describe(n *G.Node, in G.Nodes, of library) {
	if c, own := n.Op().(ops.Computer); own {
		s.compute, s.parts = computer(c), ownParts(n.Op())
	} else {
		s.compute, s.parts = of.compute(n, in), of.parts(n, in)
	}
	if dt := n.Dtype(); dt != tensor.Float32 && dt != tensor.Float64 || slices.ContainsFunc(in, func(c *G.Node) bool { return c.Dtype() != dt }) {
		return
	}
	if l, own := n.Op().(interface{ Loop() (any, bool) }); own {
		s.form = ownForm(l, n, in)
	} else {
		s.form = of.form(n, in)
	}
}

func computer(c ops.Computer) compute {
	return func(out G.Value, in []G.Value) error {
		c.Compute(out, in)
		return nil
	}
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
