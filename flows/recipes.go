package flows

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// NSF is the neural spline flow (Durkan et al. 2019, arXiv:1906.04032): couplings of rational-quadratic splines, of which each keeps what the
// one before mapped. Densities and draws both cost one pass of each network; Autoregressive makes a draw cost Dim of them.
type NSF struct {
	Dim            int               // how many numbers a target has; 0: 1
	Layers         int               // 0: 5, of a single number 2
	Hidden         []int             // widths of each network; nil: 64 and 64
	Activation     layers.Activation // zero: ReLU
	Bins           int               // as Spline's
	Bound          float64           // as Spline's
	Autoregressive bool              // masked networks instead of couplings
	Linear         bool              // whether a Shuffle and an LU stand before each layer
	Base           Base              // as Flow's
	Body           layers.Layer      // as Flow's
	Unconditional  bool              // as Flow's
}

// RealNVP is affine couplings (Dinh, Sohl-Dickstein and Bengio 2017, arXiv:1605.08803), of which each keeps what the one before mapped.
// Densities and draws both cost one pass of each network.
type RealNVP struct {
	Dim           int               // how many numbers a target has; 0: 1
	Layers        int               // couplings; 0: 8, of a single number 1
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
	Layers        int               // 0: 5, of a single number 1
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
	Layers        int               // 0: 5, of a single number 1
	Hidden        []int             // widths of each network; nil: 64 and 64
	Activation    layers.Activation // zero: ReLU
	Base          Base              // as Flow's
	Body          layers.Layer      // as Flow's
	Unconditional bool              // as Flow's
}

var (
	_ training.Net = NSF{}
	_ training.Net = RealNVP{}
	_ training.Net = MAF{}
	_ training.Net = IAF{}
)

// Forward is that of Flow.
func (m NSF) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return m.Flow().Forward(s, x)
}

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
func (m NSF) Flow() Flow {
	of := Spline{Bins: m.Bins, Bound: m.Bound}
	return Flow{
		Dim: m.Dim, Base: m.Base, Body: m.Body, Unconditional: m.Unconditional,
		Transforms: stacked(m.Dim, m.Layers, 5, 2, m.Linear, func(i int) Transform {
			if m.Autoregressive {
				return Autoregressive{Of: of, Hidden: m.Hidden, Activation: m.Activation, Reverse: i%2 == 1}
			}
			return Coupling{Of: of, Hidden: m.Hidden, Activation: m.Activation, Reverse: i%2 == 1}
		}),
	}
}

// Flow is the transforms written out.
func (m RealNVP) Flow() Flow {
	return Flow{
		Dim: m.Dim, Base: m.Base, Body: m.Body, Unconditional: m.Unconditional,
		Transforms: stacked(m.Dim, m.Layers, 8, 1, m.Linear, func(i int) Transform {
			return Coupling{Of: Affine{}, Hidden: m.Hidden, Activation: m.Activation, Reverse: i%2 == 1}
		}),
	}
}

// Flow is the transforms written out.
func (m MAF) Flow() Flow {
	return Flow{
		Dim: m.Dim, Base: m.Base, Body: m.Body, Unconditional: m.Unconditional,
		Transforms: stacked(m.Dim, m.Layers, 5, 1, false, func(i int) Transform {
			return Autoregressive{Of: Affine{}, Hidden: m.Hidden, Activation: m.Activation, Reverse: i%2 == 1}
		}),
	}
}

// Flow is the transforms written out.
func (m IAF) Flow() Flow {
	return Flow{
		Dim: m.Dim, Base: m.Base, Body: m.Body, Unconditional: m.Unconditional,
		Transforms: stacked(m.Dim, m.Layers, 5, 1, false, func(i int) Transform {
			return Autoregressive{Of: Affine{}, Hidden: m.Hidden, Activation: m.Activation, Reverse: i%2 == 1, Inverse: true}
		}),
	}
}

// stacked is n steps, each behind a linear map if it is wanted; if n is 0 so many of vectors, and so many of single numbers.
func stacked(dim, n, vectors, numbers int, linear bool, step func(i int) Transform) (steps []Transform) {
	switch {
	case n < 0:
		build.Fail("flow", nil, "Layers is %d: want how many steps the flow has, 0 for %d, of a single number %d", n, vectors, numbers)
	case n == 0 && dim > 1:
		n = vectors
	case n == 0:
		n = numbers
	}
	for i := range n {
		if linear {
			steps = append(steps, Shuffle{}, LU{})
		}
		steps = append(steps, step(i))
	}
	return steps
}
