package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// NegativeBinomial is a Poisson whose rate has the distribution Gamma of mean Rate and shape r = Concentration: a count with
// mean Rate, variance Rate + Rate^2/r and probability Gamma(y+r)/(y! Gamma(r)) p^r (1-p)^y, where p = r/(r + Rate). Both are
// positive, or everything is NaN. At a concentration of 1e15 it is the Poisson to the last digits.
type NegativeBinomial struct {
	Rate          *G.Node `param:"positive"` // (n...)
	Concentration *G.Node `param:"positive"` // (n...), or fewer axes if rows share it
}

// BatchShape is the common shape of Rate and Concentration.
func (d NegativeBinomial) BatchShape() tensor.Shape {
	return batchOf("negative binomial", d.Rate, d.Concentration)
}

// EventShape is ().
func (d NegativeBinomial) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is the log-mass, and -Inf off the counts.
func (d NegativeBinomial) LogProb(y *G.Node) *G.Node {
	return onPoints("negative binomial log-prob", d, y, NegativeBinomial.logDensity)
}

// Mean is Rate.
func (d NegativeBinomial) Mean() *G.Node {
	rate, r := d.params()
	return onShape(ops.Where(ops.Equal(r, r), rate, r), d.BatchShape())
}

// Variance is Rate (1 + Rate/r).
func (d NegativeBinomial) Variance() *G.Node {
	rate, r := d.params()
	return ops.Mul(rate, ops.AddConst(ops.Div(rate, r), 1))
}

// Mode is the greatest count below Rate (1 - 1/r), one less than a whole number of these, which is as likely; 0 for r <= 1.
func (d NegativeBinomial) Mode() *G.Node {
	rate, r := d.params()
	return modeBelow(ops.Sub(rate, ops.Div(rate, r)))
}

// CDF is I_p(r, y+1), the regularized incomplete beta function of the whole part of y.
func (d NegativeBinomial) CDF(y *G.Node) *G.Node {
	return onPoints("negative binomial cdf", d, y, NegativeBinomial.cdf)
}

// LogCDF is log P(Y <= y).
func (d NegativeBinomial) LogCDF(y *G.Node) *G.Node {
	return onPoints("negative binomial log-cdf", d, y, NegativeBinomial.logCDF)
}

// LogSurvival is log P(Y > y).
func (d NegativeBinomial) LogSurvival(y *G.Node) *G.Node {
	return onPoints("negative binomial log-survival", d, y, NegativeBinomial.logSurvival)
}

// Support is 0, 1, 2, ...
func (NegativeBinomial) Support() Support { return IntegersIn(0, math.Inf(1)) }

// logDensity is log(r/(r+y)) plus the log-mass of r successes among r+y trials, as Loader (2000) computes it.
func (d NegativeBinomial) logDensity(y *G.Node) *G.Node {
	r, p, q := d.successes()
	return atCounts(y, func(k *G.Node) *G.Node {
		n := ops.Add(r, k)
		return ops.Sub(binomialMass(n, r, k, p, q), ops.Log1p(ops.Div(k, r)))
	})
}

func (d NegativeBinomial) cdf(y *G.Node) *G.Node {
	return d.upTo(y, 0, 1, ops.RegIncBeta, ops.RegIncBetaC)
}

func (d NegativeBinomial) logCDF(y *G.Node) *G.Node {
	return d.upTo(y, math.Inf(-1), 0, ops.LogRegIncBeta, ops.LogRegIncBetaC)
}

func (d NegativeBinomial) logSurvival(y *G.Node) *G.Node {
	return d.upTo(y, 0, math.Inf(-1), ops.LogRegIncBetaC, ops.LogRegIncBeta)
}

// upTo is a function of I_p(r, k+1).
func (d NegativeBinomial) upTo(y *G.Node, below, above float64, f, g func(a, b, x *G.Node) *G.Node) *G.Node {
	r, p, q := d.successes()
	return upToCounts(y, below, above, func(k *G.Node) *G.Node { return incBeta(r, ops.AddConst(k, 1), p, q, f, g) })
}

// successes is r, the probability p of a success and q = 1-p.
func (d NegativeBinomial) successes() (r, p, q *G.Node) {
	rate, r := d.params()
	total := ops.Add(r, rate)
	return r, ops.Div(r, total), ops.Div(rate, total)
}

func (d NegativeBinomial) params() (rate, r *G.Node) {
	return positive(d.Rate), positive(d.Concentration)
}
