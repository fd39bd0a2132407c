package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

var (
	_ HasCRPS = Laplace{}
	_ HasCRPS = Logistic{}
	_ HasCRPS = StudentT{}
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

// CRPS is, for more than one degree of freedom n and NaN for fewer, with the tail T = P(Z > |z|) and b = B(n/2, 1/2),
//
//	|y - Loc| (1 - 2T) + 2 Scale sqrt n/((n-1) b) ((1 + z^2/n)^(-(n-1)/2) - B(n - 1/2, 1/2)/b).
func (d StudentT) CRPS(y *G.Node) *G.Node { return onPoints("student t crps", d, y, StudentT.crps) }

func (d StudentT) crps(y *G.Node) *G.Node {
	n := ops.Where(ops.Between(d.DF, 0, 1), full(d.DF, math.NaN()), positive(d.DF))
	scale, off := positive(d.Scale), ops.Abs(ops.Sub(y, d.Loc))
	z := ops.Div(off, scale)
	between := ops.AddConst(ops.MulConst(ops.Exp(StudentT{DF: n, Loc: d.Loc, Scale: d.Scale}.logTail(z)), -2), 1)

	logB := ops.LogBeta(ops.MulConst(n, .5), full(n, .5))
	spread := ops.Exp(ops.Sub(ops.LogBeta(ops.AddConst(n, -.5), full(n, .5)), logB))
	power := ops.MulConst(ops.AddConst(n, -1), -.5)
	near := ops.Exp(ops.Mul(power, logOnePlusSquare(ops.Div(z, ops.Sqrt(n)))))
	size := ops.Div(ops.MulConst(ops.Exp(ops.Sub(ops.MulConst(ops.Log(n), .5), logB)), 2), ops.AddConst(n, -1))
	return ops.Add(ops.Mul(off, between), ops.Mul(scale, ops.Mul(size, ops.Sub(near, spread))))
}
