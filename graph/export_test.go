package graph

import (
	"fmt"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
)

// Steps is the number of operations a program runs.
func Steps(p *Program) int { return len(p.plan.steps) }

// BlockBytes is the memory a program plans for its values.
func BlockBytes(p *Program) int { return p.plan.bytes }

// Unfused is the same program without a rewrite: every node is computed by itself.
func Unfused(p *Program) *Program { return p.unfused() }

// Results are the values of the outputs in the order they were asked for.
func Results(p *Program) []G.Value { return p.outputs() }

// SameSlot reports whether two nodes are computed as one.
func SameSlot(p *Program, a, b *G.Node) bool { return p.plan.slot[a] == p.plan.slot[b] }

// OneCore keeps a machine from sharing steps among the cores.
func OneCore(v *VM) *VM {
	v.prog.cores = false
	return v
}

// Shared is how many steps of a machine are cut into parts.
func Shared(v *VM) (n int) {
	for _, s := range v.prog.plan.steps {
		if s.parts != nil {
			n++
		}
	}
	return n
}

// Rehearse plays a step cut into so many pieces that takes these times, alone and on all cores, and returns in which runs it
// was on all.
func Rehearse(pieces, runs int, times func(run int) [2]float64) (all []bool) {
	c := newContest(&parts{n: pieces})
	for run := range runs {
		all = append(all, c.next())
		c.took(times(run)[c.now])
	}
	return all
}

// Taken is how often each rewrite was taken in a program.
func Taken(p *Program) map[string]int { return p.plan.took }

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
		if vals[n] = constant(n, in); vals[n] != nil {
			continue
		}
		var args []G.Value
		for _, c := range in {
			args = append(args, vals[c])
		}
		f := computeOf(n, in)
		if f == nil {
			return nil, fmt.Errorf("%v is not known", n)
		}
		vals[n] = newValue(n.Dtype(), n.Shape())
		if err := f(vals[n], args); err != nil {
			return nil, err
		}
	}
	return vals, nil
}

// Poison fills the memory of what a program computes with NaN, which an operation that does not write its result leaves.
func Poison(p *Program) {
	for _, s := range p.plan.steps {
		for _, i := range s.outs() {
			for k := range Bytes(p.vals[i]) {
				Bytes(p.vals[i])[k] = 0xff
			}
		}
	}
}

// Expression is the code of a compound of all that computes out, "" if there is none.
func Expression(out *G.Node) string {
	p := unfused(G.Nodes{out}, nil, computeOf)
	f := p.rewritten(policy{needs: func(n *G.Node) bool { return n == out }, apart: true})
	return f.expressionOf(f.made[p.slot[out]]).String()
}
