package distributions

import (
	"fmt"

	"github.com/deepprob/deepprob/internal/density"
)

// KL is the Kullback-Leibler divergence of each row from the same row of other, E log(p(Y)/q(Y)) in nats under the row's own p: 0
// if both are the same, infinite where p has mass that q has not. An other of one row is compared with every row. It panics
// if other has neither one row nor as many.
//
// Like Wasserstein1 and EnergyDistance it is an integral to about 1e-10 of both densities as they are, or the sum over atoms.
func (q Posterior) KL(other Posterior) []float64 { return q.compare("KL", other, density.KL) }

// CrossEntropy is -E log q(Y) in nats under each row, with the density q of the same row of other: Entropy plus KL.
func (q Posterior) CrossEntropy(other Posterior) []float64 {
	return q.compare("CrossEntropy", other, density.CrossEntropy)
}

// Wasserstein1 is the integral of |F - G| over the cdfs of each row and the same row of other, in units of y: how far the mass of one
// is to be moved, on average, to become the other. It is infinite if the tails differ too much to have such a mean.
func (q Posterior) Wasserstein1(other Posterior) []float64 {
	return q.compare("Wasserstein1", other, density.Wasserstein)
}

// EnergyDistance is 2 E|X-Y| - E|X-X'| - E|Y-Y'| between each row and the same row of other, in units of y: twice the integral of
// (F - G)^2 (Szekely and Rizzo 2013, J. Statistical Planning and Inference 143, 1249).
func (q Posterior) EnergyDistance(other Posterior) []float64 {
	return q.compare("EnergyDistance", other, density.Energy)
}

// compare makes one number of every row and its row of other.
func (q Posterior) compare(method string, other Posterior, f func(p, q *density.Side) float64) []float64 {
	if other.n != q.n && other.n != 1 {
		panic(fmt.Sprintf("distributions: Posterior.%s: %d rows against %d: give as many, or one for all", method, q.n, other.n))
	}
	return q.number(func(s *density.Solver, i int) (v float64) {
		a := density.NewSide(q.f, q.first+i, s)
		density.EachOf(other.f, other.first+min(i, other.n-1), 1, func(s *density.Solver, j int) {
			v = f(a, density.NewSide(other.f, other.first+min(i, other.n-1), s))
		})
		return v
	})
}
