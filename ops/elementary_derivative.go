package ops

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
)

// atanDerivative is that of atan x, of order k >= 1: (k-1)! cos^k t sin(k t + k pi/2) with t = atan x. Far out t is pi/2 less the
// small angle whose cotangent is |x|, near 0 small itself; it is even in x for odd k and odd for even k.
func atanDerivative(x float64, k int) float64 {
	n, size := float64(k), math.Abs(x)
	scale := factorial(k - 1)
	if size < 1 {
		t := math.Atan(size)
		scale *= math.Pow(math.Cos(t), n) * float64(1-(k/2)%2*2)
		if k%2 == 1 {
			return scale * math.Cos(n*t)
		}
		return scale * math.Copysign(1, x) * math.Sin(n*t)
	}
	t := math.Atan2(1, size)
	scale *= math.Pow(math.Sin(t), n) * math.Sin(n*t)
	if k%2 == 0 {
		scale *= -math.Copysign(1, x)
	}
	return scale
}

// asinhDerivative is that of asinh x, of order k >= 1, by (1+x^2) g' = -x g of g = 1/sqrt(1+x^2).
func asinhDerivative(x float64, k int) float64 {
	root := math.Hypot(1, x)
	var g taylor
	g[0] = 1 / root
	for j := range k - 1 {
		s := float64(2*j+1) * (x / root) * g[j]
		if j > 0 {
			s += float64(j) / root * g[j-1]
		}
		g[j+1] = -s / root / float64(j+1)
	}
	return g[k-1] * factorial(k-1)
}

// log1mExpDerivative is that of log(1 - e^x), of order k >= 1: -u with u = 1/(e^-x - 1), for which u' = u + u^2.
func log1mExpDerivative(x float64, k int) float64 {
	if x > 0 {
		return math.NaN()
	}
	var u taylor
	u[0] = 1 / math.Expm1(math.Abs(x))
	for j := range k - 1 {
		s := u[j]
		for i := range j + 1 {
			s += u[i] * u[j-i]
		}
		u[j+1] = s / float64(j+1)
	}
	return -u[k-1] * factorial(k-1)
}

// normalQuantileDerivative is that of the x with Phi(x) = p, of order k >= 1: P(x) g^k with g = 1/phi(x) and P = 1, x,
// 1 + 2x^2, ..., each P' + k x P of the one before.
func normalQuantileDerivative(p float64, k int) float64 {
	x := kernel.NormalQuantile64(p)
	c := taylor{1} // of P
	for j := 1; j < k; j++ {
		var next taylor
		for i := range j {
			next[i+1] += float64(j) * c[i]
			if i > 0 {
				next[i-1] += float64(i) * c[i]
			}
		}
		c = next
	}
	y := 0.
	for i := k - 1; i >= 0; i-- {
		if y *= x; c[i] != 0 || y != y { // every other is 0, beside a product with an infinite x
			y += c[i]
		}
	}
	if k == 1 {
		y = 1
	}
	return y * math.Pow(math.Sqrt(2*math.Pi)*math.Exp(x*x/2), float64(k))
}

// logNormalQuantileDerivative is that of the x with log Phi(x) = l, of order k >= 1: the powers of log Phi around x, reverted.
// Its first is far left about -1/x, and all terms of the next have one sign.
func logNormalQuantileDerivative(l float64, k int) float64 {
	x := kernel.LogNormalQuantile64(l)
	if k == 1 {
		return 1 / kernel.InverseMills64(x)
	}
	var c taylor // the powers of log Phi
	for j := 1; j <= k; j++ {
		c[j] = logNormalCDFDerivative(x, j) / factorial(j)
	}
	return revert(&c, k) * factorial(k)
}

// revert is the k-th power of h(s), k >= 1, with c1 h + c2 h^2 + ... = s.
func revert(c *taylor, k int) float64 {
	var h taylor
	h[1] = 1 / c[1]
	for n := 2; n <= k; n++ {
		power, s := h, 0.
		for j := 2; j <= n; j++ { // power is h^j, of which h[n] is no part up to s^n
			var next taylor
			for i := 1; i <= n; i++ {
				for m := 1; i+m <= n; m++ {
					next[i+m] += power[i] * h[m]
				}
			}
			power = next
			s += c[j] * power[n]
		}
		h[n] = -s / c[1]
	}
	return h[k]
}
