package graph_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The gradient that ends in the derivative of a ReLU as the product is stored has the bits of the two ops one after the
// other, which an output in between keeps apart; rows enough to be cut for several cores too.
func TestGateHasTheBitsOfTwoOps(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		for _, rows := range []int{1, 7, 600} {
			t.Run(fmt.Sprint(dt, rows), func(t *testing.T) {
				src, g := graphtest.NewSource(dt), G.NewGraph()
				in := func(name string, scale float64, shape ...int) *G.Node {
					return G.NewTensor(g, dt, len(shape), G.WithShape(shape...), G.WithName(name), G.WithValue(src.Tensor(scale, shape...)))
				}
				x, w1, b1, w2 := in("x", 1, rows, 5), in("w1", 1, 5, 96), in("b1", 1, 96), in("w2", 1, 96, 33)
				h := ops.Dense(x, w1, b1, ops.ActReLU)
				y := ops.Dense(h, w2, nil, ops.ActTanh)
				grads, err := graph.Gradient(ops.Sum(ops.Square(y)), b1)
				if err != nil {
					t.Fatal(err)
				}
				between := productBefore(t, grads[0])
				fused, err := graph.Compile(grads...)
				if err != nil {
					t.Fatal(err)
				}
				apart, err := graph.Compile(append(slices.Clone(grads), between)...)
				if err != nil {
					t.Fatal(err)
				}
				if a, b := graph.Steps(fused), graph.Steps(apart); a != b-1 {
					t.Errorf("%d steps fused and %d apart: want one fewer", a, b)
				}
				for _, cores := range []bool{false, true} {
					fused.UseCores(cores)
					for range 6 { // trials on all cores come now and then
						graphtest.MustRun(t, fused)
					}
					graphtest.MustRun(t, apart)
					if got, want := graphtest.Numbers(fused.Value(grads[0])), graphtest.Numbers(apart.Value(grads[0])); !slices.Equal(got, want) {
						t.Errorf("cores %v: %v, want %v", cores, got[:4], want[:4])
					}
				}
			})
		}
	}
}

// productBefore finds the product that goes into a ReLU's derivative on the way to n.
func productBefore(t *testing.T, n *G.Node) *G.Node {
	t.Helper()
	for n.Op() != nil {
		in := build.Children(n)
		if n.Op().String() == "relu_grad" {
			return in[1]
		}
		n = in[len(in)-1]
	}
	t.Fatal("there is no derivative of a ReLU")
	return nil
}
