package build

import (
	"sync"

	G "gorgonia.org/gorgonia"
)

// traces are the graphs in which a function is being built for one row of many, with the number of the innermost such
// build. Gorgonia's graph has no place for a note, and a function over nodes no argument for one.
var traces sync.Map // *G.ExprGraph -> int64

// Traced builds for one row of many: number tells that build from all others in the graph.
func Traced(g *G.ExprGraph, number int64, f func()) {
	before, nested := traces.Swap(g, number)
	defer func() {
		if nested {
			traces.Store(g, before)
		} else {
			traces.Delete(g)
		}
	}()
	f()
}

// Trace is the number of the build for one row that is going on in a graph, 0 if there is none. What differs from row to row
// although its operands do not, noise, must not be one node with what was made outside of that build.
func Trace(g *G.ExprGraph) int64 {
	number, _ := traces.Load(g)
	n, _ := number.(int64)
	return n
}
