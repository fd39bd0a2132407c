package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
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
	rank := lastOf("low-rank normal", d.Factor)
	return batchOfVectors("low-rank normal", vectorParam{d.Loc, own}, vectorParam{d.Factor, join(own, tensor.Shape{rank})}, vectorParam{d.Scale, own})
}

// EventShape is (d).
func (d MultivariateNormalLowRank) EventShape() tensor.Shape {
	return tensor.Shape{lastOf("low-rank normal", d.Loc)}
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

// String says the shapes.
func (d MultivariateNormalLowRank) String() string { return describe(d) }

func (d MultivariateNormalLowRank) logDensity(y *G.Node) *G.Node { return d.packed().logDensity(y) }

func (d MultivariateNormalLowRank) sample(noise *G.Node) *G.Node { return d.packed().sample(noise) }

func (d MultivariateNormalLowRank) distance(y *G.Node) *G.Node { return d.packed().distance(y) }

func (d MultivariateNormalLowRank) spread(keep int) Distribution { return spread(d.packed(), keep) }

func (d MultivariateNormalLowRank) packed() packedLowRank {
	d.BatchShape() // fails if the shapes do not fit
	return packedLowRank{Loc: d.Loc, Factor: entries(d.Factor), Scale: d.Scale}
}

// packedLowRank is a MultivariateNormalLowRank with the entries of its factors along one axis.
type packedLowRank struct {
	Loc    *G.Node `param:"axes=1"`
	Factor *G.Node `param:"axes=1"`
	Scale  *G.Node `param:"axes=1"`
}

func (d packedLowRank) BatchShape() tensor.Shape {
	own := d.EventShape()
	return batchOfVectors("low-rank normal", vectorParam{d.Loc, own}, vectorParam{d.Factor, tensor.Shape{d.dim() * d.rank()}}, vectorParam{d.Scale, own})
}

func (d packedLowRank) EventShape() tensor.Shape { return tensor.Shape{d.dim()} }

func (d packedLowRank) LogProb(y *G.Node) *G.Node { return d.logDensity(y) }

func (d packedLowRank) dim() int { return lastOf("low-rank normal", d.Loc) }

func (d packedLowRank) rank() int {
	n := lastOf("low-rank normal", d.Factor)
	if n%d.dim() != 0 {
		build.Fail("low-rank normal", []tensor.Shape{d.Factor.Shape(), d.Loc.Shape()}, "the factor must have the numbers of Loc as rows")
	}
	return n / d.dim()
}

func (d packedLowRank) shape() tensor.Shape { return join(d.BatchShape(), d.EventShape()) }

func (d packedLowRank) scale() *G.Node { return nanUnless(allPositive(d.Scale), d.Scale) }

// factor is F, NaN where an entry is.
func (d packedLowRank) factor() *G.Node {
	return nanUnless(allLast(ops.Between(d.Factor, math.Inf(-1), math.Inf(1))), d.Factor)
}

// columns repeats x, numbers along the last axis, for each of r columns.
func columns(x *G.Node, r int) *G.Node {
	return ops.BatchMatMul(x, ops.Full(x.Graph(), x.Dtype(), 1, r), 1, false, false)
}

// capacity is W and the factor of C.
type capacity struct{ w, chol *G.Node }

func (d packedLowRank) capacitance() capacity {
	w := ops.Div(d.Factor, columns(positive(d.Scale), d.rank()))
	c := ops.Add(ops.BatchMatMul(w, w, d.dim(), true, false), eye(w, d.rank()))
	return capacity{w, ops.BatchCholesky(c)}
}

// logDet is half the logarithm of the covariance's determinant.
func (d packedLowRank) logDet(c capacity) *G.Node {
	return ops.Add(lastSum(ops.Log(positive(d.Scale))), lastSum(ops.Log(ops.BatchTakeDiag(c.chol))))
}

func (d packedLowRank) logDensity(y *G.Node) *G.Node {
	c := d.capacitance()
	norm := ops.AddConst(d.logDet(c), float64(d.dim())*logSqrt2Pi)
	return ops.Sub(ops.MulConst(d.distanceBy(c, y), -.5), norm)
}

func (d packedLowRank) distance(y *G.Node) *G.Node { return d.distanceBy(d.capacitance(), y) }

func (d packedLowRank) distanceBy(c capacity, y *G.Node) *G.Node {
	z := ops.Div(ops.Sub(y, d.Loc), positive(d.Scale))
	x := ops.BatchTriangularSolve(c.chol, ops.BatchMatMul(c.w, z, d.dim(), true, false), false)
	x = ops.BatchTriangularSolve(c.chol, x, true)
	left := ops.Sub(z, ops.BatchMatMul(c.w, x, d.rank(), false, false))
	return ops.Add(lastSum(ops.Square(left)), lastSum(ops.Square(x)))
}

func (d packedLowRank) sample(noise *G.Node) *G.Node {
	r := d.rank()
	together, alone := ops.Slice(noise, -1, 0, r), ops.Slice(noise, -1, r, r+d.dim())
	moved := ops.Add(d.Loc, ops.BatchMatMul(d.factor(), together, r, false, false))
	return ops.Add(moved, ops.Mul(d.scale(), alone))
}

func (d packedLowRank) mean() *G.Node {
	ok := ops.Mul(allPositive(d.Scale), allLast(ops.Between(d.Factor, math.Inf(-1), math.Inf(1))))
	return onShape(nanUnless(ok, d.Loc), d.shape())
}

func (d packedLowRank) variance() *G.Node {
	r := d.rank()
	ones := ops.Full(d.Loc.Graph(), d.Loc.Dtype(), 1, r)
	together := ops.BatchMatMul(ops.Square(d.factor()), ones, r, false, false)
	return onShape(ops.Add(together, ops.Square(d.scale())), d.shape())
}
