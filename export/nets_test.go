package export_test

import (
	"math"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// tokens looks two columns up in tables.
type tokens struct{}

func (tokens) Forward(s *layers.Scope, x *G.Node) *G.Node {
	n := x.Shape()[0]
	one := s.Call("one", layers.Embedding{Count: 3, Units: 2}, ops.Reshape(ops.Slice(x, 1, 2, 3), n))
	both := s.Call("both", layers.Embedding{Count: 3, Units: 4}, ops.Slice(x, 1, 2, 4))
	return ops.Concat(1, ops.Slice(x, 1, 0, 2), one, ops.Reshape(both, n, 8), ops.OneHot(ops.Reshape(ops.Slice(x, 1, 3, 4), n), 3))
}

// mathematics is a network of everything else.
type mathematics struct{}

func (mathematics) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	n := x.Shape()[0]
	h := s.Call("h", layers.Dense{Units: 6}, x)
	w := s.Param("w", layers.LecunNormal, 4, 3)
	parts := G.Nodes{
		ops.Softmax(h), ops.LogSoftmax(h), ops.CumSum(h), ops.Abs(h), ops.Sign(h), ops.Square(h), ops.Sqrt(ops.Square(h)), ops.Reciprocal(ops.AddConst(ops.Exp(h), 1)),
		ops.Expm1(h), ops.Log(ops.Exp(h)), ops.Log1p(ops.Exp(h)), ops.Sin(h), ops.Cos(h), ops.Sinh(h), ops.Cosh(h), ops.Atan(h), ops.Asinh(h), ops.Floor(h),
		ops.LogSigmoid(h), ops.Erf(h), ops.Erfc(h), ops.NormalCDF(h), ops.LogNormalCDF(h), ops.Lgamma(ops.Exp(h)), ops.Clip(h, -.5, math.Inf(1)), ops.Neg(h),
		ops.Maximum(h, ops.Neg(h)), ops.Minimum(h, ops.MulConst(h, .3)), ops.Where(ops.Less(h, ops.StopGradient(ops.Cos(h))), h, ops.Sin(h)), ops.Between(h, 0, 1), ops.Equal(h, h),
	}
	all := ops.Concat(1, parts...)
	table := ops.Reshape(ops.Slice(all, 1, 0, 12), n, 4, 3)
	table = ops.Add(table, ops.Mul(w, ops.Reshape(ops.Slice(h, 1, 0, 3), n, 1, 3)))
	table = ops.Div(table, ops.AddConst(ops.Reshape(ops.Square(ops.Slice(h, 1, 0, 4)), n, 4, 1), 1))
	sums := ops.Concat(1, ops.Sum(table, 1), ops.Mean(table, 2), ops.Max(table, 1), ops.Reshape(ops.LogSumExp(h), n, 1), ops.Reshape(ops.Mean(table, 1, 2), n, 1), ops.BroadcastTo(ops.Slice(h, 1, 0, 1), tensor.Shape{n, 2}))
	all = ops.Concat(1, all, sums, ops.Reshape(table, n, 12), ops.MatMul(ops.Transpose(ops.Transpose(ops.Slice(h, 1, 0, 3))), ops.Transpose(ops.MatMul(w, w, true, false)), false, true))
	return distributions.Normal{
		Loc:   ops.Reshape(s.Call("loc", layers.Dense{Units: 1}, all), n),
		Scale: ops.Reshape(s.Call("scale", layers.Positive{Units: 1, Floor: .1}, all), n),
	}
}
