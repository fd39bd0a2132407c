package build

import (
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// 1, 2, 3 and log 2 of Gorgonia's derivatives are nodes that all graphs share until one takes a copy. The first that asks for their hash
// stores it, a data race of two graphs that are built at once: here that is done before there are two.
func init() {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		x := G.NewVector(G.NewGraph(), dt, G.WithShape(2), G.WithName("x"))
		for _, f := range []func(*G.Node) (*G.Node, error){G.Square, G.Cube, G.Log2} {
			if _, err := G.Grad(G.Must(G.Sum(G.Must(f(x)))), x); err != nil {
				panic(err)
			}
		}
	}
}
