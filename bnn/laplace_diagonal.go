package bnn

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// diagonalStructure is the diagonal of F.
type diagonalStructure struct {
	*subset
	fisher []float64
}

func newDiagonal(s *subset) *diagonalStructure {
	return &diagonalStructure{s, make([]float64, s.dim())}
}

func (d *diagonalStructure) add(_ *jacobian, r *mat.Dense, sign float64) {
	k, _ := r.Dims()
	for i := range k {
		for e, v := range d.gather(r.RawRowView(i)) {
			d.fisher[e] += sign * v * v
		}
	}
}

func (d *diagonalStructure) posterior(share float64, precision []float64) (covariance, error) {
	c := &diagonalCovariance{group: d.group, precision: make([]float64, d.dim())}
	for e, g := range d.group {
		c.precision[e] = share*d.fisher[e] + precision[g]
		if !(c.precision[e] > 0) || math.IsInf(c.precision[e], 1) {
			return nil, errNotDefinite
		}
	}
	return c, nil
}

type diagonalCovariance struct {
	group     []int
	precision []float64
}

func (c *diagonalCovariance) logPrecision() (sum float64) {
	for _, p := range c.precision {
		sum += math.Log(p)
	}
	return sum
}

func (c *diagonalCovariance) variances() []float64 {
	out := make([]float64, len(c.precision))
	for e, p := range c.precision {
		out[e] = 1 / p
	}
	return out
}

func (c *diagonalCovariance) traces(sums []float64) { byGroup(sums, c.group, c.variances()) }

func (c *diagonalCovariance) draw(z []float64) {
	for e, p := range c.precision {
		z[e] /= math.Sqrt(p)
	}
}

func (c *diagonalCovariance) of(jac *mat.Dense) *mat.SymDense {
	k, _ := jac.Dims()
	out, scaled := mat.NewSymDense(k, nil), make([]float64, len(c.precision))
	for a := range k {
		for e, p := range c.precision {
			scaled[e] = jac.At(a, e) / p
		}
		for b := range a + 1 {
			out.SetSym(a, b, floats.Dot(scaled, jac.RawRowView(b)))
		}
	}
	return out
}
