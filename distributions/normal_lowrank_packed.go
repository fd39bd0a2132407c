package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

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
