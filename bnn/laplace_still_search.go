package bnn

import (
	"cmp"
	"context"
	"math"

	"github.com/deepprob/deepprob/internal/stop"
	"github.com/deepprob/deepprob/ops"
)

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
		change := e.update(s, squares, traces)
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
	return sum.posterior(share, e.precision)
}

// update counts effective weights by the traces of their variances, and moves the precisions if they are free: it returns the largest change
// of a logarithm that is called for.
func (e *still) update(s *subset, squares, traces []float64) (change float64) {
	e.effective = 0
	for k, n := range s.sizes {
		g := float64(n) - e.precision[k]*traces[k]
		e.effective += g
		if e.Precision == 0 {
			step := math.Log(mackay(e.precision[k], g, n, squares[k]) / e.precision[k])
			change = max(change, math.Abs(step))
			e.precision[k] *= math.Exp(damping * step)
		}
	}
	return change
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
