package tape_test

import (
	"sync"
	"testing"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Graphs may be differentiated by Gorgonia at once, though its constants are shared: the race detector tells. (Its Rectify and
// LeakyRelu count in a variable of their own.)
func TestGraphsBuiltAtOnce(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				x := G.NewVector(G.NewGraph(), dt, G.WithShape(2), G.WithName("x"))
				for _, f := range []func(*G.Node) (*G.Node, error){G.Square, G.Cube, G.Log2, G.Sqrt, G.Tanh, G.Sigmoid, G.Inverse, G.Log1p, G.Softplus} {
					y, err := f(x)
					if err == nil {
						y, err = G.Sum(y)
					}
					if err == nil {
						_, err = G.Grad(y, x)
					}
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
	}
}
