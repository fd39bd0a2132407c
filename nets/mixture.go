package nets

import (
	"fmt"
	"math/rand/v2"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Mixture is a mixture density network (Bishop 1994): weights, locations and scales of the components all depend on x, so that a
// prediction may have several modes, or any shape. It starts at the marginal of the training targets: equal weights, each
// component over its own share of the rows, so that none is too far from all of them to learn (layers.Locations). It is fitted by
// losses.NLL; mixtures of normals also by losses.CRPS.
type Mixture struct {
	Body       layers.Layer // (n, features) -> (n, h); nil: an MLP of 64 and 64
	Components int          // 0: 8
	Of         Family       // nil: NormalComponents{}
}

// A Family is what the components of a Mixture are: a struct with exported fields, like a layer.
//
// Law: the batch of Components is (n, k), and its kernels start at 0, so that every row starts alike.
type Family interface {
	// Components makes k distributions of each row of h, (n, h).
	Components(s *layers.Scope, h *G.Node, k int) distributions.Distribution
}

var (
	_ training.Net = Mixture{}
	_ Family       = NormalComponents{}
	_ Family       = BetaComponents{}
)

// Forward is a MixtureSameFamily a row.
func (m Mixture) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	k, of := m.Components, m.Of
	if k == 0 {
		k = 8
	}
	if k < 0 {
		build.Fail("mixture", nil, "Components is %d: want how many there are, 0 for 8", k)
	}
	if of == nil {
		of = NormalComponents{}
	}
	h := features(s, m.Body, x)
	q := distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: s.Call("logits", linear(k, layers.Zeros), h)},
		Components: of.Components(s, h, k),
	}
	if q.Components == nil {
		build.Fail("mixture", nil, "%T returned nil: Components must return a distribution", of)
	}
	if b := q.Components.BatchShape(); !build.SameShape(b, tensor.Shape{x.Shape()[0], k}) {
		build.Fail("mixture", []tensor.Shape{b}, "%T must have the batch %s", of, fmt.Sprintf("(%d, %d)", x.Shape()[0], k))
	}
	return q
}

// NormalComponents are Normals, at quantiles of the target to begin with, half as wide as these are apart.
type NormalComponents struct {
	Floor float64 // what scales stay above, in standard deviations of the target; 0: .001
}

// Components is Normals of batch (n, k).
func (f NormalComponents) Components(s *layers.Scope, h *G.Node, k int) distributions.Distribution {
	check(s, "normal components", 1, nil, "")
	floor := floorOf("normal components", f.Floor)
	t := standard(s, 1)
	loc, scale := spread(s)
	return distributions.Normal{
		Loc:   t.place(s.Call("loc", linear(k, loc), h)),
		Scale: t.stretch(s.Call("scale", positive(k, floor, scale), h)),
	}
}

// spread is first locations at quantiles of the target, and scales of half their distances, in its standard deviations.
func spread(s *layers.Scope) (loc, scale layers.Initializer) {
	s.StartAtQuantiles()
	return ofTarget(s, s.Quantiles()), ofWidth(s, s.Spacings())
}

// BetaComponents are Betas on [0, 1], for targets there, as Model.Y: data.Range{...} or data.MinMax{} makes them. They begin with
// their modes at quantiles of the target. Both concentrations are above 1, so that densities are 0 at the ends: where targets
// may lie on an end the loss is losses.NLL{Clip: 1e-5}.
type BetaComponents struct{}

// Components is Betas of batch (n, k).
func (BetaComponents) Components(s *layers.Scope, h *G.Node, k int) distributions.Distribution {
	check(s, "beta components", 1, func(y float64) bool { return y >= 0 && y <= 1 }, "0 to 1: give the Model the scaler Y: data.MinMax{}, or data.Range with bounds")
	s.StartAtQuantiles()
	alpha, beta := s.BetaQuantiles()
	of := func(start layers.Initializer) layers.Positive { return positive(k, 1, aboveOne(start)) }
	return distributions.Beta{
		Alpha: s.Call("alpha", of(alpha), h),
		Beta:  s.Call("beta", of(beta), h),
	}
}

// aboveOne keeps a first concentration where softplus has a gradient.
func aboveOne(start layers.Initializer) layers.Initializer {
	return layers.InitializerFunc(func(r *rand.Rand, shape ...int) []float64 {
		x := start.Draw(r, shape...)
		for i, v := range x {
			x[i] = max(v, 1.01)
		}
		return x
	})
}
