package plan

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// listSteps is a plan without a layout in memory. With each, every node has a value of its own, also one that equals
// another.
func listSteps(outputs, given G.Nodes, of Library, each bool) *Plan {
	p := &Plan{Nodes: AncestorsFrom(given, outputs), Slot: map[*G.Node]int{}, Took: taken{}}
	p.Fixed = make([]G.Value, len(p.Nodes))
	seen := common{}
	for i, n := range p.Nodes {
		p.Slot[n] = i
		p.Shapes, p.Dtypes = append(p.Shapes, n.Shape()), append(p.Dtypes, n.Dtype())
		if n.Op() == nil || slices.Contains(given, n) {
			p.Inputs = append(p.Inputs, i)
			continue
		}
		in := build.Children(n)
		if o, is := n.Op().(interface{ Same() bool }); is && o.Same() && !each {
			p.Slot[n] = p.Slot[in[0]]
			continue
		}
		s := Step{op: n.Op(), compute: nothing, Out: i}
		if !slices.Contains(n.Shape(), 0) { // what has no elements is not computed: few of Gorgonia's ops can
			s.describe(n, in, of)
		}
		for _, c := range in {
			s.In = append(s.In, p.Slot[c])
		}
		if p.Fixed[i] = of.Constant(n, in); p.Fixed[i] != nil || p.fold(&s) {
			continue
		}
		if at, ok := seen.seen(n, &s, of); ok {
			p.merged(n, i, at, each)
			continue
		}
		p.add(s, of)
	}
	return p
}

// describe tells how a step computes its node: an op of package ops says so itself, the library of any other.
func (s *Step) describe(n *G.Node, in G.Nodes, of Library) {
	if c, own := n.Op().(ops.Computer); own {
		s.compute, s.parts = computer(c), ownParts(n.Op())
	} else {
		s.compute, s.parts = of.Compute(n, in), of.Parts(n, in)
	}
	if dt := n.Dtype(); dt != tensor.Float32 && dt != tensor.Float64 || slices.ContainsFunc(in, func(c *G.Node) bool { return c.Dtype() != dt }) {
		return
	}
	if l, own := n.Op().(interface{ Loop() (any, bool) }); own {
		s.form = ownForm(l, n, in)
	} else {
		s.form = of.Form(n, in)
	}
}

// computer is how an op computes; one that may fail has a Try beside Compute.
func computer(c ops.Computer) Compute {
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

// nothing computes a node without elements.
func nothing(G.Value, []G.Value) error { return nil }

// add appends a step.
func (p *Plan) add(s Step, of Library) {
	p.arity = max(p.arity, len(s.In))
	p.Foreign = p.Foreign || s.foreign(of)
	p.Steps = append(p.Steps, s)
}

// foreign reports whether a step may keep something from one run to another, or fail: what is none of package ops may, unless
// the library computes it and it depends on nothing but its operands.
func (s *Step) foreign(of Library) bool {
	if o, runs := s.op.(interface{ Native() bool }); runs {
		return o.Native()
	}
	if _, own := s.op.(ops.Computer); own {
		return false
	}
	_, pure := of.Identity(s.op)
	return s.compute == nil || !pure
}

// fold computes a step on fixed operands once and for all. What has modes draws random numbers, what is Gorgonia's and
// has no operands too, and a slice may be moved by gorgonia.UnsafeLet.
func (p *Plan) fold(s *Step) bool {
	_, own := s.op.(ops.Computer)
	_, moves := s.op.(interface{ IsSlice() tensor.Slice })
	_, modal := s.op.(G.TrainModeOp)
	if moves || modal || s.compute == nil || len(s.In) == 0 && !own {
		return false
	}
	var args []G.Value
	for _, i := range s.In {
		if p.Fixed[i] == nil {
			return false
		}
		args = append(args, p.Fixed[i])
	}
	out := NewValue(p.Dtypes[s.Out], p.Shapes[s.Out])
	if s.compute(out, args) != nil {
		return false
	}
	p.Fixed[s.Out] = out
	p.Took["constants"]++
	return true
}
