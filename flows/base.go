package flows

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// StandardNormal is independent standard normal noise.
type StandardNormal struct{}

// Distribution is a Normal, or an Independent of dim of them.
func (StandardNormal) Distribution(s *layers.Scope, _ *G.Node, dim int) distributions.Distribution {
	z := distributions.Normal{Loc: constant(s, 0, dim), Scale: constant(s, 1, 1)}
	return vector(z, dim)
}

// StandardT is independent noise of Student's t with DF degrees of freedom, for tails that a map of bounded slope cannot make of a normal's
// (Jaini et al. 2020, arXiv:1907.04481).
type StandardT struct {
	DF float64 // 0: 5
}

// maxDF is more degrees of freedom than tell a t from a normal in float64, and a number in float32.
const maxDF = 1e30

// Distribution is a StudentT, or an Independent of dim of them.
func (t StandardT) Distribution(s *layers.Scope, _ *G.Node, dim int) distributions.Distribution {
	if t.DF == 0 {
		t.DF = 5
	}
	if !(t.DF > 0 && t.DF <= maxDF) {
		build.Fail("base", nil, "DF is %v: want positive degrees of freedom, 0 for 5, and at most %g: the normal is StandardNormal{}", t.DF, maxDF)
	}
	return vector(distributions.StudentT{DF: constant(s, t.DF, 1), Loc: constant(s, 0, dim), Scale: constant(s, 1, 1)}, dim)
}

// Mixture is noise of a mixture of normals, whose weights, locations and scales are learnt and shared by all rows. A map of the line, or of
// the plane, that is smooth leaves filaments of mass between separate modes, which noise of as many modes does not. The components begin
// at random places of standard normal noise, with scale 1.
type Mixture struct {
	Components int // 0: 4
}

// Distribution is a MixtureSameFamily of Normals, or of Independent ones.
func (m Mixture) Distribution(s *layers.Scope, _ *G.Node, dim int) distributions.Distribution {
	k := m.Components
	if k == 0 {
		k = 4
	}
	if k < 1 {
		build.Fail("base", nil, "Components is %d: want at least 1, 0 for 4", m.Components)
	}
	shape := []int{k, dim}[:min(dim, 2)]
	z := distributions.Normal{
		Loc:   s.Param("loc", layers.Normal(1), shape...),
		Scale: ops.AddConst(ops.Exp(softClip(s.Param("log_scale", layers.Zeros, shape...))), minScale),
	}
	return distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: s.Param("logits", layers.Zeros, k)},
		Components: vector(z, dim),
	}
}

// minScale keeps a component from running away on a single row.
const minScale = 1e-3

// constant is the same value for the numbers of an event, or for all of them.
func constant(s *layers.Scope, value float64, dim int) *G.Node {
	if dim == 1 {
		return ops.Full(s.Graph(), s.Dtype(), value)
	}
	return ops.Full(s.Graph(), s.Dtype(), value, dim)
}

// vector takes dim numbers together.
func vector(d distributions.Distribution, dim int) distributions.Distribution {
	if dim == 1 {
		return d
	}
	return distributions.Independent{Base: d}
}
