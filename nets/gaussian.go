package nets

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// Gaussian predicts a Normal whose location and scale both depend on x (Nix and Weigend 1994): regression that knows how sure it
// is, row by row. It starts at mean and standard deviation of the training targets. losses.NLL fits both; losses.BetaNLL if the
// network stays at large scales where it could learn the location, losses.CRPS if there are outliers.
type Gaussian struct {
	Body  layers.Layer // (n, features) -> (n, h); nil: an MLP of 64 and 64
	Dim   int          // how many numbers a target has, each for itself given x (MultivariateNormal has them together); 0: 1
	Floor float64      // what the scale stays above, in standard deviations of the target; 0: .001
}

var _ training.Net = Gaussian{}

// Forward is a Normal a row, or an Independent of Dim of them.
func (m Gaussian) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	if m.Dim < 0 {
		build.Fail("gaussian", nil, "Dim is %d: want how many numbers a target has, 0 for one", m.Dim)
	}
	d := max(m.Dim, 1)
	check(s, "gaussian", d, nil, "")
	floor := floorOf("gaussian", m.Floor)
	h, t := features(s, m.Body, x), standard(s, d)
	loc := t.place(s.Call("loc", linear(d, layers.Zeros), h))
	scale := t.stretch(s.Call("scale", positive(d, floor, layers.Constant(1)), h))
	if d == 1 {
		return distributions.Normal{Loc: row(loc), Scale: row(scale)}
	}
	return distributions.Independent{Base: distributions.Normal{Loc: loc, Scale: scale}}
}
