package flows

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// RealNVP is affine couplings (Dinh, Sohl-Dickstein and Bengio 2017, arXiv:1605.08803), of which each keeps what the one before mapped.
// Densities and draws both cost one pass of each network.
type RealNVP struct {
	Dim           int               // how many numbers a target has; 0: 1
	Layers        int               // couplings; 0: 8
	Hidden        []int             // widths of each network; nil: 64 and 64
	Activation    layers.Activation // zero: ReLU
	Linear        bool              // whether a Shuffle and an LU stand before each coupling
	Base          Base              // as Flow's
	Body          layers.Layer      // as Flow's
	Unconditional bool              // as Flow's
}

// MAF is the masked autoregressive flow (Papamakarios, Pavlakou and Murray 2017, arXiv:1705.07057): affine maps given the numbers before, in an
// order that each layer turns round. A density is one pass of each network, a draw Dim passes.
type MAF struct {
	Dim           int               // how many numbers a target has; 0: 1
	Layers        int               // 0: 5
	Hidden        []int             // widths of each network; nil: 64 and 64
	Activation    layers.Activation // zero: ReLU
	Base          Base              // as Flow's
	Body          layers.Layer      // as Flow's
	Unconditional bool              // as Flow's
}

// IAF is the inverse autoregressive flow (Kingma et al. 2016, arXiv:1606.04934): affine maps given the noise of the numbers before. A draw is
// one pass of each network, a density Dim passes.
type IAF struct {
	Dim           int               // how many numbers a target has; 0: 1
	Layers        int               // 0: 5
	Hidden        []int             // widths of each network; nil: 64 and 64
	Activation    layers.Activation // zero: ReLU
	Base          Base              // as Flow's
	Body          layers.Layer      // as Flow's
	Unconditional bool              // as Flow's
}

var (
	_ training.Net = RealNVP{}
	_ training.Net = MAF{}
	_ training.Net = IAF{}
)

// Forward is that of Flow.
func (m RealNVP) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return m.Flow().Forward(s, x)
}

// Forward is that of Flow.
func (m MAF) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return m.Flow().Forward(s, x)
}

// Forward is that of Flow.
func (m IAF) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return m.Flow().Forward(s, x)
}

// Flow is the transforms written out.
func (m RealNVP) Flow() Flow {
	return Flow{
		Dim: m.Dim, Base: m.Base, Body: m.Body, Unconditional: m.Unconditional,
		Transforms: stacked(m.Layers, 8, m.Linear, func(i int) Transform {
			return Coupling{Of: Affine{}, Hidden: m.Hidden, Activation: m.Activation, Reverse: i%2 == 1}
		}),
	}
}

// Flow is the transforms written out.
func (m MAF) Flow() Flow {
	return Flow{
		Dim: m.Dim, Base: m.Base, Body: m.Body, Unconditional: m.Unconditional,
		Transforms: stacked(m.Layers, 5, false, func(i int) Transform {
			return Autoregressive{Of: Affine{}, Hidden: m.Hidden, Activation: m.Activation, Reverse: i%2 == 1}
		}),
	}
}

// Flow is the transforms written out.
func (m IAF) Flow() Flow {
	return Flow{
		Dim: m.Dim, Base: m.Base, Body: m.Body, Unconditional: m.Unconditional,
		Transforms: stacked(m.Layers, 5, false, func(i int) Transform {
			return Autoregressive{Of: Affine{}, Hidden: m.Hidden, Activation: m.Activation, Reverse: i%2 == 1, Inverse: true}
		}),
	}
}

// stacked is so many steps, each behind a linear map if it is wanted.
func stacked(n, otherwise int, linear bool, step func(i int) Transform) (steps []Transform) {
	if n == 0 {
		n = otherwise
	}
	if n < 0 {
		build.Fail("flow", nil, "Layers is %d: want how many steps the flow has, 0 for %d", n, otherwise)
	}
	for i := range n {
		if linear {
			steps = append(steps, Shuffle{}, LU{})
		}
		steps = append(steps, step(i))
	}
	return steps
}
