package bnn

import (
	"context"
	"errors"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
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
	maxRounds   = 1000
	atRest      = 1e-9 // change of log precision and log noise in a round
	maxHalvings = 30
	extreme     = 1e10 // bounds a precision where the evidence does not
)

// maximize alternates a Newton step to the mode with MacKay's update.
func (e *evidence) maximize(ctx context.Context) (err error) {
	e.precision = make([]float64, len(e.lasts))
	for k := range e.precision {
		e.precision[k] = positiveOr(e.Precision, 1)
	}
	if e.curvature, err = e.at(e.weights); err != nil {
		return err
	}
	if math.IsInf(e.loss, 0) {
		return errors.New("the likelihood of the training rows at the fitted weights is 0 or not finite")
	}
	for round := 0; round < maxRounds && !e.converged; round++ {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		moved := 0.
		if !e.KeepMode {
			if moved, err = e.newton(); err != nil {
				return err
			}
		}
		if err := e.factorize(); err != nil {
			return err
		}
		change, err := e.update()
		if err != nil {
			return err
		}
		e.converged = change < atRest && moved < atRest
	}
	return e.factorize()
}

// factorize takes the posterior's precision apart.
func (e *evidence) factorize() error {
	p := mat.NewSymDense(e.dim, nil)
	p.CopySym(e.fisher)
	for k, l := range e.lasts {
		for i := l.at; i < l.at+l.size(); i++ {
			p.SetSym(i, i, p.At(i, i)+e.precision[k])
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

// newton moves the weights towards the mode, by less where a whole step would lead uphill, and returns half the square of
// the step's length in units of the posterior, which is about what the log-density still gains, in nats.
func (e *evidence) newton() (gain float64, err error) {
	if err := e.factorize(); err != nil {
		return 0, err
	}
	down := make([]float64, e.dim)
	for k, l := range e.lasts {
		for i := l.at; i < l.at+l.size(); i++ {
			down[i] = e.grad[i] + e.precision[k]*e.weights[i]
		}
	}
	var step mat.VecDense
	if err := e.chol.SolveVecTo(&step, mat.NewVecDense(e.dim, down)); err != nil {
		var c mat.Condition // a warning: the step is as good as the matrix
		if !errors.As(err, &c) {
			return 0, err
		}
	}
	gain = floats.Dot(down, step.RawVector().Data) / 2
	before, w := e.loss+e.penalty(e.weights), make([]float64, e.dim)
	for length, k := 1., 0; k < maxHalvings; length, k = length/2, k+1 {
		floats.AddScaledTo(w, e.weights, -length, step.RawVector().Data)
		next, err := e.at(w)
		if err != nil {
			return 0, err
		}
		if after := next.loss + e.penalty(w); after <= before {
			e.curvature = next
			copy(e.weights, w)
			return gain, nil
		}
	}
	return 0, nil // rounding is all that is left to gain
}

// update is MacKay's: it returns the largest change of a logarithm.
func (e *evidence) update() (change float64, err error) {
	var cov mat.SymDense
	if err := e.chol.InverseTo(&cov); err != nil {
		var c mat.Condition
		if !errors.As(err, &c) {
			return 0, err
		}
	}
	e.effective = 0
	for k, l := range e.lasts {
		g := float64(l.size())
		for i := l.at; i < l.at+l.size(); i++ {
			g -= e.precision[k] * cov.At(i, i)
		}
		e.effective += g
		if e.Precision > 0 {
			continue
		}
		part := e.weights[l.at : l.at+l.size()]
		next := min(max(g/floats.Dot(part, part), 1/extreme), extreme)
		change = max(change, math.Abs(math.Log(next/e.precision[k])))
		e.precision[k] = next
	}
	if e.noise == nil || e.KeepNoise {
		return change, nil
	}
	before := e.noise[0]
	e.noise[0] = max(math.Sqrt(e.squares()/max(float64(e.n)-e.effective, 1)), 1/extreme)
	change = max(change, math.Abs(math.Log(e.noise[0]/before)))
	e.curvature, err = e.at(e.weights)
	return change, err
}

// squares is sum (y - f)², read off the likelihood under the noise as it is.
func (e *evidence) squares() float64 {
	sd, n := e.noise[0], float64(e.n)
	return max(2*sd*sd*(e.loss-n*math.Log(sd)-n*logSqrt2Pi), 0)
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
	return f
}
