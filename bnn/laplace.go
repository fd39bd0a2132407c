package bnn

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/stop"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// Laplace makes weights of a fitted network Bayesian, those of the last layers unless told otherwise: the weights w get the
// normal
//
//	N(w*, (F + D)^-1),  F = sum_i J_i' F_i J_i                                    (d, d)
//
// around the mode w* of the posterior (MacKay 1992; Daxberger et al. 2021, arXiv:2106.14806), where J_i is the Jacobian of
// the parameters of row i's distribution by w, F_i the Fisher information of the distribution by those, and D the
// precisions of the prior N(0, 1/D). All else stays as it was fitted. For a linear map with normal noise of a known size
// it is the exact posterior. The information of a Normal, a Bernoulli and a Categorical is known; that of others, such as
// mixtures, is estimated by the scores of 10,000 targets or more that are drawn from what the network predicts.
//
// The precisions, one a layer, and the noise of Regression maximize the evidence log p(D) of that approximation, by
// MacKay's fixed point: precision = g/|w*|² and noise² = sum (y-f)²/(n-g), with g the effective number of weights. w* of
// the last layers follows them by Newton steps, since nothing says that the network was fitted with this prior; they must be
// dense, and the information known.
//
// With Only, Except, a Curvature or a Subnetwork, and under other distributions, any weights will do, and w* stays as it was
// fitted: best under bnn.MAP. That of all weights is a normal around one of many modes, wide where F is small, and draws far
// from w* are weights of which F knows nothing: LaplaceFit.Linearize predicts better than draws do (Immer et al. 2021,
// arXiv:2008.08400).
type Laplace struct {
	Layers    []string // patterns of the layers' paths; nil: those whose outputs meet no other layer before the distribution
	Precision float64  // of the prior, of all weights; 0: what maximizes the evidence, for each layer
	KeepMode  bool     // leave the weights as they were fitted, as if they were the mode
	KeepNoise bool     // leave the noise of Regression as it is; otherwise, but for FullCurvature and FullHessian, it is that of the last layers, at least that of the residuals

	// Only and Except are patterns of weights of any layers, instead of Layers. Only nil is all, if there is Except, a
	// Curvature or a Subnetwork.
	Only, Except []string
	Curvature    Curvature // what is kept of F

	// GGN takes for F_i, in place of the Fisher information, the second derivatives of -log p(y_i) at the row's own target, by what the last
	// layers give, or by a parameter of the distribution that inner layers reach past them: the generalized Gauss-Newton matrix
	// (Schraudolph 2002), of any distribution whatever. For the logits of a Bernoulli or a Categorical and the logarithm of a Poisson's rate
	// it is the same; in other cases it may not be positive definite, which is an error. Weights then stay as they were fitted; best
	// fitted under bnn.MAP.
	GGN bool

	// Subnetwork, if positive, leaves so many of the chosen weights, those of the largest variance under DiagonalCurvature;
	// all else stays as it was fitted (Daxberger et al. 2021, arXiv:2010.14689).
	Subnetwork int
}

// Curvature is what a Laplace keeps of F, for n rows and d weights in layers of about k x k.
type Curvature int

// FullCurvature is all of F: n d² + d³ operations, d² numbers, to d of some thousands. DiagonalCurvature is n d and d.
// KroneckerExpand and KroneckerReduce are two factors for each layer, n k² + k³ and k², and the diagonal for what is no layer's
// kernel or bias. They differ where a layer is applied at several positions of a row, as a convolution is: the first takes
// positions as if they were rows, the second the mean of what the layer sees and the sum of the derivatives (Eschenhagen et
// al. 2023, arXiv:2311.00636), which is right if positions are averaged in the end.
//
// FullHessian is not of F but the Hessian of the negative log-likelihood itself, which has besides the derivatives of J_i: n d² + d³
// operations. At a mode of the posterior with this prior it is positive definite, and elsewhere need not be: then it is an error.
const (
	FullCurvature Curvature = iota
	KroneckerExpand
	KroneckerReduce
	DiagonalCurvature
	FullHessian
)

// LaplaceFit is the posterior of weights, and what was found on the way to it.
type LaplaceFit struct {
	Layers      []string  // of the weights: the scopes that declare them
	Precision   []float64 // of the prior, by layer
	Noise       float64   // of Regression, in the network's units; NaN for other networks
	LogEvidence float64   // log p(D), in nats, of the targets in the network's units
	Effective   float64   // how many weights the data determines, between 0 and their number
	Converged   bool      // whether precisions and noise came to rest

	Mean     []float64     // of the weights: by layer, kernel row after row, then bias
	Variance []float64     // of each
	Cov      *mat.SymDense // (d, d); nil but for FullCurvature and FullHessian

	around *around
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
	if err := stop.Err(ctx); err != nil {
		return f, err
	}
	release, err := m.Claim()
	if err != nil {
		return f, err
	}
	defer release()
	if train, err = m.Ordered(train); err != nil {
		return f, err
	}
	still, s, err := l.choose(m, train)
	switch {
	case err != nil:
		return f, err
	case still != nil:
		f, err = l.fitStill(ctx, m, train, still, s)
	default:
		f, err = l.fitLast(ctx, m, train)
	}
	if err == nil {
		m.Params, m.Sampler = f.around.params.Clone(), f.around
	}
	return f, err
}

// fitLast is the fit of last layers, whose mode is looked for.
func (l Laplace) fitLast(ctx context.Context, m *training.Model, train data.Set) (f LaplaceFit, err error) {
	h, err := newHead(m, l.Layers, train)
	if err != nil {
		return f, err
	}
	e := &evidence{head: h, Laplace: l}
	if err := e.maximize(ctx); err != nil {
		return f, err
	}
	f = e.result()
	f.around = h.around(m, &e.chol)
	return f, nil
}

// choose finds the weights if they are to stay as they are, or returns nil.
func (l Laplace) choose(m *training.Model, train data.Set) (*oneRow, subset, error) {
	patterned := l.Only != nil || l.Except != nil || l.Curvature != FullCurvature || l.Subnetwork > 0
	switch {
	case l.Curvature < FullCurvature || l.Curvature > FullHessian:
		return nil, subset{}, fmt.Errorf("there is no Curvature %d", l.Curvature)
	case l.Subnetwork < 0 || l.Subnetwork > 0 && l.Curvature != FullCurvature:
		return nil, subset{}, fmt.Errorf("the Subnetwork of %d weights and Curvature %d: want a positive number, and FullCurvature", l.Subnetwork, l.Curvature)
	case l.GGN && l.Curvature == FullHessian:
		return nil, subset{}, errors.New("a FullHessian is of all second derivatives, of which GGN leaves some out: set one of them")
	case patterned && l.Layers != nil:
		return nil, subset{}, errors.New("there are Layers, which chooses last layers, beside settings for any weights: set one of them, and Only for a Curvature or a Subnetwork")
	}
	if err := checkChainable(m, train); err != nil {
		return nil, subset{}, err
	}
	_, features := train.X.Dims()
	r, err := newOneRow(m, features)
	if err != nil {
		return nil, subset{}, err
	}
	if patterned {
		s, err := byPattern(r.params, r.pass.Paths(), l.Only, l.Except)
		return r, s, err
	}
	if _, err := newFisher(r.q, &r.pass); err == nil && !l.GGN {
		return nil, subset{}, nil
	}
	lasts, err := chosen(r.seen, l.Layers, r.q)
	if err != nil {
		return nil, subset{}, err
	}
	return r, ofLayers(r.params, r.pass.Paths(), lasts), nil
}
