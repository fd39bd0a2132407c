package flows

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// Spline is piecewise rational quadratic between -Bound and Bound, and the identity beyond (Durkan et al. 2019, arXiv:1906.04032): both
// directions cost the same, and its slope may differ from bin to bin.
type Spline struct {
	Bins  int     // 0: 8
	Bound float64 // 0: 5
}

// Parameters is the bins' widths and heights, and the slopes between them.
func (u Spline) Parameters() int {
	checkBound("spline", u.Bound)
	return 3*u.bins() - 1
}

// Map is a distributions.RationalQuadratic.
func (u Spline) Map(params *G.Node) distributions.Bijector {
	k := u.bins()
	parts := ops.Split(params, -1, k, k, k-1)
	return distributions.RationalQuadratic{Widths: parts[0], Heights: parts[1], Slopes: parts[2], Bound: u.Bound}
}

func (u Spline) bins() int {
	switch {
	case u.Bins == 0:
		return 8
	case u.Bins < 2 || u.Bins > 1024:
		build.Fail("spline", nil, "Bins is %d: want 2 to 1024, 0 for 8", u.Bins)
	}
	return u.Bins
}

// Bernstein is a polynomial of Degree between -Bound and Bound, whose Bernstein coefficients ascend, and a straight line on either side
// (Sick, Hothorn and Dürr 2020, arXiv:2004.00464). It is smoother than a Spline, and as flexible everywhere; a density is a sum, a draw a search.
type Bernstein struct {
	Degree int     // 0: 16
	Bound  float64 // 0: 5
}

// Parameters is the increments of the coefficients and where they begin; the first and the last increment count twice.
func (u Bernstein) Parameters() int {
	checkBound("bernstein", u.Bound)
	switch {
	case u.Degree == 0:
		return 15
	case u.Degree < 3 || u.Degree > 257:
		build.Fail("bernstein", nil, "Degree is %d: want 3 to 257, 0 for 16", u.Degree)
	}
	return u.Degree - 1
}

// Map is a distributions.Bernstein.
func (u Bernstein) Map(params *G.Node) distributions.Bijector {
	return distributions.Bernstein{Coefficients: params, Bound: u.Bound}
}

// A Bound is in standard deviations of the target. Gradients grow with it, and with one over it: far from 1 they overflow.
const minBound, maxBound = 1e-6, 1e6

func checkBound(op string, bound float64) {
	if bound != 0 && !(bound >= minBound && bound <= maxBound) {
		build.Fail(op, nil, "Bound is %v: want how many standard deviations of the target the map bends up to, from %g to %g, 0 for 5", bound, minBound, maxBound)
	}
}
