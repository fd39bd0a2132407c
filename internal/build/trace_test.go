package build

import (
	"testing"

	G "gorgonia.org/gorgonia"
)

// Builds within builds have numbers of their own, and nothing is left behind, also by those that panic.
func TestTrace(t *testing.T) {
	g, other := G.NewGraph(), G.NewGraph()
	func() {
		defer func() { _ = recover() }()
		Traced(g, 3, func() {
			Traced(g, 5, func() {
				if Trace(g) != 5 || Trace(other) != 0 {
					t.Errorf("within: %d and %d", Trace(g), Trace(other))
				}
			})
			if Trace(g) != 3 {
				t.Errorf("after the inner: %d", Trace(g))
			}
			panic("a build that fails")
		})
	}()
	if _, left := traces.Load(g); left {
		t.Error("the graph is kept")
	}
}
