package distributions

import (
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

var (
	_ HasCRPS = Laplace{}
	_ HasCRPS = Logistic{}
)

// The distance |y - Loc| stands outside of the scale in these scores, so that the derivative of a far y by the scale is no
// difference of large numbers. Formulas are those of Jordan, Krüger and Lerch (2019), Journal of Statistical Software 90 (12),
// appendix A.

// CRPS is |y - Loc| + Scale (e^-|z| - 3/4).
func (d Laplace) CRPS(y *G.Node) *G.Node { return onPoints("laplace crps", d, y, Laplace.crps) }

func (d Laplace) crps(y *G.Node) *G.Node {
	scale, off := positive(d.Scale), ops.Abs(ops.Sub(y, d.Loc))
	near := ops.Exp(ops.Neg(ops.Div(off, scale)))
	return ops.Add(off, ops.Mul(scale, ops.AddConst(near, -.75)))
}

// CRPS is |y - Loc| + Scale (2 log(1 + e^-|z|) - 1).
func (d Logistic) CRPS(y *G.Node) *G.Node { return onPoints("logistic crps", d, y, Logistic.crps) }

func (d Logistic) crps(y *G.Node) *G.Node {
	scale, off := positive(d.Scale), ops.Abs(ops.Sub(y, d.Loc))
	near := ops.Softplus(ops.Neg(ops.Div(off, scale)))
	return ops.Add(off, ops.Mul(scale, ops.AddConst(ops.MulConst(near, 2), -1)))
}
