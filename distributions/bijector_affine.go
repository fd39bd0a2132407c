package distributions

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// Affine is y = Shift + Scale x, element by element. Scale may be negative, but not 0, where everything is NaN. A nil Shift is 0, a
// nil Scale 1.
type Affine struct {
	Shift *G.Node // (n...)
	Scale *G.Node `param:"nonzero"` // (n...), or fewer axes if rows share it
}

var (
	_ HasDecreasing = Affine{}
	_ linear        = Affine{}
)

// Forward is Shift + Scale x.
func (b Affine) Forward(x *G.Node) *G.Node {
	if b.Scale != nil {
		x = ops.Mul(nonzero(b.Scale), x)
	}
	if b.Shift != nil {
		x = ops.Add(b.Shift, x)
	}
	return x
}

// Inverse is (y - Shift)/Scale, in this order: y/Scale - Shift/Scale cancels for a small scale.
func (b Affine) Inverse(y *G.Node) *G.Node {
	if b.Shift != nil {
		y = ops.Sub(y, b.Shift)
	}
	if b.Scale != nil {
		y = ops.Div(y, nonzero(b.Scale))
	}
	return y
}

// LogDetJacobian is log |Scale|.
func (b Affine) LogDetJacobian(x *G.Node) *G.Node {
	if b.Scale == nil {
		return onShape(full(x, 0), b.wide(x))
	}
	return onShape(ops.Log(ops.Abs(nonzero(b.Scale))), b.wide(x))
}

// Decreasing is where Scale is negative.
func (b Affine) Decreasing() *G.Node {
	if b.Scale == nil {
		return nil
	}
	return ops.Less(b.Scale, full(b.Scale, 0))
}

// wide is the shape of Forward(x).
func (b Affine) wide(x *G.Node) []int {
	build.Given("affine", x)
	s := x.Shape()
	for _, p := range []*G.Node{b.Shift, b.Scale} {
		if p != nil {
			s = build.Broadcast(s, p.Shape())
		}
	}
	return s
}

// forwardVariance is Scale^2 times x's.
func (b Affine) forwardVariance(v *G.Node) *G.Node {
	if b.Scale == nil {
		return v
	}
	return ops.Mul(ops.Square(nonzero(b.Scale)), v)
}

func (b Affine) inverseVariance(v *G.Node) *G.Node {
	if b.Scale == nil {
		return v
	}
	return ops.Div(v, ops.Square(nonzero(b.Scale)))
}

// A linear bijector carries means, modes and variances over.
type linear interface {
	forwardVariance(v *G.Node) *G.Node // of f(X), element by element, where X has variance v
	inverseVariance(v *G.Node) *G.Node // of X, where f(X) has variance v
}
