package layers

import (
	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Penalty is the divergence of the posterior q of some weights w from their prior p, KL(q || p) = CrossEntropy -
// Entropy, in nats, of the whole network and all data: neither a row's nor a batch's share. Whoever adds it to a loss
// divides by the number of rows.
type Penalty struct {
	Path         string  // of the weights
	CrossEntropy *G.Node // -E_q log p(w), a scalar
	Entropy      *G.Node // -E_q log q(w), a scalar; nil if it is constant
	Sampled      bool    // whether they are of the weights drawn, not expectations in closed form

	// Divergence makes a node of CrossEntropy - Entropy by a formula that keeps its digits where they are nearly equal; nil
	// where there is none.
	Divergence func() *G.Node
}

// Penalty adds to what the loss of this pass must weigh against the likelihood. It may depend on parameters and on
// noise that the rows share, not on rows.
func (s *Scope) Penalty(p Penalty) {
	for _, n := range []*G.Node{p.CrossEntropy, p.Entropy} {
		switch {
		case n == nil && p.CrossEntropy != nil: // a constant entropy
		case n == nil || !n.IsScalar():
			build.Fail("penalty", shapes(n), "a penalty is a scalar CrossEntropy and a scalar Entropy, or nil: add up the weights with ops.Sum")
		case n.Dtype() != s.Dtype():
			build.Fail("penalty", nil, "the penalty of %q is %v, the pass is built in %v", p.Path, n.Dtype(), s.Dtype())
		}
	}
	s.pass.Penalties = append(s.pass.Penalties, p)
}

func shapes(n *G.Node) []tensor.Shape {
	if n == nil {
		return nil
	}
	return []tensor.Shape{n.Shape()}
}

// Penalties lists the penalties of the pass so far.
func (s *Scope) Penalties() []Penalty { return s.pass.Penalties }
