// Package mcmc draws from densities known up to a constant, by Hamiltonian Monte Carlo: no networks, no graphs, vectors
// of float64.
package mcmc

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// Target is a log-density log p(x) + const of vectors of Dim numbers, and its gradient.
type Target interface {
	Dim() int
	// LogProb sets grad to the gradient at x and returns the log-density; what is not finite is a place of no mass.
	LogProb(x, grad []float64) float64
}

// point is a place in phase space.
type point struct {
	x, grad []float64
	logp    float64
	p       []float64 // momentum
}

func newPoint(n int) *point {
	return &point{x: make([]float64, n), grad: make([]float64, n), p: make([]float64, n)}
}

func (z *point) copyFrom(from *point) {
	copy(z.x, from.x)
	copy(z.grad, from.grad)
	copy(z.p, from.p)
	z.logp = from.logp
}

// evaluate computes density and gradient at the point; a gradient that is not finite means a density of 0.
func (z *point) evaluate(t Target) {
	z.logp = t.LogProb(z.x, z.grad)
	if s := floats.Sum(z.grad) + z.logp; math.IsNaN(s) || math.IsInf(s, 0) {
		z.logp = math.Inf(-1)
	}
}

// energy is -log p(x) + sum p² v/2 for the inverse masses v. It is +Inf where it is NaN, after a gradient that is: one NaN
// among the acceptances would make the step NaN for good.
func (z *point) energy(inverse []float64) float64 {
	kinetic := 0.
	for i, p := range z.p {
		kinetic += p * p * inverse[i]
	}
	if e := kinetic/2 - z.logp; !math.IsNaN(e) {
		return e
	}
	return math.Inf(1)
}

// leap makes one step of the leapfrog integrator (Neal 2011, equation 5.18, arXiv:1206.1901).
func (z *point) leap(t Target, step float64, inverse []float64) {
	floats.AddScaled(z.p, step/2, z.grad)
	for i, p := range z.p {
		z.x[i] += step * inverse[i] * p
	}
	z.evaluate(t)
	floats.AddScaled(z.p, step/2, z.grad)
}
