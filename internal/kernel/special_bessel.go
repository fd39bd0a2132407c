package kernel

import "math"

// besselFar is from where on the asymptotic series of I0 has all digits.
const besselFar = 20

// besselPowers are the coefficients of log(e^-x sqrt(2 pi x) I0(x)) in 1/x, from those of the series itself, ((2n-1)!!)^2/(n! 8^n)
// (DLMF 10.40.1).
var besselPowers = makeBesselPowers()

func makeBesselPowers() (l [32]float64) {
	c := [len(l)]float64{1}
	for n := 1; n < len(l); n++ {
		odd := float64(2*n - 1)
		c[n] = c[n-1] * odd * odd / (8 * float64(n))
		s := float64(n) * c[n]
		for i := 1; i < n; i++ {
			s -= float64(i) * l[i] * c[n-i]
		}
		l[n] = s / float64(n)
	}
	return l
}

// LogBesselI0e64 is log(e^-|x| I0(x)) with the modified Bessel function of order 0: what the normalizer of a von Mises density keeps of
// its digits for large x.
func LogBesselI0e64(x float64) float64 {
	x = math.Abs(x)
	if x < besselFar {
		return LogBesselI064(x) - x
	}
	s, inverse := 0., 1/x
	for n := len(besselPowers) - 1; n > 0; n-- {
		s = math.FMA(s, inverse, besselPowers[n])
	}
	return s*inverse - math.Log(x)/2 - logSqrt2Pi
}

// LogBesselI064 is log I0(x): by I0 - 1 = sum (x^2/4)^n/n!^2 below besselFar.
func LogBesselI064(x float64) float64 {
	x = math.Abs(x)
	if !(x < besselFar) {
		return x + LogBesselI0e64(x)
	}
	return math.Log1p(besselExcess(x))
}

// LogBesselI0e sets dst[i] = LogBesselI0e64(x[i]).
func LogBesselI0e[T Float](dst, x []T) { loop(dst, x, fnLogBesselI0e, LogBesselI0e64) }

// besselExcess is I0(x) - 1 for 0 <= x < besselFar. The first term that is left out is below 2^-60 of the sum.
func besselExcess(x float64) (sum float64) {
	w := x / 2 * (x / 2)
	for n := len(besselTerms) - 1; n >= 0; n-- {
		sum = math.FMA(sum, w, besselTerms[n])
	}
	return sum * w
}

// besselTerms are 1/n!^2, n from 1.
var besselTerms = func() (c [11 + int(1.6*besselFar)]float64) {
	f := 1.
	for i := range c {
		n := float64(i + 1)
		f /= n * n
		c[i] = f
	}
	return c
}()

// BesselRatio64 is A(x) = I1(x)/I0(x), the derivative of log I0, by x/(2 + x^2/(4 + x^2/(6 + ...))).
func BesselRatio64(x float64) float64 {
	if math.Abs(x) >= besselFar {
		return math.Copysign(1-BesselCumulant64(x, 1), x)
	}
	d := 0.
	for n := 80.; n >= 2; n -= 2 {
		d = x * x / (n + d)
	}
	if x == 0 {
		return x / 2
	}
	return d / x
}

// BesselCumulant64 is (-1)^k times the derivative of order k of log(e^-x I0(x)) at |x|: the cumulant of order k <= 8 of V = 1 - cos t
// where t has a von Mises density of concentration |x|. For k > 1 that of log I0 is the same. The moments of V, of the order of
// 1/x^k, are sums over equidistant t, which converge faster than any power; those of cos t itself would cancel.
func BesselCumulant64(x float64, k int) float64 {
	x = math.Abs(x)
	switch {
	case x >= besselFar:
		return farCumulant(x, k)
	case x < .5 && k > 1:
		return nearCumulant(x, k)
	}
	const points = 40
	var moments, cumulants [9]float64
	for i := range points + 1 {
		s := math.Sin(math.Pi * float64(i) / (2 * points))
		v := 2 * s * s
		w := math.Exp(-x * v)
		if i == 0 || i == points {
			w /= 2
		}
		for j := 0; j <= k; j++ {
			moments[j] += w
			w *= v
		}
	}
	for n := 1; n <= k; n++ {
		c, choose := moments[n]/moments[0], 1. // choose is n-1 over i-1
		for i := 1; i < n; i++ {
			c -= choose * cumulants[i] * moments[n-i] / moments[0]
			choose *= float64(n-i) / float64(i)
		}
		cumulants[n] = c
	}
	return cumulants[k]
}

// besselNear are the coefficients of log I0(x) in x^2/4, from those of I0, 1/n!^2.
var besselNear = makeBesselNear()

func makeBesselNear() (l [20]float64) {
	c := [len(l)]float64{1}
	for n := 1; n < len(l); n++ {
		m := float64(n)
		c[n] = c[n-1] / (m * m)
		s := m * c[n]
		for i := 1; i < n; i++ {
			s -= float64(i) * l[i] * c[n-i]
		}
		l[n] = s / m
	}
	return l
}

// nearCumulant is BesselCumulant64 of order k > 1 near 0, where those of odd order vanish.
func nearCumulant(x float64, k int) float64 {
	s := 0.
	for n := len(besselNear) - 1; 2*n >= k; n-- { // the largest power first
		fall := 1.
		for i := range k {
			fall *= float64(2*n - i)
		}
		s += fall * besselNear[n] * math.Pow(.25, float64(n)) * math.Pow(x, float64(2*n-k))
	}
	if k%2 == 1 {
		return -s
	}
	return s
}

// farCumulant is (k-1)!/(2 x^k) + sum n (n+1) ... (n+k-1) besselPowers[n]/x^(n+k).
func farCumulant(x float64, k int) float64 {
	rise := .5 // of n = 0, divided by n
	for i := 1; i < k; i++ {
		rise *= float64(i)
	}
	s, power := rise, 1.
	last := math.Inf(1)
	for n := 1; n < len(besselPowers); n++ {
		power /= x
		r := 1.
		for i := range k {
			r *= float64(n + i)
		}
		term := r * besselPowers[n] * power
		if math.Abs(term) > last { // the series has given what it has
			break
		}
		last = math.Abs(term)
		s += term
	}
	return s / math.Pow(x, float64(k))
}
