package distributions

import (
	"math"
	"slices"

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
