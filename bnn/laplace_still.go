package bnn

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// still is a Laplace approximation around weights that stay as they were fitted: any weights, any structure.
type still struct {
	Laplace
	*oneRow
	m       *training.Model
	train   data.Set
	xs, ys  []float64 // in the network's units
	info    fisher
	labels  [][]float64 // by row, drawn from what the model predicts; nil where the information is known
	weights []float64
	loss    float64 // -log p(D | w)

	precision []float64 // by group
	noise     float64   // NaN if the network has none
	effective float64
	converged bool
}

// minLabels is how many drawn targets make the Fisher information of a distribution for which it has no formula: relative
// errors of its elements are of the order of minLabels^-1/2.
const minLabels = 10000

func (l Laplace) fitStill(ctx context.Context, m *training.Model, train data.Set, r *oneRow, s subset) (f LaplaceFit, err error) {
	e := &still{Laplace: l, oneRow: r, m: m, train: train, noise: math.NaN()}
	n, d := train.X.Dims()
	e.xs, e.ys = make([]float64, n*d), make([]float64, n)
	m.XScale.Forward(e.xs, train.X)
	m.YScale.Forward(e.ys, train.Targets())
	if err := e.inform(ctx); err != nil {
		return f, err
	}
	if l.Subnetwork > 0 {
		if l.Subnetwork > s.dim() {
			return f, fmt.Errorf("a Subnetwork of %d weights is asked for, of %d", l.Subnetwork, s.dim())
		}
		marginal, err := e.approximate(ctx, &s, DiagonalCurvature)
		if err != nil {
			return f, err
		}
		s = s.largest(l.Subnetwork, marginal.variances())
	}
	cov, err := e.approximate(ctx, &s, l.Curvature)
	if err != nil {
		return f, err
	}
	return e.result(&s, cov), nil
}

// inform finds what gives the curvature of a row.
func (e *still) inform(ctx context.Context) (err error) {
	if _, ok := e.q.(distributions.Deterministic); ok {
		return errors.New("the network predicts a Deterministic, which has no likelihood: wrap its layer in bnn.Regression")
	}
	if e.info, err = newFisher(e.q, &e.pass); err == nil && e.info.noise != "" {
		e.noise = ops.Data[float64](e.params.Get(e.info.noise))[0]
	}
	switch {
	case e.GGN:
		return e.observe()
	case err == nil || e.Curvature == FullHessian:
		return nil
	}
	q, err := e.m.With(e.m.Params).Predict(ctx, e.train.X)
	if err != nil {
		return err
	}
	each := (minLabels + len(e.ys) - 1) / len(e.ys)
	e.labels = q.Sample(0, each)
	for _, row := range e.labels {
		for k, v := range row {
			row[k] = (v - e.m.YScale.Shift[0]) / e.m.YScale.Scale[0]
		}
	}
	e.info = fisher{params: G.Nodes{ops.Reshape(e.q.LogProb(e.y), 1)}, factors: scoreFactors(each)}
	return nil
}

// settle finds the noise by the last layers, with all of their curvature. Parts of the curvature of all weights count more
// effective weights than there are, and may put most of the targets down to noise: of 151 weights and 30 rows factors would find
// 1.1 and the diagonal 2.4 where .3 is right and all of the curvature finds .28; the last layer finds .19, the residuals being .17:
// too little of what a network overfits, but of the right order.
func (e *still) settle(ctx context.Context) error {
	lasts, err := chosen(e.seen, nil, e.q)
	if err != nil {
		return fmt.Errorf("the noise is that of the last layers: %w; or KeepNoise", err)
	}
	s := ofLayers(e.params, e.pass.Paths(), lasts)
	_, err = e.approximate(ctx, &s, FullCurvature)
	return err
}

// approximate sums the curvature of all rows and finds the prior's precisions.
func (e *still) approximate(ctx context.Context, s *subset, c Curvature) (covariance, error) {
	free := !math.IsNaN(e.noise) && !e.KeepNoise
	if free && c != FullCurvature && c != FullHessian {
		if err := e.settle(ctx); err != nil {
			return nil, err
		}
		free = false
	}
	sum, err := e.sum(ctx, s, c)
	if err != nil {
		return nil, err
	}
	if math.IsNaN(e.loss) || math.IsInf(e.loss, 0) {
		return nil, errors.New("the likelihood of the training rows at the fitted weights is 0 or not finite")
	}
	return e.search(ctx, s, sum, free)
}

// sum is the curvature of all rows, beside which it sets the loss.
func (e *still) sum(ctx context.Context, s *subset, c Curvature) (sum structure, err error) {
	e.weights = s.weights(e.params)
	if c == FullHessian {
		return e.hessian(ctx, s)
	}
	sum, j, err := e.compile(s, c)
	if err != nil {
		return nil, err
	}
	e.loss, err = e.pour(ctx, j, sum)
	return sum, err
}
