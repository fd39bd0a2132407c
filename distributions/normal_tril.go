package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// MultivariateNormalTriL is a normal vector of d numbers, N(Loc, L L'), of which L is the lower triangle of ScaleTriL; what stands
// above counts for nothing. The diagonal is positive, or everything is NaN.
type MultivariateNormalTriL struct {
	Loc       *G.Node `param:"axes=1"`      // (n..., d)
	ScaleTriL *G.Node `param:"tril,axes=2"` // (n..., d, d), or fewer axes if rows share it
}

// BatchShape is the common shape of the parameters without their own axes.
func (d MultivariateNormalTriL) BatchShape() tensor.Shape {
	n := d.EventShape()[0]
	return batchOfVectors("multivariate normal", vectorParam{d.Loc, tensor.Shape{n}}, vectorParam{d.ScaleTriL, tensor.Shape{n, n}})
}

// EventShape is (d).
func (d MultivariateNormalTriL) EventShape() tensor.Shape {
	return tensor.Shape{lastOf("multivariate normal", d.Loc, d.ScaleTriL)}
}

// LogProb is -|z|^2/2 - sum_i log L_ii - d log(2 pi)/2 with L z = y - Loc.
func (d MultivariateNormalTriL) LogProb(y *G.Node) *G.Node {
	return onPoints("multivariate normal log-prob", Distribution(d), y, logDensity)
}

// Mean is Loc.
func (d MultivariateNormalTriL) Mean() *G.Node { return d.packed().mean() }

// Mode is Loc.
func (d MultivariateNormalTriL) Mode() *G.Node { return d.Mean() }

// Variance is the diagonal of L L'.
func (d MultivariateNormalTriL) Variance() *G.Node { return d.packed().variance() }

// Covariance is L L'.
func (d MultivariateNormalTriL) Covariance() *G.Node { return d.packed().covariance() }

// Entropy is sum_i log L_ii + d (1 + log 2 pi)/2.
func (d MultivariateNormalTriL) Entropy() *G.Node {
	n := float64(d.EventShape()[0])
	return onShape(ops.AddConst(d.packed().logDet(), n*(.5+logSqrt2Pi)), d.BatchShape())
}

// Sample is Loc + L noise.
func (d MultivariateNormalTriL) Sample(noise *G.Node) *G.Node {
	return onPoints("multivariate normal sample", Distribution(d), noise, sample)
}

// Marginal is number j.
func (d MultivariateNormalTriL) Marginal(j int) Distribution {
	p := d.packed()
	return Normal{Loc: column(onShape(d.Loc, p.shape()), j), Scale: p.scale(j)}
}

// Conditional is Loc + (y_j - Loc_j) times the regression of the others on number j, with the factor of what that leaves.
func (d MultivariateNormalTriL) Conditional(j int, value *G.Node) Distribution {
	loc, factor, _ := d.packed().given(j, value)
	return MultivariateNormalTriL{Loc: loc, ScaleTriL: factor}
}

func (d MultivariateNormalTriL) logDensity(y *G.Node) *G.Node { return d.packed().logDensity(y) }

func (d MultivariateNormalTriL) sample(noise *G.Node) *G.Node { return d.packed().sample(noise) }

func (d MultivariateNormalTriL) distance(y *G.Node) *G.Node { return d.packed().distance(y) }

// spread packs the matrices: with axes for rows, points and components they would have five.
func (d MultivariateNormalTriL) spread(keep int) Distribution { return spread(d.packed(), keep) }

func (d MultivariateNormalTriL) packed() packedTriL {
	d.BatchShape() // fails if the shapes do not fit
	return packedTriL{Loc: d.Loc, Tril: entries(d.ScaleTriL)}
}

// packedTriL is a MultivariateNormalTriL with the entries of its matrices along one axis.
type packedTriL struct {
	Loc  *G.Node `param:"axes=1"`
	Tril *G.Node `param:"axes=1"`
}

func (d packedTriL) BatchShape() tensor.Shape {
	n := d.EventShape()[0]
	return batchOfVectors("multivariate normal", vectorParam{d.Loc, tensor.Shape{n}}, vectorParam{d.Tril, tensor.Shape{n * n}})
}

func (d packedTriL) EventShape() tensor.Shape { return tensor.Shape{d.dim()} }

func (d packedTriL) LogProb(y *G.Node) *G.Node { return d.logDensity(y) }

func (d packedTriL) dim() int { return lastOf("multivariate normal", d.Loc) }

func (d packedTriL) shape() tensor.Shape { return join(d.BatchShape(), d.EventShape()) }

func (d packedTriL) logDensity(y *G.Node) *G.Node {
	norm := ops.AddConst(d.logDet(), float64(d.dim())*logSqrt2Pi)
	return ops.Sub(ops.MulConst(d.distance(y), -.5), norm)
}

func (d packedTriL) sample(noise *G.Node) *G.Node {
	return ops.Add(d.Loc, ops.BatchMatMul(d.factor(), noise, d.dim(), false, false))
}

// z is the solution of L z = y - Loc.
func (d packedTriL) z(y *G.Node) *G.Node {
	return ops.BatchTriangularSolve(d.Tril, ops.Sub(y, d.Loc), false)
}

func (d packedTriL) distance(y *G.Node) *G.Node { return lastSum(ops.Square(d.z(y))) }

func (d packedTriL) logDet() *G.Node { return lastSum(ops.Log(positive(ops.BatchTakeDiag(d.Tril)))) }

// ok is 1 where the factor is one: no entry is NaN and the diagonal is positive.
func (d packedTriL) ok() *G.Node {
	all := allLast(ops.Between(ops.BatchTril(d.Tril), math.Inf(-1), math.Inf(1)))
	return ops.Mul(all, allPositive(ops.BatchTakeDiag(d.Tril)))
}

// factor is L, NaN if it is none.
func (d packedTriL) factor() *G.Node { return nanUnless(d.ok(), ops.BatchTril(d.Tril)) }

func (d packedTriL) mean() *G.Node { return onShape(nanUnless(d.ok(), d.Loc), d.shape()) }

// variance sums the squares of each row of L.
func (d packedTriL) variance() *G.Node {
	n := d.dim()
	ones := ops.Full(d.Loc.Graph(), d.Loc.Dtype(), 1, n)
	return onShape(ops.BatchMatMul(ops.Square(d.factor()), ones, n, false, false), d.shape())
}

func (d packedTriL) covariance() *G.Node {
	l, n := d.factor(), d.dim()
	return onShape(matrices(ops.BatchMatMul(l, l, n, false, true), n), join(d.shape(), tensor.Shape{n}))
}

// scale is the standard deviation of number j.
func (d packedTriL) scale(j int) *G.Node { return ops.Sqrt(column(d.variance(), j)) }
