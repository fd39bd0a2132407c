package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/internal/kernel"
)

// drawParts is what the draws of a row say apart and together.
type drawParts struct{ aleatoric, epistemic, mutual float64 }

// decompose solves row i of f, on the panels that its variance comes from, and splits it.
func decompose(f density.Family, i int, s *density.Solver) drawParts {
	y, mass := density.Solve(f, i, s).Quadrature()
	if len(y) == 0 {
		return drawParts{math.NaN(), math.NaN(), math.NaN()}
	}
	return split(f.Has().Draws, i, y, mass)
}

// split sums over the points of a quadrature rule of the mixture and its masses there. A draw's share of the mass at a
// point is its density there over that of all draws, so that its integrals are weighted sums and those of all draws add
// up to the mixture's; the draws of a reweighted family need not have the same mass.
func split(f *density.Draws, i int, y, mass []float64) drawParts {
	draws, n := f.N, len(y)
	room := density.Borrow(2*draws*n + n + 3*draws)
	defer density.GiveBack(room)
	logs, rest := (*room)[:draws*n], (*room)[draws*n:]
	share, rest := rest[:draws*n], rest[draws*n:]
	logMean, rest := rest[:n], rest[n:]
	means, variances, weights := rest[:draws], rest[draws:2*draws], rest[2*draws:]
	f.LogProb(i, y, logs)
	copy(share, logs)
	logMeanExp(share, logMean)
	for k := range draws {
		for j := range n {
			logs[k*n+j] -= logMean[j]
		}
	}
	kernel.Exp(share, logs)
	total, divergence := 0., 0.
	for k := range draws {
		own := drawSums(y, mass, share[k*n:(k+1)*n], logs[k*n:(k+1)*n])
		weights[k], means[k], variances[k] = own.mass, own.mean, own.variance
		total, divergence = total+own.mass, divergence+own.divergence
	}
	mutual := divergence / total
	for k := range weights {
		weights[k] /= total
		excess := weights[k] * float64(draws)
		mutual -= divergenceAt(excess, math.Log(excess)) / float64(draws)
	}
	_, aleatoric, epistemic := totalVariance(means, variances, weights)
	return drawParts{aleatoric, epistemic, min(max(mutual, 0), math.Log(float64(draws)))}
}

// oneDraw is the integrals over one draw.
type oneDraw struct{ mass, mean, variance, divergence float64 }

// drawSums integrates a draw, given its density relative to the mixture's at each point and the logarithm of that.
func drawSums(y, mass, ratio, log []float64) oneDraw {
	var d oneDraw
	origin := y[0]
	for j, r := range ratio {
		d.mass += mass[j] * r
		d.mean += mass[j] * r * (y[j] - origin)
		d.divergence += mass[j] * divergenceAt(r, log[j])
	}
	if d.mass == 0 {
		d.mean = origin
		return d
	}
	d.mean = origin + d.mean/d.mass
	for j, r := range ratio {
		d.variance += mass[j] * r * (y[j] - d.mean) * (y[j] - d.mean)
	}
	d.variance /= d.mass
	return d
}

// divergenceAt is r log r - (r - 1), which is not negative. Over all draws the r average to 1, so the second term adds
// nothing but takes away what would cancel where the draws nearly agree: there it is a series in log r.
func divergenceAt(r, log float64) float64 {
	switch {
	case r == 0: // 0 log 0 is 0
		return 1
	case math.Abs(log) >= .1:
		return r*log - (r - 1)
	}
	sum := 0.
	for _, c := range divergenceSeries {
		sum = sum*log + c
	}
	return log * log * sum
}

// divergenceSeries is (n-1)/n! for n from 11 down to 2: the term left out is below 1e-17 of the sum.
var divergenceSeries = [...]float64{1. / 3991680, 1. / 403200, 1. / 45360, 1. / 5760, 1. / 840, 1. / 144, 1. / 30, 1. / 8, 1. / 3, 1. / 2}
