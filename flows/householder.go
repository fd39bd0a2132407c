package flows

import (
	"math"
	"math/rand/v2"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// Householder is a rotation: the product of reflections 1 - 2 v v'/|v|^2 at hyperplanes that are learnt (Tomczak and Welling 2016,
// arXiv:1611.09630). As many as there are numbers make every orthogonal matrix of their determinant. An even count begins as the identity, each two
// reflections at one random hyperplane; an odd one with one reflection more. Volumes stay as they are, and draws cost what densities
// do.
type Householder struct {
	Count int // 0: as many as there are numbers, rounded up to an even number
}

// Bijector is the map, which rows share.
func (h Householder) Bijector(s *layers.Scope, _ *G.Node, dim int) distributions.Bijector {
	if h.Count == 0 {
		h.Count = dim + dim%2
	}
	if h.Count < 0 || h.Count > maxDim {
		build.Fail("householder", nil, "Count is %d: want how many reflections there are, 0 for as many as numbers, and at most %d", h.Count, maxDim)
	}
	if dim == 1 {
		return distributions.Chain{}
	}
	return householder{vectors: vectors{"householder", dim}, Vectors: s.Param("vectors", layers.InitializerFunc(pairs), h.Count, dim)}
}

// pairs are random directions, each twice.
func pairs(r *rand.Rand, shape ...int) []float64 {
	x := make([]float64, shape[0]*shape[1])
	for i := range shape[0] {
		v := x[i*shape[1] : (i+1)*shape[1]]
		if i%2 == 1 {
			copy(v, x[(i-1)*shape[1]:])
			continue
		}
		sum := 0.
		for j := range v {
			v[j] = r.NormFloat64()
			sum += v[j] * v[j]
		}
		for j := range v {
			v[j] /= math.Sqrt(sum)
		}
	}
	return x
}

// householder is the map.
type householder struct {
	vectors
	Vectors *G.Node `param:"axes=2"` // (count, d)
}

var (
	_ distributions.HasEventDims     = householder{}
	_ distributions.HasEventShapes   = householder{}
	_ distributions.HasInverseLogDet = householder{}
)

// Forward multiplies the rows by the matrix.
func (b householder) Forward(x *G.Node) *G.Node {
	return b.rows(x, func(x *G.Node) *G.Node { return ops.MatMul(x, b.matrix(), false, false) })
}

// Inverse multiplies them by its transpose.
func (b householder) Inverse(y *G.Node) *G.Node {
	return b.rows(y, func(y *G.Node) *G.Node { return ops.MatMul(y, b.matrix(), false, true) })
}

// matrix is the product of the reflections.
func (b householder) matrix() *G.Node {
	s := b.Vectors.Shape()
	q := ops.Diag(ops.Full(b.Vectors.Graph(), b.Vectors.Dtype(), 1, s[1]))
	for i := range s[0] {
		v := ops.Slice(b.Vectors, 0, i, i+1)
		step := ops.Div(ops.MulConst(v, 2), ops.Sum(ops.Square(v)))
		q = ops.Sub(q, ops.MatMul(ops.MatMul(q, v, false, true), step, false, false))
	}
	return q
}

// LogDetJacobian is 0.
func (householder) LogDetJacobian(x *G.Node) *G.Node {
	build.Given("householder", x)
	return ops.Full(x.Graph(), x.Dtype(), 0, lead(x)...)
}

// InverseLogDetJacobian is 0.
func (b householder) InverseLogDetJacobian(y *G.Node) *G.Node { return b.LogDetJacobian(y) }
