package graph

import (
	"github.com/deepprob/deepprob/internal/plan"
	G "gorgonia.org/gorgonia"
)

// Machine is what runs a program.
func Machine(p *Program) *plan.Machine { return p.m }

// Steps is the number of operations a program runs.
func Steps(p *Program) int { return len(p.m.Plan.Steps) }

// BlockBytes is the memory a program plans for its values.
func BlockBytes(p *Program) int { return p.m.Plan.Bytes }

// Unfused is the same program without a rewrite: every node is computed by itself.
func Unfused(p *Program) *Program { return p.unfused() }

// Results are the values of the outputs in the order they were asked for.
func Results(p *Program) []G.Value { return p.outputs() }

// SameSlot reports whether two nodes are computed as one.
func SameSlot(p *Program, a, b *G.Node) bool { return p.m.Plan.Slot[a] == p.m.Plan.Slot[b] }

// Taken is how often each rewrite was taken in a program.
func Taken(p *Program) map[string]int { return p.m.Plan.Took }
