package kernel

import "math"

// skewTail is a tail of the skew normal density 2 phi(t) Phi(c t) at x: for c > 0 the lower one of negative x, with the integral
//
//	V(h, c) = 1/pi times that of e^(-h^2 (1+s^2)/2)/(1+s^2) over s from c to infinity, h = -x,
//
// which is Phi(-h) less twice Owen's T(h, c) (Owen (1956)). Of positive x the lower one is erf(x/sqrt 2) + V(x, c), and the upper one
// 2 Phi(-x) - V(x, c). None is the difference of nearly equal numbers. c < 0 mirrors c > 0.
func skewTail(x, c float64) tail {
	if c < 0 {
		t := skewTail(-x, -c)
		t.lower = !t.lower
		return t
	}
	h := math.Abs(x)
	v := owenRest(h, c)
	switch {
	case x < 0:
		return tail{-h * h / 2 * (1 + c*c), v, true}
	case x < .6:
		return tail{0, math.Erf(x*invSqrt2) + v*math.Exp(-h*h/2*(1+c*c)), true}
	}
	return tail{-h * h / 2, 2*millsRatio(h) - v*math.Exp(-h*c*h*c/2), false}
}

// millsRatio is Phi(-h)/e^(-h^2/2).
func millsRatio(h float64) float64 { return invSqrt2Pi / InverseMills64(-h) }

// owenRest is V(h, c) in units of e^(-h^2 (1+c^2)/2), for h, c >= 0.
func owenRest(h, c float64) float64 {
	k := h * c
	switch {
	case c > 1e150 || h > 1e150:
		return 0
	case k > 1:
		return owenOutward(h, c)
	case c <= 1:
		return (millsRatio(h) - owenCore(h, c)) * math.Exp(k*k/2)
	}
	// T(h, c) + T(k, 1/c) = (Q(h) + Q(k))/2 - Q(h) Q(k) with Q(h) = Phi(-h)
	return (owenCore(k, 1/c) - millsRatio(k)*math.Erf(h*invSqrt2)) * math.Exp(h*h/2)
}

// owenCore is 2 T(h, c) e^(h^2/2) for c <= 1 and h c <= 1: 1/pi times the integral of e^(-h^2 s^2/2)/(1+s^2) from 0 to c.
func owenCore(h, c float64) float64 {
	s, _ := integral(0, c, func(s float64) (p, _ float64) { return math.Exp(-h*s*h*s/2) / (1 + s*s), 0 })
	return s / math.Pi
}

// owenOutward integrates from c outward, s = c + u, over panels that suit the decay and stay clear of the poles at ±i.
func owenOutward(h, c float64) float64 {
	rate := h * h * c
	sum, lo := 0., 0.
	for range 200 {
		width := min(4/(rate+h), math.Hypot(1, c+lo)/2)
		p, _ := integral(lo, lo+width, func(u float64) (p, _ float64) {
			s := c + u
			return math.Exp(-u*(rate+h*h*u/2)) / (1 + s*s), 0
		})
		sum += p
		if lo += width; p < 1e-18*sum {
			break
		}
	}
	return sum / math.Pi
}

// SkewNormalCDF64 is the cdf at x of the skew normal density 2 phi(x) Phi(c x) (Azzalini (1985)), relatively accurate in both tails.
func SkewNormalCDF64(x, c float64) float64 {
	if limit, ok := skewLimit(x, c); ok {
		return limit
	}
	return skewTail(x, c).probability(true)
}

// LogSkewNormalCDF64 is its logarithm, finite where it underflows; log(1 - F(x; c)) is that of -x and -c.
func LogSkewNormalCDF64(x, c float64) float64 {
	if limit, ok := skewLimit(x, c); ok {
		return math.Log(limit)
	}
	return skewTail(x, c).logarithm(true)
}

func skewLimit(x, c float64) (limit float64, ok bool) {
	switch {
	case math.IsNaN(x) || math.IsNaN(c):
		return math.NaN(), true
	case math.IsInf(x, 0):
		return truth[float64](x > 0), true
	case math.IsInf(c, 1): // the positive half of a normal
		return max(0, math.Erf(x*invSqrt2)), true
	case math.IsInf(c, -1):
		return min(1, math.Erfc(-x*invSqrt2)), true
	}
	return 0, false
}
