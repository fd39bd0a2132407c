package mcmc

import "math"

// Acceptance is the probability with which a Metropolis test takes the point that leaps of the leapfrog integrator reach from x
// with the standard normal momentum p: min(1, exp(-change of energy)), 0 where the energy is not finite. One leap of step e is a
// step of the Langevin algorithm of variance e² (Neal 2011, section 5.5.2).
func Acceptance(t Target, x []float64, step float64, leaps int, p []float64) float64 {
	z, inverse := newPoint(t.Dim()), make([]float64, t.Dim())
	copy(z.x, x)
	copy(z.p, p)
	for i := range inverse {
		inverse[i] = 1
	}
	z.evaluate(t)
	before := z.energy(inverse)
	for range leaps {
		z.leap(t, step, inverse)
	}
	if change := z.energy(inverse) - before; !math.IsNaN(change) {
		return math.Exp(-max(change, 0))
	}
	return 0
}
