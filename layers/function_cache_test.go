package layers_test

import (
	"fmt"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// A Function keeps the shapes used most recently of value and gradients together, within its Cache's budget, and computes
// the others as well.
func TestFunctionKeepsRecentShapes(t *testing.T) {
	shapes := 300
	if testing.Short() {
		shapes = 60
	}
	f := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
		return ops.Sum(s.Call("y", layers.Dense{Units: 1, NoBias: true}, in[0]))
	})
	f.Cache = &graph.Cache{Budget: 1 << 20}
	p, err := f.Init(1, matrix(1, 2))
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= shapes; n++ {
		x := matrix(n, 2)
		y, err := f.Apply(p, x)
		if err != nil {
			t.Fatal(err)
		}
		v, _, err := f.Train(1, n).ValueAndGrad(p, x)
		if err != nil || v != graph.Float(y) {
			t.Fatalf("%d rows: %v with gradients, %v without, %v", n, v, y, err)
		}
	}
	if held, bytes := f.Cache.Size(); held < 2 || held >= 2*shapes || bytes > f.Cache.Budget {
		t.Errorf("%d programs of %d bytes in a budget of %d", held, bytes, f.Cache.Budget)
	}
}

// Names that a list of them would print alike are told apart, and any number of sets of names is served.
func TestFunctionTellsNamesApart(t *testing.T) {
	f := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node { return ops.Sum(in[0]) })
	f.Cache = &graph.Cache{Budget: 1 << 16}
	for _, names := range [][]string{{"a b"}, {"a", "b"}, {"a] [b"}} {
		p := &layers.Params{}
		for _, name := range names {
			p.Set(name, matrix(1, 1))
		}
		if _, grads, err := f.ValueAndGrad(p, matrix(2, 2)); err != nil || fmt.Sprintf("%q", grads.Names()) != fmt.Sprintf("%q", names) {
			t.Errorf("gradients by %q, want %q (%v)", grads.Names(), names, err)
		}
	}
}
