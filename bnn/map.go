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

var _ layers.LinearInterceptor = penalized{}

// Param weighs a weight, or draws it from the prior.
func (p penalized) Param(s *layers.Scope, name string, init layers.Initializer, shape ...int) *G.Node {
	w := s.Param(name, init, shape...)
	if s.Prior() {
		at := s.Sub(name)
		return p.prior.Density(at, shape...).Sample(at)
	}
	p.weigh(s, name, w)
	return w
}

// Linear weighs kernel and bias, and lets wrappers outside of this one see the rows.
func (p penalized) Linear(s *layers.Scope, l layers.Linear, x *G.Node) *G.Node {
	if s.Prior() {
		return nil // Param draws the weights
	}
	product := l.Product
	l.Product = func(x, kernel, bias *G.Node, act layers.Activation) *G.Node {
		p.weigh(s, "kernel", kernel)
		if bias != nil {
			p.weigh(s, "bias", bias)
		}
		return product(x, kernel, bias, act)
	}
	return s.Linear(l, x)
}

func (p penalized) weigh(s *layers.Scope, name string, w *G.Node) {
	at := s.Sub(name)
	density := p.prior.Density(at, w.Shape()...)
	s.Penalty(layers.Penalty{Path: at.Path(), CrossEntropy: ops.Neg(density.LogProb(w))})
}
