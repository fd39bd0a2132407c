package source

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
)

// Functions of a number, computed in float64.

func exp(x float) float      { return float(math.Exp(float64(x))) }
func expm1(x float) float    { return float(math.Expm1(float64(x))) }
func log(x float) float      { return float(kernel.Log64(float64(x))) }
func log1p(x float) float    { return float(math.Log1p(float64(x))) }
func sqrt(x float) float     { return float(math.Sqrt(float64(x))) }
func abs(x float) float      { return float(math.Abs(float64(x))) }
func floor(x float) float    { return float(math.Floor(float64(x))) }
func sin(x float) float      { return float(math.Sin(float64(x))) }
func cos(x float) float      { return float(math.Cos(float64(x))) }
func sinh(x float) float     { return float(math.Sinh(float64(x))) }
func cosh(x float) float     { return float(math.Cosh(float64(x))) }
func tanh(x float) float     { return float(math.Tanh(float64(x))) }
func atan(x float) float     { return float(math.Atan(float64(x))) }
func asinh(x float) float    { return float(math.Asinh(float64(x))) }
func erf(x float) float      { return float(math.Erf(float64(x))) }
func erfc(x float) float     { return float(math.Erfc(float64(x))) }
func lgamma(x float) float   { return float(kernel.Lgamma64(float64(x))) }
func sigmoid(x float) float  { return float(kernel.Sigmoid64(float64(x))) }
func softplus(x float) float { return float(kernel.Softplus64(float64(x))) }
func silu(x float) float     { return float(kernel.SiLU64(float64(x))) }
func gelu(x float) float     { return float(kernel.GELU64(float64(x))) }

func logSigmoid(x float) float   { return float(kernel.LogSigmoid64(float64(x))) }
func normalCDF(x float) float    { return float(kernel.NormalCDF64(float64(x))) }
func logNormalCDF(x float) float { return float(kernel.LogNormalCDF64(float64(x))) }

// relu is max(x, 0).
func relu(x float) float { return max(x, 0) }

// leakyReLU is x above 0 and slope x below.
func leakyReLU(x, slope float) float {
	if x > 0 {
		return x
	}
	return slope * x
}

// elu is x above 0 and alpha (e^x - 1) below.
func elu(x, alpha float) float {
	if x > 0 {
		return x
	}
	return alpha * expm1(x)
}

// clip is x limited to lo and hi; NaN stays NaN.
func clip(x, lo, hi float) float { return min(max(x, lo), hi) }

// between is 1 where lo <= x <= hi and 0 elsewhere.
func between(x, lo, hi float) float { return truth(lo <= x && x <= hi) }

// square is x^2.
func square(x float) float { return x * x }

// sign is -1, 0 or 1, and NaN for NaN.
func sign(x float) float {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return x * 0
}

// truth is 1 or 0.
func truth(ok bool) float {
	if ok {
		return 1
	}
	return 0
}

// choose is a where mask is not 0 and b elsewhere.
func choose(mask, a, b float) float {
	if mask != 0 {
		return a
	}
	return b
}
