package bnn

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// MAP gives the plain weights of Net a prior: trained by losses.ELBO it finds the maximum a posteriori, and its loss
// times the number of rows is minus the log of likelihood times prior, what Markov chains draw from. With
// training.PriorDraws the weights come from the prior.
type MAP struct {
	Net   training.Net
	Prior Prior // nil: NormalPrior{}, standard normal
}

var _ training.Net = MAP{}

// Forward is Net's, with a penalty of -log p(w) for each weight.
func (m MAP) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	if m.Net == nil {
		build.Fail("map", nil, "MAP needs a Net")
	}
	if m.Prior == nil {
		m.Prior = NormalPrior{}
	}
	return m.Net.Forward(s.Intercept(penalized{m.Prior}), x)
}

// penalized is the Interceptor that leaves weights as they are and weighs them.
type penalized struct{ prior Prior }

func (p penalized) Param(s *layers.Scope, name string, init layers.Initializer, shape ...int) *G.Node {
	w, at := s.Param(name, init, shape...), s.Sub(name)
	density := p.prior.Density(at, shape...)
	if s.Prior() {
		return density.Sample(at)
	}
	s.Penalty(layers.Penalty{Path: at.Path(), CrossEntropy: ops.Neg(density.LogProb(w))})
	return w
}
