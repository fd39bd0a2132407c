package layers_test

import (
	"fmt"
	"testing"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A pass remembers every call, those within others after them, with what they took and gave and the nodes made inside.
func TestCalls(t *testing.T) {
	p := &layers.Pass{Graph: G.NewGraph(), Params: &layers.Params{}, Init: true}
	s := p.Scope()
	x := build.Input(p.Graph, tensor.Float32, "x", 3, 4)
	h := s.Call("body", layers.Sequential{layers.Dense{Units: 5}, layers.Residual{Layer: layers.Dense{Units: 5}}, layers.Tanh}, x)
	y := s.Sub("other").Call("head", &layers.Dense{Units: 2}, h)
	var got []string
	for _, c := range p.Calls {
		got = append(got, fmt.Sprintf("%s %T %v %v", c.Path, c.Layer, c.X.Shape(), c.Y.Shape()))
	}
	want := []string{
		"body layers.Sequential (3, 4) (3, 5)", "body/dense_0 layers.Dense (3, 4) (3, 5)", "body/residual_1 layers.Residual (3, 5) (3, 5)",
		"body/residual_1/layer layers.Dense (3, 5) (3, 5)", "body/activation_2 layers.Activation (3, 5) (3, 5)", "other/head *layers.Dense (3, 5) (3, 2)",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	nodes := p.Graph.AllNodes()
	if c := p.Calls[0]; nodes[c.To-1] != h || c.From != 1 || c.Y != h {
		t.Errorf("the body's nodes are %v of %v", nodes[c.From:c.To], nodes)
	}
	if c := p.Calls[5]; c.From != p.Calls[0].To || nodes[c.To-1] != y {
		t.Errorf("the head's nodes are %v of %v", nodes[c.From:c.To], nodes)
	}
}
