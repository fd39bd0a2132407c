package flows_test

import (
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A density and a draw cost as many passes of each layer's network as the package's documentation says: one, or one a number.
func TestCosts(t *testing.T) {
	const dim, steps = 3, 2
	for _, c := range []struct {
		net           training.Net
		density, draw int // passes a layer
	}{
		{flows.NSF{Dim: dim, Layers: steps}, 1, 1},
		{flows.RealNVP{Dim: dim, Layers: steps}, 1, 1},
		{flows.NSF{Dim: dim, Layers: steps, Autoregressive: true}, 1, dim},
		{flows.MAF{Dim: dim, Layers: steps}, 1, dim},
		{flows.BPF{Dim: dim, Layers: steps}, 1, dim},
		{flows.IAF{Dim: dim, Layers: steps}, dim, 1},
	} {
		density := passes(t, c.net, dim, func(d distributions.Distribution, y *G.Node) *G.Node { return d.LogProb(y) })
		draw := passes(t, c.net, dim, distributions.Sample)
		if density != steps*c.density || draw != steps*c.draw {
			t.Errorf("%v: %d passes for a density and %d for a draw, want %d and %d", c.net, density, draw, steps*c.density, steps*c.draw)
		}
	}
}

// passes is how many networks of two hidden layers f evaluates.
func passes(t *testing.T, net training.Net, dim int, f func(d distributions.Distribution, x *G.Node) *G.Node) (n int) {
	t.Helper()
	fn := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
		y := f(net.Forward(s, in[0]), in[1])
		n = 0
		seen := map[*G.Node]bool{}
		var visit func(at *G.Node)
		visit = func(at *G.Node) {
			if seen[at] {
				return
			}
			seen[at] = true
			if at.Op() != nil && strings.HasPrefix(at.Op().String(), "dense") {
				n++
			}
			for _, c := range build.Children(at) {
				visit(c)
			}
		}
		visit(y)
		return y
	})
	if _, err := fn.Init(1, value(tensor.Float64, normals(1, 2*4), 4, 2), value(tensor.Float64, normals(2, dim*4), 4, dim)); err != nil {
		t.Fatal(err)
	}
	if n%3 != 0 {
		t.Fatalf("%v: %d dense layers, of networks of 3", net, n)
	}
	return n / 3
}
