package bnn

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// Laplace makes the last layers of a fitted network Bayesian: their weights w get the normal
//
//	N(w*, (F + D)^-1),  F = sum_i J_i' F_i J_i                                    (d, d)
//
// around the mode w* of the posterior (MacKay 1992; Daxberger et al. 2021, arXiv:2106.14806), where J_i is the Jacobian of
// what the layers give for row i by w, F_i the Fisher information of the predicted distribution by that, and D the
// precisions of the prior N(0, 1/D). All else stays as it was fitted. For a linear map with normal noise of a known size
// it is the exact posterior. The distribution must be a Normal, whose location and scale may both come from such layers, a
// Bernoulli or a Categorical; layers must be dense.
//
// The precisions, one a layer, and the noise of Regression maximize the evidence log p(D) of that approximation, by
// MacKay's fixed point: precision = g/|w*|² and noise² = sum (y-f)²/(n-g), with g the effective number of weights. w*
// follows them by Newton steps, since nothing says that the network was fitted with this prior.
type Laplace struct {
	Layers    []string // patterns of the layers' paths; nil: those whose outputs meet no other layer before the distribution
	Precision float64  // of the prior, of all weights; 0: what maximizes the evidence, for each layer
	KeepMode  bool     // leave the weights as they were fitted, as if they were the mode
	KeepNoise bool     // leave the noise of Regression as it is
}

// LaplaceFit is the posterior of the last layers' weights, and what was found on the way to it.
type LaplaceFit struct {
	Layers      []string
	Precision   []float64 // of the prior, by layer
	Noise       float64   // of Regression, in the network's units; NaN for other networks
	LogEvidence float64   // log p(D), in nats, of the targets in the network's units
	Effective   float64   // how many weights the data determines, between 0 and their number
	Converged   bool      // whether precisions and noise came to rest

	Mean []float64     // of the weights: by layer, kernel row after row, then bias
	Cov  *mat.SymDense // (d, d)
}

// Fit approximates the posterior given all rows of train, which the model has been fitted to, and makes it the model's
// Sampler, of draws without end. On an error nothing about m changes.
func (l Laplace) Fit(ctx context.Context, m *training.Model, train data.Set) (LaplaceFit, error) {
	f, err := l.fit(ctx, m, train)
	if err != nil {
		return LaplaceFit{}, fmt.Errorf("bnn: laplace: %w", err)
	}
	return f, nil
}

func (l Laplace) fit(ctx context.Context, m *training.Model, train data.Set) (f LaplaceFit, err error) {
	switch {
	case m == nil || m.Net == nil:
		return f, errors.New("the model is nil or has no Net")
	case m.Params == nil || m.XScale == nil || m.YScale == nil:
		return f, errors.New("the model has not been fitted: fit it first")
	case !(l.Precision >= 0) || math.IsInf(l.Precision, 1):
		return f, fmt.Errorf("the prior's Precision is %g: want a positive number, or 0 for what maximizes the evidence", l.Precision)
	}
	h, err := newHead(m, l.Layers, train)
	if err != nil {
		return f, err
	}
	e := &evidence{head: h, Laplace: l}
	if err := e.maximize(ctx); err != nil {
		return f, err
	}
	sampler, params, err := h.sampler(m, &e.chol)
	if err != nil {
		return f, err
	}
	m.Params, m.Sampler = params, sampler
	return e.result(), nil
}
