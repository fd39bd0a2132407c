package kernel

import "math"

// gammaShift holds, for x nearest to i = 0, 1, 2, the coefficients of f(x) with Gamma(2+x-i) = f(x) Gamma(x):
// x(x+1), x and 1. A table costs less than the branches that random arguments mispredict.
var gammaShift = [4][3]float64{{0, 1, 1}, {0, 1, 0}, {1, 0, 0}, {1, 0, 0}}

// fastLgamma is log Gamma(x) for normal x > 0, to 1e-8 relative, also near its roots: around 2 it is h times a
// polynomial in h = x-2, and the logarithm that shifts x there vanishes at 1 like h with a larger slope.
func fastLgamma(x float64) float64 {
	if x < 2.5 {
		i := int(x + .5)
		f := &gammaShift[i&3]
		h := x - float64(i)
		c := &gammaNearTwo
		q := c[0] + h*(c[1]+h*(c[2]+h*(c[3]+h*(c[4]+h*(c[5]+h*(c[6]+h*(c[7]+h*(c[8]+h*c[9]))))))))
		return h*q - fastLog(f[0]+x*(f[1]+x*f[2]))
	}
	v := 1 / x
	w := v * v
	c := &stirlingPoly
	return (x-.5)*fastLog(x) - x + logSqrt2Pi + v*(c[0]+w*(c[1]+w*(c[2]+w*(c[3]+w*c[4]))))
}

// digammaShift holds, for i <= x < i+1 and h = x-i, the pairs s, t of psi(x) = psi(1+h) + s/(h+t).
var digammaShift = [4][2]float64{{-1, 0}, {0, 1}, {1, 1}, {0, 1}}

// fastDigamma is psi(x) for x > 0, to 1e-8 relative, also near its root: on [1, 2] it is x - root times a polynomial.
func fastDigamma(x float64) float64 {
	if x < 3 {
		i := int(x)
		f := &digammaShift[i&3]
		h := x - float64(i)
		c := &digammaNearRoot
		z := h - .5
		q := c[0] + z*(c[1]+z*(c[2]+z*(c[3]+z*(c[4]+z*(c[5]+z*(c[6]+z*(c[7]+z*(c[8]+z*(c[9]+z*(c[10]+z*(c[11]+z*c[12])))))))))))
		return (h-(digammaRoot-1)-digammaRootLow)*q + f[0]/(h+f[1])
	}
	v := 1 / x
	w := v * v
	c := &digammaTail
	return fastLog(x) - v/2 - w*(c[0]+w*(c[1]+w*(c[2]+w*(c[3]+w*c[4]))))
}

func lgamma32(dst, x []float32) {
	for i, v := range x {
		if !(v > 0 && v <= math.MaxFloat32) {
			limit32(dst, x, i, Lgamma64)
			continue
		}
		dst[i] = float32(fastLgamma(float64(v)))
	}
}

func digamma32(dst, x []float32) {
	for i, v := range x {
		if !(v > 0 && v <= math.MaxFloat32) {
			limit32(dst, x, i, Digamma64)
			continue
		}
		dst[i] = float32(fastDigamma(float64(v)))
	}
}
