package nets

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// Gaussian predicts a Normal whose location and scale both depend on x (Nix and Weigend 1994): regression that knows how sure it
// is, row by row. It starts at mean and standard deviation of the training targets. losses.NLL fits both; losses.BetaNLL if the
// network stays at large scales where it could learn the location, losses.CRPS if there are outliers.
type Gaussian struct {
	Body  layers.Layer // (n, features) -> (n, h); nil: an MLP of 64 and 64
	Floor float64      // what the scale stays above, in standard deviations of the target; 0: .001
}

var _ training.Net = Gaussian{}

// Forward is a Normal a row.
func (m Gaussian) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	check(s, "gaussian", 1, nil, "")
	floor := floorOf("gaussian", m.Floor)
	h, t := features(s, m.Body, x), standard(s, 1)
	return distributions.Normal{
		Loc:   row(t.place(s.Call("loc", linear(1, layers.Zeros), h))),
		Scale: row(t.stretch(s.Call("scale", positive(1, floor, layers.Constant(1)), h))),
	}
}
