package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Logistic is the density e^-z / (Scale (1 + e^-z)^2) with z = (y - Loc)/Scale, whose cdf is the sigmoid. Scale is positive, or
// everything is NaN.
type Logistic struct {
	Loc   *G.Node // (n...)
	Scale *G.Node `param:"positive"` // (n...), or fewer axes if rows share it
}

// BatchShape is the common shape of Loc and Scale.
func (d Logistic) BatchShape() tensor.Shape { return batchOf("logistic", d.Loc, d.Scale) }

// EventShape is ().
func (d Logistic) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is log sigmoid(z) + log sigmoid(-z) - log Scale.
func (d Logistic) LogProb(y *G.Node) *G.Node {
	return onPoints("logistic log-prob", d, y, Logistic.logDensity)
}

// Mean is Loc.
func (d Logistic) Mean() *G.Node { return onShape(locOf(d.Loc, d.Scale), d.BatchShape()) }

// Variance is pi^2 Scale^2/3.
func (d Logistic) Variance() *G.Node {
	return onShape(ops.MulConst(ops.Square(positive(d.Scale)), math.Pi*math.Pi/3), d.BatchShape())
}

// Mode is Loc.
func (d Logistic) Mode() *G.Node { return d.Mean() }

// Entropy is log Scale + 2.
func (d Logistic) Entropy() *G.Node {
	return onShape(ops.AddConst(ops.Log(positive(d.Scale)), 2), d.BatchShape())
}

// CDF is sigmoid(z).
func (d Logistic) CDF(y *G.Node) *G.Node {
	return onPoints("logistic cdf", d, y, Logistic.cdf)
}

// LogCDF is log sigmoid(z).
func (d Logistic) LogCDF(y *G.Node) *G.Node {
	return onPoints("logistic log-cdf", d, y, Logistic.logCDF)
}

// LogSurvival is log sigmoid(-z).
func (d Logistic) LogSurvival(y *G.Node) *G.Node {
	return onPoints("logistic log-survival", d, y, Logistic.logSurvival)
}

// Sample is Loc + Scale log(Phi(noise)/Phi(-noise)).
func (d Logistic) Sample(noise *G.Node) *G.Node {
	return onPoints("logistic sample", d, noise, Logistic.sample)
}

func (d Logistic) logDensity(y *G.Node) *G.Node {
	z := standardized(y, d.Loc, d.Scale)
	return ops.Sub(ops.Add(ops.LogSigmoid(z), ops.LogSigmoid(ops.Neg(z))), ops.Log(d.Scale))
}

func (d Logistic) cdf(y *G.Node) *G.Node {
	return ops.Sigmoid(standardized(y, d.Loc, positive(d.Scale)))
}

func (d Logistic) logCDF(y *G.Node) *G.Node {
	return ops.LogSigmoid(standardized(y, d.Loc, positive(d.Scale)))
}

func (d Logistic) logSurvival(y *G.Node) *G.Node {
	return ops.LogSigmoid(ops.Neg(standardized(y, d.Loc, positive(d.Scale))))
}

// sample takes log Phi(noise) - log Phi(-noise), about 0 as log(1 + e) - log(1 - e) with e = 2 Phi(noise) - 1.
func (d Logistic) sample(noise *G.Node) *G.Node {
	z := either(below(ops.Abs(noise), 1), noise, 0, 2,
		func(x *G.Node) *G.Node {
			e := erfNoise(x)
			return ops.Sub(ops.Log1p(e), ops.Log1p(ops.Neg(e)))
		},
		func(x *G.Node) *G.Node {
			under, over := tails(x)
			return ops.Sub(under, over)
		})
	return placed(d.Loc, d.Scale, z)
}
