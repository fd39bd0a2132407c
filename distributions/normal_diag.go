package distributions

import (
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// MultivariateNormalDiag is a vector of d independent normal numbers, N(Loc, Diag(Scale^2)). Scale is standard deviations, positive
// or everything is NaN.
type MultivariateNormalDiag struct {
	Loc   *G.Node `param:"axes=1"`          // (n..., d)
	Scale *G.Node `param:"positive,axes=1"` // (n..., d), or fewer axes if rows share it
}

// BatchShape is the common shape of Loc and Scale without their last axis.
func (d MultivariateNormalDiag) BatchShape() tensor.Shape {
	own := d.EventShape()
	return batchOfVectors("multivariate normal", vectorParam{d.Loc, own}, vectorParam{d.Scale, own})
}

// EventShape is (d).
func (d MultivariateNormalDiag) EventShape() tensor.Shape {
	return tensor.Shape{lastOf("multivariate normal", d.Loc, d.Scale)}
}

// LogProb is sum_i -z_i^2/2 - log Scale_i - log(2 pi)/2 with z = (y - Loc)/Scale.
func (d MultivariateNormalDiag) LogProb(y *G.Node) *G.Node {
	return onPoints("multivariate normal log-prob", d, y, MultivariateNormalDiag.logDensity)
}

// Mean is Loc.
func (d MultivariateNormalDiag) Mean() *G.Node {
	return onShape(nanUnless(allPositive(d.Scale), d.Loc), d.shape())
}

// Mode is Loc.
func (d MultivariateNormalDiag) Mode() *G.Node { return d.Mean() }

// Variance is Scale^2.
func (d MultivariateNormalDiag) Variance() *G.Node {
	return onShape(ops.Square(positive(d.Scale)), d.shape())
}

// Covariance is Diag(Scale^2).
func (d MultivariateNormalDiag) Covariance() *G.Node { return diagonal(d.Variance()) }

// Entropy is that of the numbers together.
func (d MultivariateNormalDiag) Entropy() *G.Node { return lastSum(d.numbers().Entropy()) }

// Sample is Loc + Scale*noise.
func (d MultivariateNormalDiag) Sample(noise *G.Node) *G.Node {
	return onPoints("multivariate normal sample", d, noise, MultivariateNormalDiag.sample)
}

// Marginal is number j.
func (d MultivariateNormalDiag) Marginal(j int) Distribution {
	return Normal{Loc: column(d.Loc, j), Scale: column(d.Scale, j)}
}

// Conditional is the other numbers: this one says nothing of them.
func (d MultivariateNormalDiag) Conditional(j int, _ *G.Node) Distribution {
	return MultivariateNormalDiag{Loc: without(d.Loc, j, 1), Scale: without(d.Scale, j, 1)}
}

func (d MultivariateNormalDiag) logDensity(y *G.Node) *G.Node {
	return lastSum(Normal{d.Loc, positive(d.Scale)}.logDensity(y))
}

func (d MultivariateNormalDiag) sample(noise *G.Node) *G.Node { return d.numbers().sample(noise) }

func (d MultivariateNormalDiag) distance(y *G.Node) *G.Node {
	return lastSum(ops.Square(standardized(y, d.Loc, d.Scale)))
}

func (d MultivariateNormalDiag) numbers() Normal { return Normal(d) }

func (d MultivariateNormalDiag) shape() tensor.Shape { return join(d.BatchShape(), d.EventShape()) }

// diagonal is the matrices (..., d, d) of vectors (..., d).
func diagonal(x *G.Node) *G.Node { return matrices(ops.BatchDiag(x), lastOf("diagonal", x)) }
