package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// standardized is z = (y - loc)/scale. It subtracts before it divides: y/scale - loc/scale loses all digits of a narrow
// component (TFP's Normal is off by 1e-7 at loc = -3, scale = 1e-8).
func standardized(y, loc, scale *G.Node) *G.Node { return ops.Div(ops.Sub(y, loc), scale) }

// locOf is loc, or NaN where scale is not positive.
func locOf(loc, scale *G.Node) *G.Node {
	ok := ops.Between(scale, smallest(scale), math.Inf(1))
	return ops.Where(ok, loc, full(loc, math.NaN()))
}

// placed is loc + scale x.
func placed(loc, scale, x *G.Node) *G.Node { return ops.Add(loc, ops.Mul(positive(scale), x)) }
