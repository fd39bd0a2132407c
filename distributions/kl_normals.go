package distributions

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// normalsKL is that of two normal vectors of whatever covariance, nil of others. With factors L and K of the covariances, M =
// K^-1 L and d the distance of the means it is the sum over i of (M_ii^2 - 1 - 2 log M_ii)/2, and half the squares of the rest of M and
// of K^-1 d.
func normalsKL(p, q Distribution) *G.Node {
	if a, ok := elements(p); ok {
		if b, ok := elements(q); ok {
			return lastSum(onShape(normalKL(a, b), klShape(a, b)))
		}
	}
	a, ok := normalVector(p)
	b, other := normalVector(q)
	if !ok || !other {
		return nil
	}
	if a.dim() != b.dim() {
		build.Fail("kl", []tensor.Shape{a.Loc.Shape(), b.Loc.Shape()}, "the vectors differ in length")
	}
	l, k := a.factor(), b.factor()
	m := ops.BatchTriangularSolve(k, l, false)
	diagonal := ops.BatchTakeDiag(m)
	own := ratioGap(ops.BatchTakeDiag(l), ops.BatchTakeDiag(k))
	own = ops.Add(own, ops.MulConst(ops.Square(ops.AddConst(diagonal, -1)), .5))
	rest := ops.Sub(m, ops.BatchDiag(diagonal))
	far := ops.BatchTriangularSolve(k, ops.Sub(a.Loc, b.Loc), false)
	squares := ops.Add(lastSum(ops.Square(rest)), lastSum(ops.Square(far)))
	return ops.Add(lastSum(own), ops.MulConst(squares, .5))
}

// elements is a vector of independent normal numbers.
func elements(d Distribution) (Normal, bool) {
	switch d := d.(type) {
	case MultivariateNormalDiag:
		d.BatchShape() // fails if the shapes do not fit
		return d.numbers(), true
	case Independent:
		n, ok := d.Base.(Normal)
		return n, ok && d.dims() == 1
	}
	return Normal{}, false
}

// normalVector is a normal vector with the factor of its covariance.
func normalVector(d Distribution) (packedTriL, bool) {
	if n, ok := elements(d); ok {
		shape := klShape(n, n)
		return packedTriL{Loc: onShape(n.Loc, shape), Tril: ops.BatchDiag(positive(onShape(n.Scale, shape)))}, true
	}
	switch d := d.(type) {
	case MultivariateNormalTriL:
		return d.packed(), true
	case MultivariateNormalLowRank:
		return packedTriL{Loc: d.Loc, Tril: ops.BatchCholesky(entries(d.Covariance()))}, true
	}
	return packedTriL{}, false
}
