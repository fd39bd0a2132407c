package graph

import (
	"github.com/deepprob/deepprob/tape"
	G "gorgonia.org/gorgonia"
)

// VM runs all of a Gorgonia graph in the place of a TapeMachine: see package tape, to which it belongs.
type VM = tape.VM

// NewVM is tape.NewVM: it stands where gorgonia.NewTapeMachine stood.
func NewVM(g *G.ExprGraph, opts ...G.VMOpt) *VM { return tape.NewVM(g, opts...) }
