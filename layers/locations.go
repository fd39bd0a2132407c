package layers

import G "gorgonia.org/gorgonia"

// Locations is the head of the locations of a mixture's components, a Dense that starts at quantiles of the training target for every
// row: kernel 0, bias Scope.Quantiles. Beside Scales no component starts where no row is:
//
//	distributions.Normal{
//		Loc:   s.Call("loc", layers.Locations{Units: k}, h),
//		Scale: s.Call("scale", layers.Scales{Units: k, Floor: 1e-3}, h),
//	}
type Locations struct{ Units int }

// Forward is (n, in) -> (n, Units).
func (l Locations) Forward(s *Scope, x *G.Node) *G.Node {
	s.pass.Quantiles = true
	return Dense{Units: l.Units, Kernel: Zeros, Bias: s.Quantiles()}.Forward(s, x)
}

// Scales is the head of scales to go with Locations, a Positive that starts at the spacings of the quantiles for every row.
type Scales struct {
	Units int
	Floor float64
}

// Forward is (n, in) -> (n, Units).
func (l Scales) Forward(s *Scope, x *G.Node) *G.Node {
	return Positive{Units: l.Units, Floor: l.Floor, Kernel: Zeros, Start: s.Spacings()}.Forward(s, x)
}
