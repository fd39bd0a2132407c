package kernel

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

const (
	invSqrt2    = 1 / math.Sqrt2         // rounded to float64
	invSqrt2Low = -4.833646656726457e-17 // 1/sqrt 2 - invSqrt2
	invSqrt2Pi  = 0.3989422804014327
	logSqrt2Pi  = 0.9189385332046728
)

// NormalCDF64 is Phi(x) = erfc(-x/sqrt 2)/2, to 1e-15 relative; for x < -37.5, where it is subnormal, to 5e-324.
//
// Rounding -x/sqrt 2 alone would cost x^2/2 ulps (4e-14 at -38), so its remainder is carried to first order.
func NormalCDF64(x float64) float64 {
	z := -x * invSqrt2
	p := math.Erfc(z) / 2
	if z > 1 && z < 30 {
		low := math.FMA(-x, invSqrt2, -z) - x*invSqrt2Low
		p -= math.Exp(-z*z) * low * (1 / math.SqrtPi)
	}
	return p
}

// LogNormalCDF64 is log Phi(x), to 1e-15 relative for every x: -exp(-x^2/2)/(x sqrt(2 pi)) for large x, and
// -x^2/2 - log(-x sqrt(2 pi)) + log(1 - 1/x^2 + 3/x^4 - ...) below -30 (Abramowitz and Stegun (1964), 26.2.12).
func LogNormalCDF64(x float64) float64 {
	switch {
	case x > 0:
		return math.Log1p(-NormalCDF64(-x))
	case x > -30:
		return math.Log(NormalCDF64(x))
	}
	w := 1 / (x * x)
	tail := -w * (1 - w*(3-w*(15-w*(105-945*w))))
	return -x*x/2 - math.Log(-x) - logSqrt2Pi + math.Log1p(tail)
}

// NormalQuantile64 is the x with Phi(x) = p, to 1e-15 relative: -Inf at 0, +Inf at 1, NaN outside [0, 1]
// (Wichura (1988), AS 241).
func NormalQuantile64(p float64) float64 {
	switch {
	case !(p >= 0 && p <= 1):
		return math.NaN()
	case p > 0 && p < 0x1p-1022: // mathext uses math.Log, see Log64
		return subnormalQuantile(p)
	}
	return mathext.NormalQuantile(p)
}

// subnormalQuantile solves log Phi(x) = log p by Newton's method, with phi/Phi = -x - 1/x + O(x^-3).
func subnormalQuantile(p float64) float64 {
	x, target := -38., Log64(p)
	for range 8 {
		x += (LogNormalCDF64(x) - target) / (x + 1/x)
	}
	return x
}

// InverseMills64 is phi(x) / Phi(x), to 1e-13.
func InverseMills64(x float64) float64 {
	if x > -30 {
		return math.Exp(-x*x/2-LogNormalCDF64(x)) / math.Sqrt(2*math.Pi)
	}
	r := 1 / (x * x)
	return -x / (1 - r*(1-3*r*(1-5*r*(1-7*r*(1-9*r*(1-11*r))))))
}

// GELU64 is x Phi(x): 0 at -Inf.
func GELU64(x float64) float64 {
	if x < -40 {
		return 0
	}
	return x * NormalCDF64(x)
}

// GELUGrad64 is d/dx x Phi(x) = Phi(x) + x phi(x); its error is absolute, 1e-16, near the root at -0.7518.
func GELUGrad64(x float64) float64 {
	switch {
	case x < -40:
		return 0
	case x > 40:
		return 1
	}
	return NormalCDF64(x) + x*invSqrt2Pi*math.Exp(-x*x/2)
}
