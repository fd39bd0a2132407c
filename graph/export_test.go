package graph

import G "gorgonia.org/gorgonia"

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
