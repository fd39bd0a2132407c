package distributions_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/rng"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// normals is normal numbers times an amplitude.
func normals(r *rand.Rand, amplitude float64, shape ...int) array {
	v := make([]float64, tensor.Shape(shape).TotalSize())
	for i := range v {
		v[i] = amplitude * r.NormFloat64()
	}
	return arr(v, shape...)
}

// chainOfSplines is two splines of random knots, the second beside the first's bound, and turned around where back: bins of a thousandth
// of the others' mass and slopes that jump by as much, one spline's knots in the midst of the other's bins.
func chainOfSplines(r *rand.Rand, amplitude float64, back bool) flowOfOne {
	params := []array{normals(r, amplitude, flowRows, 6), normals(r, amplitude, flowRows, 6), normals(r, amplitude, flowRows, 5), normals(r, 1, flowRows),
		normals(r, amplitude, flowRows, 8), normals(r, amplitude, flowRows, 8), normals(r, amplitude, flowRows, 7)}
	return flowOfOne{params, func(p G.Nodes) distributions.Bijector {
		chain := distributions.Chain{splineOfNodes(p[:3]), distributions.Affine{Shift: p[3]}, splineOfNodes(p[4:])}
		if back {
			return distributions.Inverse{Of: chain}
		}
		return chain
	}}
}

// The quantile of any chain of splines is the image of the base's, and the cdf there misses p by no more than its own rounding: knots
// and what is between the splines are numbers up to 4, which lie 2^-50 apart, and where the density is a million the cdf passes 1e-9
// between two of those. The images themselves miss p by as much, and another step of Newton's does not help.
func TestChainedSplineQuantiles(t *testing.T) {
	const apart = 0x1p-50
	for seed := range 6 {
		r := rand.New(rng.New(1, "chained splines", uint64(seed), 0).Source())
		f := chainOfSplines(r, 1+float64(seed%3)/2, seed%2 == 1)
		q := f.posterior(t)
		for _, p := range []float64{1e-6, .01, .16, .5, .9, .999} {
			want, _ := f.images(t, kernel.NormalQuantile64(p)) // a spline increases
			got := q.Quantile(p)
			cdf, log := q.CDF(got), q.LogProb(got)
			for i, y := range got {
				within(t, "quantile", y, want[0][i], 1e-13*max(1, math.Abs(want[0][i])))
				within(t, "cdf at the quantile", cdf[i], p, 1e-13*p+4*apart*max(1, math.Abs(y))*math.Exp(log[i]))
			}
		}
	}
}
