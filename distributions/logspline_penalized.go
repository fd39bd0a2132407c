package distributions

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"
)

// penalized is the likelihood of log-splines on the unit interval and its penalty. What it needs of a sample is the mean of
// each B-spline over it.
type penalized struct {
	knots   []float64
	nodes   []splineNode      // of the integral of e^s
	penalty *mat.SymBandDense // (d, d) of half-width 3: cᵀ penalty c is the integral of s'''²
	third   [][4]float64      // of each piece, s''' by its four coefficients
}

// splineNode is a point of a quadrature with the four B-splines that are not 0 there.
type splineNode struct {
	first  int
	weight float64
	b      [4]float64
}

// nodesPerPiece integrate e^s over a piece to 1e-12 while s changes by less than 10 on it.
const nodesPerPiece = 12

func newPenalized(knots []float64) *penalized {
	d := len(knots) + 2
	p := &penalized{knots: knots, penalty: mat.NewSymBandDense(d, min(3, d-1), nil)}
	x, w := make([]float64, nodesPerPiece), make([]float64, nodesPerPiece)
	for k := range len(knots) - 1 {
		lo, h := knots[k], knots[k+1]-knots[k]
		quad.Legendre{}.FixedLocations(x, w, lo, lo+h)
		for i := range x {
			p.nodes = append(p.nodes, splineNode{k, w[i], bsplines(knots, k, x[i])})
		}
		// The third derivative of a cubic is its third difference.
		var third [4]float64
		for i, sign := range []float64{-1, 3, -3, 1} {
			for j, b := range bsplines(knots, k, lo+h*float64(i)/3) {
				third[j] += sign * b * 27 / (h * h * h)
			}
		}
		p.third = append(p.third, third)
		for i := range third {
			for j := i; j < 4; j++ {
				p.penalty.SetSymBand(k+i, k+j, p.penalty.At(k+i, k+j)+h*third[i]*third[j])
			}
		}
	}
	return p
}

// moment is sums over a sample: of its weights and of each B-spline.
type moment struct {
	weight float64
	b      []float64
}

func (m *moment) add(p *penalized, t, weight float64) {
	if m.b == nil {
		m.b = make([]float64, len(p.knots)+2)
	}
	k := interval(p.knots, t)
	m.weight += weight
	for j, b := range bsplines(p.knots, k, t) {
		m.b[k+j] += weight * b
	}
}

// less is the moment of all without those of a part.
func (m moment) less(part moment) moment {
	rest := moment{m.weight - part.weight, slices.Clone(m.b)}
	for j, b := range part.b {
		rest.b[j] -= b
	}
	return rest
}

// logProb is the mean log-density of a sample under normalized coefficients.
func (m moment) logProb(c []float64) (sum float64) {
	for j, b := range m.b {
		sum += b * c[j] / m.weight
	}
	return sum
}

// normalize subtracts the log of the integral from c and returns what each node has of it and the mean of each B-spline.
func (p *penalized) normalize(c []float64) (shares, mean []float64) {
	shares, mean = make([]float64, len(p.nodes)), make([]float64, len(c))
	top := slices.Max(c)
	sum := 0.
	for i, n := range p.nodes {
		s := 0.
		for j, b := range n.b {
			s += b * c[n.first+j]
		}
		shares[i] = n.weight * math.Exp(s-top)
		sum += shares[i]
	}
	for j := range c {
		c[j] -= top + math.Log(sum)
	}
	for i, n := range p.nodes {
		shares[i] /= sum
		for j, b := range n.b {
			mean[n.first+j] += shares[i] * b
		}
	}
	return shares, mean
}

// objective is the negative penalized mean log-likelihood of normalized coefficients.
func (p *penalized) objective(c []float64, m moment, penalty float64) float64 {
	rough := 0.
	p.thirds(c, func(k int, s float64) { rough += (p.knots[k+1] - p.knots[k]) * s * s })
	return penalty/2*rough - m.logProb(c)
}

// gradient is minus that of the objective, for the mean of each B-spline under c.
func (p *penalized) gradient(c, mean []float64, m moment, penalty float64) *mat.VecDense {
	g := mat.NewVecDense(len(c), nil)
	for j := range c {
		g.SetVec(j, m.b[j]/m.weight-mean[j])
	}
	p.thirds(c, func(k int, s float64) {
		for j, t := range p.third[k] {
			g.SetVec(k+j, g.AtVec(k+j)-penalty*(p.knots[k+1]-p.knots[k])*s*t)
		}
	})
	return g
}

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
