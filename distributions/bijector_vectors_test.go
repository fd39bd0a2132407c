package distributions_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// vectorMaps are bijectors of vectors of k numbers, and which elements of the result a density is of.
var vectorMaps = []struct {
	name string
	of   distributions.Bijector
	k    int
	free []int
}{
	{"fill triangular", distributions.FillTriangular{}, 6, []int{0, 3, 4, 6, 7, 8}},
	{"one number fills a triangle", distributions.FillTriangular{}, 1, []int{0}},
	{"softmax centered", distributions.SoftmaxCentered{}, 3, []int{0, 1, 2}},
	{"ordered", distributions.Ordered{}, 4, []int{0, 1, 2, 3}},
	{"one number in order", distributions.Ordered{}, 1, []int{0}},
	{"permutation", distributions.Permutation{Index: []int{2, 3, 0, 1}}, 4, []int{0, 1, 2, 3}},
	{"numbers and vectors", distributions.Chain{distributions.Tanh{}, distributions.Permutation{Index: []int{1, 2, 0}}, distributions.Exp{}, distributions.Ordered{}}, 3, []int{0, 1, 2}},
	{"inverse", distributions.Inverse{Of: distributions.Chain{distributions.Ordered{}, distributions.Sigmoid{}}}, 2, []int{0, 1}},
	{"vectors, then a matrix", distributions.Chain{distributions.Ordered{}, distributions.Sigmoid{}, distributions.FillTriangular{}}, 3, []int{0, 2, 3}},
}

// Inverse undoes Forward, and the log-determinant from both sides is that of the Jacobian by graph.Gradient.
func TestVectorBijectors(t *testing.T) {
	for _, c := range vectorMaps {
		for _, dt := range bothTypes {
			t.Run(fmt.Sprint(c.name, ", ", dt), func(t *testing.T) {
				x := []float64{.3, .62, -.2, .9, -.7, .1}[:c.k]
				eps := map[tensor.Dtype]float64{tensor.Float32: 4e-6, tensor.Float64: 1e-14}[dt]
				out := mustEval(t, dt, []array{arr(x, 1, c.k)}, func(in G.Nodes) G.Nodes {
					y := c.of.Forward(in[0])
					all := G.Nodes{c.of.Inverse(y), c.of.LogDetJacobian(in[0]), ops.Neg(distributions.Inverse{Of: c.of}.LogDetJacobian(y))}
					flat := ops.Reshape(y, -1)
					for _, e := range c.free {
						row, err := graph.Gradient(ops.Reshape(ops.Slice(flat, 0, e, e+1)), in[0])
						if err != nil {
							t.Fatal(err)
						}
						all = append(all, row[0])
					}
					return all
				})
				for i, v := range x {
					within(t, fmt.Sprintf("element %d of the inverse", i), out[0][i], v, eps)
				}
				jacobian := mat.NewDense(c.k, c.k, nil)
				for i, row := range out[3:] {
					jacobian.SetRow(i, row)
				}
				want, _ := mat.LogDet(jacobian)
				if math.IsNaN(want) {
					t.Fatal("no determinant")
				}
				within(t, "log-determinant", out[1][0], want, eps*10*(1+math.Abs(want)))
				within(t, "log-determinant of the inverse", out[2][0], want, eps*10*(1+math.Abs(want)))
			})
		}
	}
}

// What does not fit is refused.
func TestVectorBijectorErrors(t *testing.T) {
	transformed := func(b distributions.Bijector, dims int) func(p G.Nodes) distributions.Distribution {
		return func(p G.Nodes) distributions.Distribution {
			base := distributions.Distribution(distributions.Normal{Loc: p[0], Scale: p[0]})
			if dims > 0 {
				base = independent(dims)(base)
			}
			return distributions.Transformed{Base: base, Bijector: b}
		}
	}
	for _, c := range []shapeError{
		{"no triangle", []array{zeros(2, 4), zeros(2, 4)}, transformed(distributions.FillTriangular{}, 1), logProb, []string{"4 numbers fill no triangle"}},
		{"numbers for vectors", []array{zeros(2, 3), zeros(2, 3)}, transformed(distributions.Ordered{}, 0), logProb, []string{"distributions.Ordered takes 1 axes", "distributions.Independent"}},
		{"no permutation", []array{zeros(2, 3), zeros(2, 3)}, transformed(distributions.Permutation{Index: []int{0, 0, 1}}, 1), logProb, []string{"no order of the numbers 0 to 2"}},
		{"not all of it", []array{zeros(2, 3), zeros(2, 3)}, transformed(distributions.Permutation{Index: []int{1, 0}}, 1), logProb, []string{"of 2 numbers, not 3"}},
		{"no square", []array{zeros(2, 3), zeros(2, 3)}, transformed(distributions.Inverse{Of: distributions.FillTriangular{}}, 1), logProb, []string{"takes 2 axes"}},
		{"nil bijector", []array{zeros(2), zeros(2)}, transformed(nil, 0), logProb, []string{"the bijector is nil"}},
		{"nil part", []array{zeros(2), zeros(2)}, transformed(distributions.Chain{nil}, 0), logProb, []string{"the bijector is nil"}},
		{"nil inverse", []array{zeros(2), zeros(2)}, transformed(distributions.Inverse{}, 0), logProb, []string{"the bijector is nil"}},
		{"cdf of vectors", []array{zeros(2, 3), zeros(2, 3)}, transformed(distributions.Ordered{}, 1), distributions.CDF, []string{"no cdf of vectors"}},
		{"mean by a curve", []array{zeros(2), zeros(2)}, transformed(distributions.Exp{}, 0),
			func(d distributions.Distribution, _ *G.Node) *G.Node { return distributions.Mean(d) }, []string{"by distributions.Exp has no mean in closed form"}},
		{"masses", []array{zeros(2), zeros(2)}, func(p G.Nodes) distributions.Distribution {
			return distributions.Transformed{Base: distributions.Bernoulli{Logits: p[0]}, Bijector: distributions.Exp{}}
		}, logProb, []string{"distributions.Bernoulli has masses"}},
		{"nil base", []array{zeros(2)}, func(G.Nodes) distributions.Distribution {
			return distributions.Transformed{Bijector: distributions.Exp{}}
		}, logProb, []string{"Base is nil"}},
	} {
		t.Run(c.name, c.check)
	}
}
