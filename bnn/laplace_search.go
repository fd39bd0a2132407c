package bnn

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// search finds precisions, noise and mode by the quadratic approximation at the weights: the data's part is in proportion to
// share = (noise at the weights)²/noise².
func (e *evidence) search() (mode []float64, noise float64, err error) {
	share := 1.
	for range maxUpdates {
		if err := e.factorize(share); err != nil {
			return nil, 0, err
		}
		if mode, err = e.newton(share); err != nil {
			return nil, 0, err
		}
		change, err := e.update(mode)
		if err != nil {
			return nil, 0, err
		}
		if e.noise != nil && !e.KeepNoise {
			next := e.noise[0] * e.noise[0] * max(float64(e.n)-e.effective, 1) / max(e.squares(mode), 1/extreme)
			change = max(change, math.Abs(math.Log(next/share)))
			share = next
		}
		if change < atRest {
			break
		}
	}
	if e.noise != nil {
		noise = e.noise[0] / math.Sqrt(share)
	}
	return mode, noise, nil
}

// newton is the approximation's mode.
func (e *evidence) newton(share float64) ([]float64, error) {
	mode := slices.Clone(e.weights)
	if e.KeepMode {
		return mode, nil
	}
	down := make([]float64, e.dim)
	floats.AddScaled(down, share, e.grad)
	for k, l := range e.lasts {
		part := down[l.at : l.at+l.size()]
		floats.AddScaled(part, e.precision[k], e.weights[l.at:l.at+l.size()])
	}
	var step mat.VecDense
	if err := unlessWarning(e.chol.SolveVecTo(&step, mat.NewVecDense(e.dim, down))); err != nil {
		return nil, err
	}
	floats.Sub(mode, step.RawVector().Data)
	return mode, nil
}

// unlessWarning leaves out that a matrix is badly conditioned: the result is as good as the matrix.
func unlessWarning(err error) error {
	var c mat.Condition
	if errors.As(err, &c) {
		return nil
	}
	return err
}

// update is MacKay's: it returns the largest change of a logarithm.
func (e *evidence) update(mode []float64) (change float64, err error) {
	var cov mat.SymDense
	if err := unlessWarning(e.chol.InverseTo(&cov)); err != nil {
		return 0, err
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
		part := mode[l.at : l.at+l.size()]
		next := mackay(e.precision[k], g, l.size(), floats.Dot(part, part))
		change = max(change, math.Abs(math.Log(next/e.precision[k])))
		e.precision[k] = next
	}
	return change, nil
}

// mackay is the precision that follows in MacKay's fixed point, of n weights that count as g and have a sum of squares. Where the data
// says nothing of weights that are 0, every precision has the same evidence, and the one that there is stays.
func mackay(precision, g float64, n int, squares float64) float64 {
	if squares == 0 && math.Abs(g) <= 0x1p-50*float64(n) {
		return precision
	}
	return min(max(g/squares, 1/extreme), extreme)
}

// squares is sum (y - f)² by the approximation.
func (e *evidence) squares(mode []float64) float64 {
	d := make([]float64, e.dim)
	floats.SubTo(d, mode, e.weights)
	step := mat.NewVecDense(e.dim, d)
	sd, n := e.noise[0], float64(e.n)
	here := e.loss - n*math.Log(sd) - n*logSqrt2Pi // sum (y - f)²/(2 sd²) at the weights
	return 2 * sd * sd * (here + floats.Dot(e.grad, d) + mat.Inner(step, e.fisher, step)/2)
}
