package native

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/plan"
)

// unary computes Gorgonia's elementwise functions, which it calls by these names.
func unary[T kernel.Float](o *Node) plan.Compute {
	if f := unaryLoop[T](o.Op.String()); f != nil {
		return plan.Loop1(f)
	}
	return nil
}

func unaryLoop[T kernel.Float](name string) func(dst, x []T) {
	switch name {
	case "abs":
		return kernel.Abs[T]
	case "sign":
		return signs[T]
	case "ceil":
		return through[T](math.Ceil)
	case "floor":
		return through[T](math.Floor)
	case "sin":
		return kernel.Sin[T]
	case "cos":
		return kernel.Cos[T]
	case "exp":
		return kernel.Exp[T]
	case "ln":
		return kernel.Log[T]
	case "log2":
		return through[T](math.Log2)
	case "neg":
		return kernel.Neg[T]
	case "square":
		return kernel.Square[T]
	case "sqrt":
		return kernel.Sqrt[T]
	case "inv":
		return kernel.Reciprocal[T]
	case "invSqrt":
		return through[T](func(x float64) float64 { return 1 / math.Sqrt(x) })
	case "cube":
		return cubes[T]
	case "tanh":
		return kernel.Tanh[T]
	case "sigmoid":
		return kernel.Sigmoid[T]
	case "log1p":
		return kernel.Log1p[T]
	case "expm1":
		return kernel.Expm1[T]
	case "softplus":
		return kernel.Softplus[T]
	}
	return nil
}

// through makes a loop of a function of float64.
func through[T kernel.Float](f func(float64) float64) func(dst, x []T) {
	return func(dst, x []T) {
		for i, v := range x {
			dst[i] = T(f(float64(v)))
		}
	}
}

// signs sets dst[i] to -1, 0 or 1, the sign of x[i]; 0 for NaN, as Gorgonia does.
func signs[T kernel.Float](dst, x []T) {
	for i, v := range x {
		dst[i] = one[T](v > 0) - one[T](v < 0)
	}
}

func cubes[T kernel.Float](dst, x []T) {
	for i, v := range x {
		dst[i] = v * v * v
	}
}

// one is 1 for true and 0 for false, without a branch to mispredict.
func one[T kernel.Float](b bool) T {
	var i uint8
	if b {
		i = 1
	}
	return T(i)
}
