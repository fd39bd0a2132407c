package flows

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

var (
	_ training.Net = NSF{}
	_ training.Net = BPF{}
	_ training.Net = RealNVP{}
	_ training.Net = MAF{}
	_ training.Net = IAF{}
)

// Forward is that of Flow.
func (m NSF) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return m.Flow().Forward(s, x)
}

// Forward is that of Flow.
func (m BPF) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
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
func (m BPF) Flow() Flow {
	of := Bernstein{Degree: m.Degree, Bound: m.Bound}
	return Flow{
		Dim: m.Dim, Base: m.Base, Body: m.Body, Unconditional: m.Unconditional,
		Transforms: stacked(m.Dim, m.Layers, 2, 1, false, func(i int) Transform {
			return Autoregressive{Of: of, Hidden: m.Hidden, Activation: m.Activation, Reverse: i%2 == 1}
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

// maxSteps is more steps than a flow can be fitted with.
const maxSteps = 1000

// stacked is n steps, each behind a linear map if it is wanted; if n is 0 so many of vectors, and so many of single numbers. Step is told how
// many others are between it and the data, so that whatever n is the map nearest to the data takes the numbers as they come: what one layer
// can learn, two can with the other at rest. With the order turned round there, a fit of two may stay where one of that order ends.
func stacked(dim, n, vectors, numbers int, linear bool, step func(i int) Transform) (steps []Transform) {
	switch {
	case n < 0 || n > maxSteps:
		build.Fail("flow", nil, "Layers is %d: want how many steps the flow has, at most %d, 0 for %d, of a single number %d", n, maxSteps, vectors, numbers)
	case n == 0 && dim > 1:
		n = vectors
	case n == 0:
		n = numbers
	}
	for i := range n {
		if linear {
			steps = append(steps, Shuffle{}, LU{})
		}
		steps = append(steps, step(n-1-i))
	}
	return steps
}
