package flows

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// LU is an invertible matrix and a shift: z = L U y + b from data to noise, where L has ones on its diagonal and nothing above, and U has
// positive numbers on its own and nothing below, so that the determinant is their product (Kingma and Dhariwal 2018,
// arXiv:1807.03039). A Shuffle or Permute beside it gives the matrices that no such product is. A density is a product of matrices, a draw two
// triangular solves. It begins as the identity.
type LU struct{}

// Bijector is the map, which rows share.
func (LU) Bijector(s *layers.Scope, _ *G.Node, dim int) distributions.Bijector {
	if dim == 1 {
		return ActNorm{}.Bijector(s, nil, dim)
	}
	return lu{
		vectors:     vectors{"lu", dim},
		Factors:     s.Param("factors", layers.Zeros, dim, dim),
		LogDiagonal: s.Param("log_diagonal", layers.Zeros, dim),
		Shift:       s.Param("shift", layers.Zeros, dim),
	}
}

// lu is the map.
type lu struct {
	vectors
	Factors     *G.Node `param:"axes=2"` // L below the diagonal and U above it
	LogDiagonal *G.Node `param:"axes=1"` // of U, before it is bounded
	Shift       *G.Node `param:"axes=1"`
}

var (
	_ distributions.HasEventDims     = lu{}
	_ distributions.HasEventShapes   = lu{}
	_ distributions.HasInverseLogDet = lu{}
)

// lower is L.
func (b lu) lower() *G.Node {
	one := ops.Full(b.Factors.Graph(), b.Factors.Dtype(), 1, b.dim)
	return ops.Add(ops.StrictTril(b.Factors), ops.Diag(one))
}

// upper is U's transpose, which is lower.
func (b lu) upper() *G.Node {
	return ops.Add(ops.StrictTril(ops.Transpose(b.Factors)), ops.Diag(ops.Exp(softClip(b.LogDiagonal))))
}

// Inverse is L U y + b.
func (b lu) Inverse(y *G.Node) *G.Node {
	return b.rows(y, func(y *G.Node) *G.Node {
		return ops.Dense(y, ops.MatMul(b.upper(), b.lower(), false, true), b.Shift, ops.ActLinear)
	})
}

// Forward solves for y.
func (b lu) Forward(x *G.Node) *G.Node {
	return b.rows(x, func(x *G.Node) *G.Node {
		columns := ops.Transpose(ops.Sub(x, b.Shift))
		return ops.Transpose(ops.TriangularSolve(b.upper(), ops.TriangularSolve(b.lower(), columns, false), true))
	})
}

// InverseLogDetJacobian is the logarithm of U's diagonal, added up.
func (b lu) InverseLogDetJacobian(y *G.Node) *G.Node {
	build.Given("lu", y)
	return ops.BroadcastTo(ops.Sum(softClip(b.LogDiagonal)), lead(y))
}

// LogDetJacobian is minus that.
func (b lu) LogDetJacobian(x *G.Node) *G.Node { return ops.Neg(b.InverseLogDetJacobian(x)) }
