package build

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// What depends on a stand-in is left out, and inputs of two stand-ins are two.
func TestStanding(t *testing.T) {
	g := G.NewGraph()
	x := Input(g, tensor.Float64, "x", 3)
	a, b := StandIn(g, tensor.Float64, 3), StandIn(g, tensor.Float64, 3)
	y := G.Must(G.Exp(x))
	G.Must(G.Exp(G.Must(G.Add(a, y))))
	z := G.Must(G.Add(x, y))
	if a == b {
		t.Error("one node stands for two")
	}
	got, want := []int64{}, []int64{x.ID(), y.ID(), z.ID()}
	for _, n := range Standing(g.AllNodes()) {
		got = append(got, n.ID())
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
