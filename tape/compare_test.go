package tape_test

import (
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/tape"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Comparisons with NaN are false but for !=, with one number on either side and with as many as there are.
func TestVMComparesNaN(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	x := []float64{-1, 0, math.Copysign(0, -1), 2, nan, inf, -inf, 2, 5}
	for _, c := range []struct {
		name string
		node func(a, b *G.Node) *G.Node
		is   func(a, b float64) bool
	}{
		{"<", func(a, b *G.Node) *G.Node { return G.Must(G.Lt(a, b, true)) }, func(a, b float64) bool { return a < b }},
		{">", func(a, b *G.Node) *G.Node { return G.Must(G.Gt(a, b, true)) }, func(a, b float64) bool { return a > b }},
		{"<=", func(a, b *G.Node) *G.Node { return G.Must(G.Lte(a, b, true)) }, func(a, b float64) bool { return a <= b }},
		{">=", func(a, b *G.Node) *G.Node { return G.Must(G.Gte(a, b, true)) }, func(a, b float64) bool { return a >= b }},
		{"==", func(a, b *G.Node) *G.Node { return G.Must(G.Eq(a, b, true)) }, func(a, b float64) bool { return a == b }},
		{"!=", func(a, b *G.Node) *G.Node { return G.Must(G.Ne(a, b, true)) }, func(a, b float64) bool { return a != b }},
	} {
		for _, other := range []float64{0, 2, nan, inf} {
			g := G.NewGraph()
			v := G.NewVector(g, tensor.Float64, G.WithShape(len(x)), G.WithName("v"), G.WithValue(graphtest.Vec(x...)))
			w := G.NewVector(g, tensor.Float64, G.WithShape(len(x)), G.WithName("w"), G.WithValue(graphtest.Vec(slices.Repeat([]float64{other}, len(x))...)))
			s := G.NewScalar(g, tensor.Float64, G.WithName("s"), G.WithValue(other))
			full, right, left := c.node(v, w), c.node(v, s), c.node(s, v)
			graphtest.MustRun(t, tape.NewVM(g))
			for i, u := range x {
				for k, n := range []*G.Node{full, right, left} {
					a, b := u, other
					if k == 2 {
						a, b = b, a
					}
					if got := graphtest.Numbers(n.Value())[i]; (got == 1) != c.is(a, b) {
						t.Errorf("%v %s %v is %v", a, c.name, b, got)
					}
				}
			}
		}
	}
}
