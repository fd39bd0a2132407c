package bnn

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/deepprob/deepprob/internal/stop"
)

// evidence is the search for the mode of the last layers' weights and for the prior's precisions.
type evidence struct {
	*head
	Laplace
	curvature
	precision []float64 // by layer
	chol      mat.Cholesky
	effective float64
	converged bool
}

const (
	maxRounds   = 50   // over all rows
	maxUpdates  = 200  // of precisions and noise in a round
	atRest      = 1e-8 // change of log precision and log noise in an update, or of the log-density in a round
	maxHalvings = 30
	extreme     = 1e10 // bounds a precision where the evidence does not
)

// maximize alternates a pass over the rows, which gives the log-likelihood's quadratic approximation at the weights, with
// the search for precisions, noise and mode under that approximation. For a linear map two passes do.
func (e *evidence) maximize(ctx context.Context) (err error) {
	e.precision = make([]float64, len(e.lasts))
	for k := range e.precision {
		e.precision[k] = cmp.Or(e.Precision, 1)
	}
	if e.curvature, err = e.at(e.weights); err != nil {
		return err
	}
	if math.IsInf(e.loss, 0) {
		return errors.New("the likelihood of the training rows at the fitted weights is 0 or not finite")
	}
	for round := 0; round < maxRounds && !e.converged; round++ {
		if err := stop.Err(ctx); err != nil {
			return err
		}
		before := slices.Clone(e.precision)
		mode, noise, err := e.search()
		if err != nil {
			return err
		}
		change, err := e.move(mode, noise)
		if err != nil {
			return err
		}
		for k, p := range e.precision {
			change = max(change, math.Abs(math.Log(p/before[k])))
		}
		e.converged = change < 100*atRest
	}
	return e.factorize(1)
}

// factorize takes the posterior's precision apart, with the data counting so much. Where inputs are all but dependent and
// there is little noise, rounding makes eigenvalues of the data's part negative that the prior's cannot make up for: the
// diagonal has a bound on them added.
func (e *evidence) factorize(share float64) error {
	p := mat.NewSymDense(e.dim, nil)
	p.ScaleSym(share, e.fisher)
	rounding := 0x1p-52 * float64(e.dim) * mat.Trace(p)
	for k, l := range e.lasts {
		for i := l.at; i < l.at+l.size(); i++ {
			p.SetSym(i, i, p.At(i, i)+e.precision[k]+rounding)
		}
	}
	if !e.chol.Factorize(p) {
		return errors.New("the posterior's precision is not positive definite: the network's outputs are not finite, or the prior's Precision is too small")
	}
	return nil
}

// penalty is minus the log of the prior density, up to a constant.
func (e *evidence) penalty(w []float64) (sum float64) {
	for k, l := range e.lasts {
		part := w[l.at : l.at+l.size()]
		sum += e.precision[k] / 2 * floats.Dot(part, part)
	}
	return sum
}

// move sets noise and weights, going less far to the mode where the whole way would lead uphill, and returns the change of
// log noise, or of the log-density in nats.
func (e *evidence) move(mode []float64, noise float64) (change float64, err error) {
	if e.noise != nil && noise != e.noise[0] {
		change = math.Abs(math.Log(noise / e.noise[0]))
		e.noise[0] = noise
		if e.curvature, err = e.at(e.weights); err != nil {
			return 0, err
		}
	}
	if e.KeepMode {
		return change, nil
	}
	before, w := e.loss+e.penalty(e.weights), make([]float64, e.dim)
	step := make([]float64, e.dim)
	floats.SubTo(step, mode, e.weights)
	for length, k := 1., 0; k < maxHalvings; length, k = length/2, k+1 {
		floats.AddScaledTo(w, e.weights, length, step)
		next, err := e.at(w)
		if err != nil {
			return 0, err
		}
		if after := next.loss + e.penalty(w); after <= before {
			e.curvature = next
			copy(e.weights, w)
			return max(change, before-after), nil
		}
	}
	return change, nil // rounding is all that is left to gain
}

// result is the log evidence of the normal approximation, log p(D | w*) + log p(w*) + d/2 log 2 pi - log |F + D|/2, and the
// rest.
func (e *evidence) result() LaplaceFit {
	f := LaplaceFit{Precision: e.precision, Noise: math.NaN(), Effective: e.effective, Converged: e.converged, Mean: e.weights, Cov: new(mat.SymDense)}
	if e.noise != nil {
		f.Noise = e.noise[0]
	}
	f.LogEvidence = -e.loss - e.penalty(e.weights) - e.chol.LogDet()/2
	for k, l := range e.lasts {
		f.Layers = append(f.Layers, l.path)
		f.LogEvidence += float64(l.size()) / 2 * math.Log(e.precision[k])
	}
	_ = e.chol.InverseTo(f.Cov) // at worst a warning about its condition: it was inverted before
	for i := range e.dim {
		f.Variance = append(f.Variance, f.Cov.At(i, i))
	}
	return f
}
