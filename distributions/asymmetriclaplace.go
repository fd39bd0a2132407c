package distributions

import (
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// AsymmetricLaplace is the density exp(-k z) / (Scale (k + 1/k)) for z = (y - Loc)/Scale >= 0 and exp(z/k) / (Scale (k + 1/k)) below, with
// k = Asymmetry (Kotz, Kozubowski, Podgorski 2001): its log-density is the pinball loss of the level k^2/(1 + k^2). Scale and Asymmetry
// are positive, or everything is NaN.
type AsymmetricLaplace struct {
	Loc       *G.Node // (n...)
	Scale     *G.Node `param:"positive"` // (n...)
	Asymmetry *G.Node `param:"positive"` // (n...), 1 for a Laplace; or fewer axes if rows share it
}

// BatchShape is the common shape of Loc, Scale and Asymmetry.
func (d AsymmetricLaplace) BatchShape() tensor.Shape {
	return batchOf("asymmetric laplace", d.Loc, d.Scale, d.Asymmetry)
}

// EventShape is ().
func (d AsymmetricLaplace) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is -k z, or z/k below Loc, minus log(Scale (k + 1/k)).
func (d AsymmetricLaplace) LogProb(y *G.Node) *G.Node {
	return onPoints("asymmetric laplace log-prob", d, y, AsymmetricLaplace.logDensity)
}

// Mean is Loc + Scale (1/k - k).
func (d AsymmetricLaplace) Mean() *G.Node {
	k := positive(d.Asymmetry)
	return onShape(ops.Add(d.Loc, ops.Mul(positive(d.Scale), ops.Sub(ops.Reciprocal(k), k))), d.BatchShape())
}

// Variance is Scale^2 (1/k^2 + k^2).
func (d AsymmetricLaplace) Variance() *G.Node {
	k := positive(d.Asymmetry)
	both := ops.Add(ops.Square(ops.Reciprocal(k)), ops.Square(k))
	return onShape(ops.Mul(ops.Square(positive(d.Scale)), both), d.BatchShape())
}

// Mode is Loc.
func (d AsymmetricLaplace) Mode() *G.Node {
	k := positive(d.Asymmetry)
	return onShape(ops.Where(ops.Equal(k, k), locOf(d.Loc, d.Scale), k), d.BatchShape())
}

// Entropy is 1 + log(Scale (k + 1/k)).
func (d AsymmetricLaplace) Entropy() *G.Node {
	return onShape(ops.AddConst(d.norm(), 1), d.BatchShape())
}

// CDF is k^2/(1 + k^2) e^(z/k) below Loc and 1 - e^(-k z)/(1 + k^2) above.
func (d AsymmetricLaplace) CDF(y *G.Node) *G.Node {
	return onPoints("asymmetric laplace cdf", d, y, AsymmetricLaplace.cdf)
}

// LogCDF is its logarithm.
func (d AsymmetricLaplace) LogCDF(y *G.Node) *G.Node {
	return onPoints("asymmetric laplace log-cdf", d, y, AsymmetricLaplace.logCDF)
}

// LogSurvival is log P(Y > y), a line above Loc.
func (d AsymmetricLaplace) LogSurvival(y *G.Node) *G.Node {
	return onPoints("asymmetric laplace log-survival", d, y, AsymmetricLaplace.logSurvival)
}

// Sample is the quantile at Phi(noise), right in both tails.
func (d AsymmetricLaplace) Sample(noise *G.Node) *G.Node {
	return onPoints("asymmetric laplace sample", d, noise, AsymmetricLaplace.sample)
}

// norm is log(Scale (k + 1/k)).
func (d AsymmetricLaplace) norm() *G.Node {
	k := positive(d.Asymmetry)
	return ops.Add(ops.Log(positive(d.Scale)), ops.Log(ops.Add(k, ops.Reciprocal(k))))
}

func (d AsymmetricLaplace) logDensity(y *G.Node) *G.Node {
	k := positive(d.Asymmetry)
	z := standardized(y, d.Loc, d.Scale)
	slope := ops.Where(below(z, 0), ops.Reciprocal(k), ops.Neg(k))
	return ops.Sub(ops.Mul(z, slope), d.norm())
}

// logTails are log P(Z <= z) where that is a line, for z < 0, and log P(Z > z) elsewhere.
func (d AsymmetricLaplace) logTails(y *G.Node) (left, log *G.Node) {
	k := positive(d.Asymmetry)
	z := standardized(y, d.Loc, positive(d.Scale))
	left = below(z, 0)
	slope := ops.Where(left, ops.Reciprocal(k), ops.Neg(k))
	return left, ops.Add(ops.Where(left, d.logBelow(), d.logAbove()), ops.Mul(z, slope))
}

func (d AsymmetricLaplace) cdf(y *G.Node) *G.Node {
	left, log := d.logTails(y)
	return ops.Where(left, ops.Exp(log), ops.Neg(ops.Expm1(log)))
}

func (d AsymmetricLaplace) logCDF(y *G.Node) *G.Node {
	left, log := d.logTails(y)
	return ops.Where(left, log, ops.Log1mExp(log))
}

func (d AsymmetricLaplace) logSurvival(y *G.Node) *G.Node {
	left, log := d.logTails(y)
	return ops.Where(left, ops.Log1mExp(log), log)
}

// logBelow is log k^2/(1 + k^2), the mass below Loc, and logAbove that above.
func (d AsymmetricLaplace) logBelow() *G.Node {
	return ops.LogSigmoid(ops.MulConst(ops.Log(positive(d.Asymmetry)), 2))
}

func (d AsymmetricLaplace) logAbove() *G.Node {
	return ops.LogSigmoid(ops.MulConst(ops.Log(positive(d.Asymmetry)), -2))
}

func (d AsymmetricLaplace) sample(noise *G.Node) *G.Node {
	k := positive(d.Asymmetry)
	under, over := tails(noise)
	left := ops.Sub(under, d.logBelow())
	z := ops.Where(below(left, 0), ops.Mul(k, left), ops.Div(ops.Sub(d.logAbove(), over), k))
	return placed(d.Loc, d.Scale, z)
}
