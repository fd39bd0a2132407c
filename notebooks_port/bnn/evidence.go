package main

import (
	"context"
	"fmt"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// steadyBody is the body of mdn, half as wide, for the information of all its weights is inverted many times, with one output.
type steadyBody struct{}

// Forward is (n, features) -> (n, 1).
func (steadyBody) Forward(s *layers.Scope, x *G.Node) *G.Node {
	h := s.Call("body", layers.MLP{Widths: []int{hidden / 2, hidden / 2}, Activation: layers.ReLU, Last: layers.Tanh}, x)
	return s.Call("loc", layers.Dense{Units: 1}, h)
}

// noises are what a fit begins with, in standard deviations of the target.
var noises = []float64{.35, .5, .7}

// byEvidence finds the noise and the precisions of the prior, one a layer, that maximize the marginal likelihood of Laplace's
// approximation over all weights (MacKay 1992; Immer et al. 2021, arXiv:2104.04975). No row is held out to stop a fit in time: what
// weights could fit by chance the evidence counts, (rows - effective weights) in place of rows. The most probable weights are found
// under N(0, 1/fan-in) at each of the noises, and those of the largest evidence are kept. Noise is one number: a noise that the network
// predicts is fitted with the weights, and most probable where it is nothing.
func byEvidence(ctx context.Context, t task) (best bnn.LaplaceFit, err error) {
	for i, noise := range noises {
		m := standardized()
		net := bnn.Regression{Layer: steadyBody{}, Noise: noise}
		if err := t.in(fmt.Sprintf("noise-%g", noise)).elbo(ctx, m, bnn.MAP{Net: net, Prior: bnn.NormalPrior{FanIn: true}}); err != nil {
			return best, err
		}
		f, err := bnn.Laplace{Only: []string{"*"}}.Fit(ctx, m, t.train)
		if err != nil {
			return best, err
		}
		if i == 0 || f.LogEvidence > best.LogEvidence {
			best = f
		}
	}
	return best, nil
}

// standardized is a model that has not been fitted.
func standardized() *training.Model {
	return &training.Model{X: data.Standardize{}, Y: data.Standardize{}}
}
