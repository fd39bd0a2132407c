package bnn

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/stop"
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

// damping is how much of the way to MacKay's next log precision is gone. The derivative of that by the one before is between
// 0, where data determines the weights, and -1, where it does not: g is then in proportion to 1/precision, and the whole way
// leads to and fro for ever. So errors shrink at least threefold.
const damping = 2. / 3

// search finds precisions, and the noise if it is free, as evidence does, at weights that stay. The noise moves by expectation
// maximization, noise² = (sum (y-f)² + g noise²)/n, which has MacKay's fixed point and is stable where g is near n.
func (e *still) search(ctx context.Context, s *subset, sum structure, free bool) (covariance, error) {
	squares := make([]float64, len(s.sizes))
	for i, g := range s.group {
		squares[g] += e.weights[i] * e.weights[i]
	}
	e.precision = make([]float64, len(s.sizes))
	for k := range e.precision {
		e.precision[k] = cmp.Or(e.Precision, 1)
	}
	rows := float64(len(e.ys))
	residual := 2 * e.noise * e.noise * (e.loss - rows*(math.Log(e.noise)+logSqrt2Pi)) // sum (y - f)²; NaN without noise
	share, traces := 1., make([]float64, len(s.sizes))
	for range maxUpdates {
		if err := stop.Err(ctx); err != nil {
			return nil, err
		}
		cov, err := sum.posterior(share, e.precision)
		if err != nil {
			return nil, err
		}
		cov.traces(traces)
		change := 0.
		e.effective = 0
		for k, n := range s.sizes {
			g := float64(n) - e.precision[k]*traces[k]
			e.effective += g
			if e.Precision == 0 {
				step := math.Log(min(max(g/squares[k], 1/extreme), extreme) / e.precision[k])
				change = max(change, math.Abs(step))
				e.precision[k] *= math.Exp(damping * step)
			}
		}
		if free {
			next := rows / (max(residual, 1/extreme)/(e.noise*e.noise) + e.effective/share)
			change = max(change, math.Abs(math.Log(next/share)))
			share = next
		}
		if e.converged = change < 100*atRest; e.converged {
			break
		}
	}
	e.moveNoise(rows, residual, share)
	cov, err := sum.posterior(share, e.precision)
	return cov, err
}

// moveNoise sets the noise that the search found, and the loss at it.
func (e *still) moveNoise(rows, residual, share float64) {
	if math.IsNaN(e.noise) || share == 1 {
		return
	}
	e.noise /= math.Sqrt(share)
	e.loss = residual/(2*e.noise*e.noise) + rows*(math.Log(e.noise)+logSqrt2Pi)
	ops.Data[float64](e.params.Get(e.info.noise))[0] = e.noise
}

// result has the evidence as evidence.result does.
func (e *still) result(s *subset, cov covariance) LaplaceFit {
	f := LaplaceFit{
		Layers: s.names, Precision: e.precision, Noise: e.noise, Effective: e.effective, Converged: e.converged,
		Mean: e.weights, Variance: cov.variances(), LogEvidence: -e.loss - cov.logPrecision()/2,
	}
	for i, g := range s.group {
		f.LogEvidence += (math.Log(e.precision[g]) - e.precision[g]*e.weights[i]*e.weights[i]) / 2
	}
	if c, ok := cov.(*fullCovariance); ok {
		f.Cov = c.inverse()
	}
	params := e.m.Params.Clone()
	if e.info.noise != "" {
		setNumbers(params.Get(e.info.noise), []float64{e.noise})
	}
	f.around = newAround(e.m, s, e.weights, cov, params)
	return f
}
