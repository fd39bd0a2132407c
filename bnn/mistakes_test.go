package bnn_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// indifferent is a likelihood that does not depend on the weights: what moves them is the divergence alone.
type indifferent struct{}

func (indifferent) PerRow(q distributions.Distribution, y *G.Node) *G.Node {
	return ops.MulConst(q.LogProb(y), 0)
}

// far is linear with weights that start at 100.
type far struct{}

func (far) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	y := s.Call("head", layers.Dense{Units: 1, Kernel: layers.Constant(100), Bias: layers.Constant(-100)}, x)
	return distributions.Normal{Loc: ops.Reshape(y, x.Shape()[0]), Scale: ops.Full(s.Graph(), s.Dtype(), 1, 1)}
}

// A step moves loc by rate/N times the gradient of log p, whatever the size of the batch, the number of batches and the
// number of weights, however far away the weight is, and by rate/N·(1/sd - sd/scale²) the sd. A divergence averaged over
// the weights moves 1/(number of weights) of that, one divided by the batch or by the number of batches N/batch or batch
// times it; a prior floored before its logarithm does not move the weights at all.
func TestPriorPulls(t *testing.T) {
	slow.Test(t)
	const n, rate, sd = 40, .5, .2
	for _, features := range []int{1, 6} {
		s := plane(n, features, .3, 1)
		for _, batch := range []int{1, 10, 40} {
			for e := bnn.SharedSample; e <= bnn.Flipout; e++ {
				for _, c := range []struct {
					prior bnn.Prior
					scale float64
				}{{bnn.NormalPrior{Scale: 2}, 2}, {bnn.ScaleMixture{Wide: 2, Narrow: .01}, 2}} {
					v := whole(bnn.Variational{Net: far{}, Prior: c.prior, Posterior: bnn.MeanField{SD: layers.Constant(sd)}, Estimator: e})
					m := &training.Model{Net: v, Dtype: float64Type}
					tr := training.Trainer{Loss: losses.ELBO{Rows: n, Likelihood: indifferent{}}, BatchSize: batch, Solver: &training.SGD{Rate: training.Constant(rate)}}
					fit(t, tr, m, s.Head(n), 0)
					fit(t, tr, m, s, 1)
					steps := float64(n / batch)
					kept := math.Pow(1-rate/(n*c.scale*c.scale), steps)
					// A sampled divergence pulls at the draw, loc + sd eps: up to 8 sd from loc.
					tol := 1e-12
					if _, sampled := c.prior.(bnn.ScaleMixture); sampled {
						tol = 8 * sd / 100 * (1 - kept)
					}
					if got := ops.Data[float64](m.Params.Get("head/kernel/loc"))[0] / 100; math.Abs(got-kept) > tol {
						t.Errorf("%d features, batches of %d, %v, %+v: %v of a far weight is left after an epoch, want %v", features, batch, e, c.prior, got, kept)
					}
				}
			}
		}
	}
}

// The reported divergence is the sum over all weights for batches of any size.
func TestDivergenceIsOfTheWholeNetwork(t *testing.T) {
	const n = 40
	s := plane(n, 2, .3, 1)
	m := initialized(t, whole(bnn.Variational{Net: deep{3}, Prior: bnn.NormalPrior{Scale: 2}}), n, 2)
	want := 0.
	for path, v := range m.Params.All() {
		if base, ok := strings.CutSuffix(path, "/loc"); ok {
			for i, loc := range ops.Data[float64](v) {
				sd := softplus(ops.Data[float64](m.Params.Get(base + "/scale"))[i])
				want += (sd*sd+loc*loc)/8 - .5 + math.Log(2/sd)
			}
		}
	}
	for _, batch := range []int{1, 7, n} {
		tr := training.Trainer{Loss: losses.ELBO{Rows: n}, BatchSize: batch, Solver: &training.SGD{Rate: training.Constant(0)}}
		if got := n * fit(t, tr, m, s, 1)[0].Bound.KL; math.Abs(got/want-1) > 1e-12 {
			t.Errorf("batches of %d: KL %v, want %v", batch, got, want)
		}
	}
}
