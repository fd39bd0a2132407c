package ops

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
)

// Asinh is the inverse hyperbolic sine, sign(x) log(|x| + sqrt(1 + x^2)), exact for small x and without overflow. It is computed
// in float64.
func Asinh(x *G.Node) *G.Node {
	return unary("asinh", x, kernel.Map(asinh[float32]), kernel.Map(asinh[float64]),
		func(x, _, dy *G.Node) *G.Node { return Div(dy, hypotOne(x)) })
}

func asinh[T kernel.Float](x T) T { return T(math.Asinh(float64(x))) }

// hypotOne is sqrt(1 + x^2), whose square does not overflow.
func hypotOne(x *G.Node) *G.Node {
	return unary("hypot_one", x, kernel.Map(hypot1[float32]), kernel.Map(hypot1[float64]),
		func(x, y, dy *G.Node) *G.Node { return Mul(dy, Div(x, y)) })
}

func hypot1[T kernel.Float](x T) T { return T(math.Hypot(1, float64(x))) }
