package distributions

import (
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// thirds gives f s”' of each piece, from differences of the coefficients: in the product of penalty and c terms of 1e14
// would cancel.
func (p *penalized) thirds(c []float64, f func(k int, s float64)) {
	for k, third := range p.third {
		s := 0.
		for j, t := range third {
			s += t * (c[k+j] - c[k])
		}
		f(k, s)
	}
}

// maximize moves normalized coefficients to those of the largest penalized likelihood, by Newton's method. The Hessian is
// A - mean·meanᵀ, with A of the second moments of the B-splines and the penalty, which is banded. It is 0 along constants, and
// the step A⁻¹ gradient solves for it: mean·step is the sum of the gradient, as A 1 = mean, and that is 0.
func (p *penalized) maximize(c []float64, m moment, penalty float64) {
	value := p.objective(c, m, penalty)
	for range newtonSteps {
		shares, mean := p.normalize(c)
		gradient := p.gradient(c, mean, m, penalty)
		var chol mat.BandCholesky
		var step mat.VecDense
		if !chol.Factorize(p.curvature(shares, penalty)) || chol.SolveVecTo(&step, gradient) != nil {
			return // flat to rounding: c is as good as what could follow
		}
		gain := mat.Dot(gradient, &step)
		if gain >= 0 && gain <= leastGain { // the last step is too small to be seen in the value
			floats.Add(c, step.RawVector().Data)
			p.normalize(c)
			return
		}
		if !p.move(c, &value, &step, gain, m, penalty) {
			return
		}
	}
}

// move goes along the step as far as that gains a quarter of what the gradient promises.
func (p *penalized) move(c []float64, value *float64, step *mat.VecDense, gain float64, m moment, penalty float64) bool {
	next := make([]float64, len(c))
	for size := 1.; size > 1e-4; size /= 2 {
		for j := range next {
			next[j] = c[j] + size*step.AtVec(j)
		}
		p.normalize(next)
		if v := p.objective(next, m, penalty); v <= *value-size*gain/4 {
			copy(c, next)
			*value = v
			return true
		}
	}
	return false
}

// leastGain, in nats a value, is above the rounding of the objective and far below what a sample can tell.
const leastGain = 1e-12

const newtonSteps = 100

// curvature is A of maximize. A diagonal of 1e-14 keeps it positive where the density, and with it the moments, are
// 0 to rounding.
func (p *penalized) curvature(shares []float64, penalty float64) *mat.SymBandDense {
	d, width := p.penalty.SymBand()
	a := mat.NewSymBandDense(d, width, nil)
	for j := range d {
		for i := j; i <= min(j+width, d-1); i++ {
			a.SetSymBand(j, i, penalty*p.penalty.At(j, i))
		}
		a.SetSymBand(j, j, a.At(j, j)+1e-14)
	}
	for k, n := range p.nodes {
		for i, b := range n.b {
			for j := i; j < 4; j++ {
				at, to := n.first+i, n.first+j
				a.SetSymBand(at, to, a.At(at, to)+shares[k]*b*n.b[j])
			}
		}
	}
	return a
}
