package graph

import (
	"fmt"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
)

// Steps is the number of operations a program runs.
func Steps(p *Program) int { return len(p.m.plan.steps) }

// BlockBytes is the memory a program plans for its values.
func BlockBytes(p *Program) int { return p.m.plan.bytes }

// Unfused is the same program without a rewrite: every node is computed by itself.
func Unfused(p *Program) *Program { return p.unfused() }

// Results are the values of the outputs in the order they were asked for.
func Results(p *Program) []G.Value { return p.outputs() }

// SameSlot reports whether two nodes are computed as one.
func SameSlot(p *Program, a, b *G.Node) bool { return p.m.plan.slot[a] == p.m.plan.slot[b] }

// OneCore keeps a machine from sharing steps among the cores.
func OneCore(v *VM) *VM {
	v.m.cores = false
	return v
}

// Shared is how many steps of a machine are cut into parts.
func Shared(v *VM) (n int) {
	for _, s := range v.m.plan.steps {
		if s.parts != nil {
			n++
		}
	}
	return n
}

// Taken is how often each rewrite was taken in a program.
func Taken(p *Program) map[string]int { return p.m.plan.took }

// Naive computes outputs and all that they depend on node by node, each in memory of its own: nothing is fused, merged,
// folded or laid out.
func Naive(outputs ...*G.Node) (vals map[*G.Node]G.Value, err error) {
	defer build.Recover(&err)
	vals = map[*G.Node]G.Value{}
	for _, n := range ancestors(outputs) {
		in := build.Children(n)
		if n.Op() == nil {
			vals[n] = n.Value()
			continue
		}
		from := nativeOps{strict: true}
		if vals[n] = from.constant(n, in); vals[n] != nil {
			continue
		}
		var args []G.Value
		for _, c := range in {
			args = append(args, vals[c])
		}
		s := step{compute: nothing}
		if !slices.Contains(n.Shape(), 0) {
			s.describe(n, in, from)
		}
		if s.compute == nil {
			return nil, fmt.Errorf("%v is not known", n)
		}
		vals[n] = newValue(n.Dtype(), n.Shape())
		if err := s.compute(vals[n], args); err != nil {
			return nil, err
		}
	}
	return vals, nil
}

// Poison fills the memory of what a program computes with NaN, which an operation that does not write its result leaves.
func Poison(p *Program) {
	for _, s := range p.m.plan.steps {
		for _, i := range s.outs() {
			for k := range Bytes(p.m.vals[i]) {
				Bytes(p.m.vals[i])[k] = 0xff
			}
		}
	}
}
