package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Poisson is the count y = 0, 1, ... with probability Rate^y e^-Rate/y!. Rate is positive, or everything is NaN. The log-mass is
// right to a few ulps however large both are: y log Rate - Rate - log y! would lose all digits at a rate of 1e15.
type Poisson struct {
	Rate *G.Node `param:"positive"` // (n...)
}

// BatchShape is Rate's shape.
func (d Poisson) BatchShape() tensor.Shape { return batchOf("poisson", d.Rate) }

// EventShape is ().
func (d Poisson) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is y log Rate - Rate - log y!, the log-density of Gamma(y+1) at Rate, and -Inf off the counts.
func (d Poisson) LogProb(y *G.Node) *G.Node {
	return onPoints("poisson log-prob", d, y, Poisson.logDensity)
}

// Mean is Rate.
func (d Poisson) Mean() *G.Node { return positive(d.Rate) }

// Variance is Rate.
func (d Poisson) Variance() *G.Node { return positive(d.Rate) }

// Mode is the greatest count below Rate, one less than a whole Rate, at which it is as likely.
func (d Poisson) Mode() *G.Node { return modeBelow(positive(d.Rate)) }

// CDF is Q(y+1, Rate), the regularized incomplete gamma function of the whole part of y.
func (d Poisson) CDF(y *G.Node) *G.Node { return onPoints("poisson cdf", d, y, Poisson.cdf) }

// LogCDF is log Q(y+1, Rate).
func (d Poisson) LogCDF(y *G.Node) *G.Node {
	return onPoints("poisson log-cdf", d, y, Poisson.logCDF)
}

// LogSurvival is log P(y+1, Rate).
func (d Poisson) LogSurvival(y *G.Node) *G.Node {
	return onPoints("poisson log-survival", d, y, Poisson.logSurvival)
}

// Support is 0, 1, 2, ...
func (Poisson) Support() Support { return IntegersIn(0, math.Inf(1)) }

func (d Poisson) logDensity(y *G.Node) *G.Node {
	return atCounts(y, func(k *G.Node) *G.Node { return ops.LogPoisson(k, positive(d.Rate)) })
}

// logAboveZero is log(1 - e^-Rate), logSurvival at 0 without the incomplete gamma function.
func (d Poisson) logAboveZero() *G.Node { return ops.Log1mExp(ops.Neg(positive(d.Rate))) }

func (d Poisson) cdf(y *G.Node) *G.Node {
	return upToCounts(y, 0, 1, func(k *G.Node) *G.Node { return ops.RegIncGammaC(ops.AddConst(k, 1), positive(d.Rate)) })
}

func (d Poisson) logCDF(y *G.Node) *G.Node {
	return upToCounts(y, math.Inf(-1), 0, func(k *G.Node) *G.Node { return ops.LogRegIncGammaC(ops.AddConst(k, 1), positive(d.Rate)) })
}

func (d Poisson) logSurvival(y *G.Node) *G.Node {
	return upToCounts(y, 0, math.Inf(-1), func(k *G.Node) *G.Node { return ops.LogRegIncGamma(ops.AddConst(k, 1), positive(d.Rate)) })
}
