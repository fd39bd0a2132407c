package graph

// Steps is the number of operations a program runs.
func Steps(p *Program) int { return len(p.plan.steps) }

// BlockBytes is the memory a program plans for its values.
func BlockBytes(p *Program) int { return p.plan.bytes }
