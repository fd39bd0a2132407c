package graph_test

import (
	"strings"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The dear operation of a graph is found, under its layer's name, and the sums agree.
func TestProfile(t *testing.T) {
	g := G.NewGraph()
	x, w := build.Input(g, tensor.Float32, "x", 300, 300), build.Input(g, tensor.Float32, "w", 300, 300)
	first := len(g.AllNodes())
	h := ops.Dense(x, w, nil, ops.ActReLU)
	build.Name(g, first, "body/dense_0")
	y := ops.Sum(h)
	d, err := graph.Gradient(y, w)
	if err != nil {
		t.Fatal(err)
	}
	p, err := graph.Compile(y, d[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Profile(1); err == nil {
		t.Error("a program without inputs was profiled")
	}
	for _, n := range []*G.Node{x, w} {
		if err := p.Let(n, tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(300, 300))); err != nil {
			t.Fatal(err)
		}
	}
	costs, err := p.Profile(3)
	if err != nil {
		t.Fatal(err)
	}
	if len(costs) != graph.Steps(p) || costs.ByLayer().Total() != costs.Total() {
		t.Errorf("%d entries of %d steps, total %v and by layer %v", len(costs), graph.Steps(p), costs.Total(), costs.ByLayer().Total())
	}
	if top := costs.ByLayer()[0]; top.Path != "body/dense_0" {
		t.Errorf("the dearest layer is %+v", top)
	}
	var b strings.Builder
	if err := costs.WriteText(&b); err != nil || strings.Count(b.String(), "\n") != len(costs) || !strings.Contains(b.String(), "dense_relu") {
		t.Errorf("%v:\n%s", err, b.String())
	}
}
