package bnn_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

// gapRows is n rows of y ~ N(sin 3x, (.05 + .1 |x|)²) on [-1, 1.1], without any in (-.2, .4).
func gapRows(n int, seed uint64) data.Set {
	x, y := make([]float64, n), make([]float64, n)
	rng.New(seed, "x", 0, 0).Uniform64(x, 0)
	rng.New(seed, "noise", 0, 0).Normal64(y, 0)
	for i := range x {
		if x[i] = 2*x[i] - 1; x[i] > -.2 && x[i] < .4 {
			x[i] += .7
		}
		y[i] = math.Sin(3*x[i]) + (.05+.1*math.Abs(x[i]))*y[i]
	}
	return data.Set{X: mat.NewDense(n, 1, x), Y: y}
}

// spread has two hidden layers of 32 tanh units and a normal whose scale depends on x.
type spread struct{}

func (spread) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	n := x.Shape()[0]
	h := s.Call("body", layers.MLP{Widths: []int{32, 32}, Activation: layers.Tanh, Last: layers.Tanh}, x)
	return distributions.Normal{
		Loc:   ops.Reshape(s.Call("loc", layers.Dense{Units: 1}, h), n),
		Scale: ops.Reshape(s.Call("scale", layers.Positive{Units: 1, Floor: 1e-3}, h), n),
	}
}

// gapFit is the prediction at -.5, where the noise is .1, and at 2.5, off the data.
func gapFit(t *testing.T, net training.Net, n int, seed uint64) distributions.Posterior {
	t.Helper()
	m := &training.Model{Net: net, X: data.Standardize{}, Y: data.Standardize{}}
	fit(t, training.Trainer{Loss: losses.ELBO{Rows: n}, Solver: &training.Adam{Rate: training.Cosine(1e-2, 300, 0)}, Seed: seed}, m, gapRows(n, seed), 300)
	return predict(t, m, mat.NewDense(2, 1, []float64{-.5, 2.5}), training.Draws(400))
}

// With nothing but a network Bayes by Backprop and dropout recover the function, its noise and where they know nothing:
// medians of five seeds.
func TestDefaultsFit(t *testing.T) {
	for _, n := range []int{100, 300, 3000} {
		for name, net := range map[string]training.Net{"variational": bnn.Variational{Net: spread{}}, "dropout": bnn.MCDropout{Net: spread{}}} {
			t.Run(fmt.Sprintf("%s of %d rows", name, n), func(t *testing.T) {
				if n == 3000 && !*full {
					t.Skip("takes half a minute: run with -full")
				}
				var mean, noise, ratio []float64
				for seed := range uint64(5) {
					q := gapFit(t, net, n, seed+1)
					mean, noise = append(mean, q.Mean()[0]), append(noise, math.Sqrt(q.Aleatoric()[0]))
					ratio = append(ratio, math.Sqrt(q.Epistemic()[1]/q.Epistemic()[0]))
				}
				for _, x := range [][]float64{mean, noise, ratio} {
					slices.Sort(x)
				}
				t.Logf("at -.5: mean %.2f, noise %.3f; epistemic sd at 2.5 %.1f times (%.1f to %.1f)", mean[2], noise[2], ratio[2], ratio[0], ratio[4])
				if math.Abs(mean[2]-math.Sin(-1.5)) > .1 || math.Abs(noise[2]-.1) > .03 || ratio[2] < 3 {
					t.Errorf("mean %v, noise %v, ratio %v: want -1, .1 and at least 3", mean, noise, ratio)
				}
			})
		}
	}
}
