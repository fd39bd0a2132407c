package distributions

import (
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// MultivariateNormalLowRank is a normal vector of d numbers with covariance F F' + Diag(Scale^2), F being Factor: r directions in
// which the numbers vary together, beside what each does alone. Time and memory grow as d r^2, and no matrix of d x d numbers is
// made but by Covariance. Scale is positive, or everything is NaN.
//
// Factor/Scale is squared: columns that are multiples of each other and some 1e7 times Scale, 1e3 in float32, give NaN.
type MultivariateNormalLowRank struct {
	Loc    *G.Node `param:"axes=1"`          // (n..., d)
	Factor *G.Node `param:"finite,axes=2"`   // (n..., d, r), or fewer axes if rows share it
	Scale  *G.Node `param:"positive,axes=1"` // (n..., d), likewise
}

// BatchShape is the common shape of the parameters without their own axes.
func (d MultivariateNormalLowRank) BatchShape() tensor.Shape {
	own := d.EventShape()
	rank := lastOf("low-rank normal", d.Factor, d.Loc, d.Scale)
	return batchOfVectors("low-rank normal", vectorParam{d.Loc, own}, vectorParam{d.Factor, join(own, tensor.Shape{rank})}, vectorParam{d.Scale, own})
}

// EventShape is (d).
func (d MultivariateNormalLowRank) EventShape() tensor.Shape {
	return tensor.Shape{lastOf("low-rank normal", d.Loc, d.Factor, d.Scale)}
}

// LogProb is -q/2 - log|C|/2 - sum_i log Scale_i - d log(2 pi)/2 with C = I + W'W, W = F/Scale (the matrix determinant lemma) and
// q = |z - W x|^2 + |x|^2 at C x = W'z, z = (y - Loc)/Scale: Woodbury's z'z - z'W C^-1 W'z as a sum of squares.
func (d MultivariateNormalLowRank) LogProb(y *G.Node) *G.Node {
	return onPoints("low-rank normal log-prob", Distribution(d), y, logDensity)
}

// Mean is Loc.
func (d MultivariateNormalLowRank) Mean() *G.Node { return d.packed().mean() }

// Mode is Loc.
func (d MultivariateNormalLowRank) Mode() *G.Node { return d.Mean() }

// Variance is sum_k F_ik^2 + Scale_i^2.
func (d MultivariateNormalLowRank) Variance() *G.Node { return d.packed().variance() }

// Covariance is F F' + Diag(Scale^2).
func (d MultivariateNormalLowRank) Covariance() *G.Node {
	p := d.packed()
	n := p.dim()
	f := p.factor()
	c := ops.Add(ops.BatchMatMul(f, f, p.rank(), false, true), ops.BatchDiag(ops.Square(p.scale())))
	return onShape(matrices(c, n), join(p.shape(), tensor.Shape{n}))
}

// Entropy is log|C|/2 + sum_i log Scale_i + d (1 + log 2 pi)/2.
func (d MultivariateNormalLowRank) Entropy() *G.Node {
	p := d.packed()
	return onShape(ops.AddConst(p.logDet(p.capacitance()), float64(p.dim())*(.5+logSqrt2Pi)), d.BatchShape())
}

// NoiseShape is batch + (r + d): noise of the directions, then of the numbers.
func (d MultivariateNormalLowRank) NoiseShape() tensor.Shape {
	return join(d.BatchShape(), tensor.Shape{d.packed().rank() + d.EventShape()[0]})
}

// Sample is Loc + F e + Scale*f with e the first r numbers of noise and f the others.
func (d MultivariateNormalLowRank) Sample(noise *G.Node) *G.Node {
	p := Distribution(d.packed())
	if noiseIsGrid("low-rank normal sample", d, noise) {
		p = spread(p, 0)
	}
	return sample(p, noise)
}

// Marginal is number j.
func (d MultivariateNormalLowRank) Marginal(j int) Distribution {
	p := d.packed()
	return Normal{Loc: column(onShape(d.Loc, p.shape()), j), Scale: ops.Sqrt(column(p.variance(), j))}
}

// Conditional is of the same rank.
func (d MultivariateNormalLowRank) Conditional(j int, value *G.Node) Distribution {
	loc, factor, scale := d.packed().given(j, value)
	return MultivariateNormalLowRank{Loc: loc, Factor: factor, Scale: scale}
}

func (d MultivariateNormalLowRank) logDensity(y *G.Node) *G.Node { return d.packed().logDensity(y) }

func (d MultivariateNormalLowRank) sample(noise *G.Node) *G.Node { return d.packed().sample(noise) }

func (d MultivariateNormalLowRank) distance(y *G.Node) *G.Node { return d.packed().distance(y) }

func (d MultivariateNormalLowRank) spread(keep int) Distribution { return spread(d.packed(), keep) }

func (d MultivariateNormalLowRank) packed() packedLowRank {
	d.BatchShape() // fails if the shapes do not fit
	return packedLowRank{Loc: d.Loc, Factor: entries(d.Factor), Scale: d.Scale}
}
