package distributions

import (
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Dirichlet is d shares that add up to 1, with density prod_i y_i^(a_i - 1)/B(a), a = Concentration, with respect to the lengths of d-1
// of them. Concentration is positive, or everything is NaN.
type Dirichlet struct {
	Concentration *G.Node `param:"positive,axes=1"` // (n..., d)
}

// BatchShape is that of Concentration without its last axis.
func (d Dirichlet) BatchShape() tensor.Shape { return d.scaled().BatchShape() }

// EventShape is (d).
func (d Dirichlet) EventShape() tensor.Shape { return d.scaled().EventShape() }

// LogProb is sum_i (a_i - 1) log y_i - log B(a), and -Inf where a share is negative or they do not add up to 1, to 1e-6 (1e-4 in
// float32). At an edge it takes its limit: +Inf for a_i < 1. The gradient with respect to y_i is zero at 0.
func (d Dirichlet) LogProb(y *G.Node) *G.Node {
	return onPoints("dirichlet log-prob", d, y, Dirichlet.logDensity)
}

// Mean is a/a0 with a0 the sum of a.
func (d Dirichlet) Mean() *G.Node { return d.scaled().Mean() }

// Variance is m (1-m)/(a0 + 1), m the mean.
func (d Dirichlet) Variance() *G.Node { return d.scaled().Variance() }

// Covariance is (Diag(m) - m m')/(a0 + 1).
func (d Dirichlet) Covariance() *G.Node { return d.scaled().Covariance() }

// Mode is (a - 1)/(a0 - d) where no a_i is below 1, the mean where all are 1, and NaN where the density is infinite at an edge.
func (d Dirichlet) Mode() *G.Node { return d.scaled().Mode() }

// Entropy is log B(a) + (a0 - d) psi(a0) - sum_i (a_i - 1) psi(a_i).
func (d Dirichlet) Entropy() *G.Node { return d.scaled().Entropy() }

// Marginal is the Beta(a_j, a0 - a_j) of share j.
func (d Dirichlet) Marginal(j int) Distribution { return d.scaled().Marginal(j) }

// Conditional is 1 - y_j times a Dirichlet of the others; where one other is left, the point 1 - y_j.
func (d Dirichlet) Conditional(j int, value *G.Node) Distribution {
	return d.scaled().Conditional(j, value)
}

// Sample is gamma draws over their sum, each by the inverse of its distribution function at Phi(noise) with implicit gradients
// (Figurnov, Mohamed and Mnih 2018, arXiv:1805.08498), from their logarithms: shares of small concentrations underflow only when
// they are made.
func (d Dirichlet) Sample(noise *G.Node) *G.Node {
	return onPoints("dirichlet sample", d, noise, Dirichlet.sample)
}

func (d Dirichlet) sample(noise *G.Node) *G.Node { return d.scaled().sample(noise) }

// Support is [0, 1], for each share.
func (Dirichlet) Support() Support { return ContinuousOn(0, 1) }

func (d Dirichlet) logDensity(y *G.Node) *G.Node { return d.scaled().logDensity(y) }

func (d Dirichlet) scaled() shares { return shares{Concentration: d.Concentration} }

// stretched is Total times the Beta of a share.
type stretched struct {
	Base  Beta
	Total *G.Node `param:"nonnegative"`
}

func (d stretched) BatchShape() tensor.Shape {
	return batchOf("share", d.Base.Alpha, d.Base.Beta, d.Total)
}

func (d stretched) EventShape() tensor.Shape { return tensor.Shape{} }

func (d stretched) LogProb(y *G.Node) *G.Node {
	return onPoints("share log-prob", d, y, stretched.logDensity)
}

func (d stretched) logDensity(y *G.Node) *G.Node {
	return ops.Sub(d.Base.logDensity(ops.Div(y, d.Total)), ops.Log(d.Total))
}

func (d stretched) CDF(y *G.Node) *G.Node { return onPoints("share cdf", d, y, stretched.cdf) }

func (d stretched) cdf(y *G.Node) *G.Node { return d.Base.cdf(ops.Div(y, d.Total)) }

func (d stretched) Mean() *G.Node { return onShape(ops.Mul(d.Base.Mean(), d.Total), d.BatchShape()) }

func (d stretched) Variance() *G.Node {
	return onShape(ops.Mul(d.Base.Variance(), ops.Square(d.Total)), d.BatchShape())
}

func (d stretched) Support() Support {
	return Support{Lower: full(d.Total, 0), Upper: d.Total}
}
