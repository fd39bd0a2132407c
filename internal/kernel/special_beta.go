package kernel

import "math"

// LBeta64 is log B(a, b) = log Gamma(a) + log Gamma(b) - log Gamma(a+b) for a, b >= 0 without the cancellation of large
// arguments; its error is absolute, 1e-15, where B is near 1. +Inf if a or b is 0, -Inf if one is infinite, NaN if
// both hold or one is negative.
func LBeta64(a, b float64) float64 {
	if a > b {
		a, b = b, a
	}
	switch {
	case !(a >= 0) || math.IsNaN(b) || a == 0 && math.IsInf(b, 1):
		return math.NaN()
	case a == 0:
		return math.Inf(1)
	case math.IsInf(b, 1):
		return math.Inf(-1)
	case b < 8:
		return Lgamma64(a) + (Lgamma64(b) - Lgamma64(a+b))
	case a < 8:
		return Lgamma64(a) - lgammaRise(a, b)
	}
	// log(a^(a-1/2) b^b / (a+b)^(a+b-1/2)) in terms of h = a/b, so that a+b may overflow.
	h := a / b
	tail := stirling(a) + (stirling(b) - stirling(a+b))
	return logSqrt2Pi + tail - math.Log(b)/2 - (a-.5)*math.Log1p(1/h) - b*math.Log1p(h)
}

// lgammaRise is log Gamma(a+b) - log Gamma(b) for b >= 8 and moderate a, relatively accurate for small a too.
func lgammaRise(a, b float64) float64 {
	h := a / b
	rest := stirling(a+b) - stirling(b)
	if a < 1e-5 { // where b takes the digits of a+b, its derivative half-way
		v := 1 / (b + a/2)
		rest = a * (digammaRest(v*v) - v*v/12)
	}
	return (b-.5)*math.Log1p(h) + a*(math.Log(b)+math.Log1p(h)-1) + rest
}

// stirling is the remainder log Gamma(x) - (x-1/2) log x + x - log(2 pi)/2: 1/(12x) - 1/(360x^3) + ... (DLMF 5.11.1)
// for x >= 8, by its definition below.
func stirling(x float64) float64 {
	if x < 8 {
		return Lgamma64(x) - ((x-.5)*math.Log(x) - x + logSqrt2Pi)
	}
	v := 1 / x
	w := v * v
	return v * (1./12 - w*(1./360-w*(1./1260-w*(1./1680-w*(1./1188-w*(691./360360-w*(1./156-w*3617./122400)))))))
}

// RegIncBeta64 is I_x(a, b), the regularized incomplete beta function and the cdf of Beta(a, b), for a, b > 0: 0 for
// x <= 0, 1 for x >= 1, NaN if an argument is NaN or a, b are not positive and finite. It is accurate
// to 1e-12 relative in both tails.
//
// Large shapes have an expansion (betaLarge), so that the work is bounded: 5,000 terms at most, and a few hundred at most
// places.
//
// A continued fraction (DiDonato and Morris (1992), TOMS 708, eq. 9) up to about the mean, 1 - I_(1-x)(b, a) above it.
// Near the mean the fraction takes about sqrt(a+b) terms.
func RegIncBeta64(a, b, x float64) float64 {
	switch {
	case !(a > 0 && b > 0) || math.IsInf(a+b, 1) || math.IsNaN(x):
		return math.NaN()
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	}
	if b > hugeShape && a < 2*largeShapes {
		if x > 1e-20 { // b x is beyond all mass
			return 1
		}
		x, b = x*(b/hugeShape), hugeShape
	}
	if x < 0x1p-1000 { // where products with it would round below the normal floats; (1-x)^b is 1
		return math.Exp(a*Log64(x) - math.Log(a) - LBeta64(a, b))
	}
	lambda := betaLambda(a, b, x)
	if a/(a+b)*b >= largeShapes {
		if tail := betaLarge(a, b, x, 1-x, lambda); lambda >= 0 {
			return tail
		} else {
			return 1 - tail
		}
	}
	if x*(a+b+2) <= a+1 {
		return min(betaFraction(a, b, x, 1-x, lambda), 1)
	}
	q := betaFraction(b, a, 1-x, x, -lambda)
	if q > .5 && b < 1 {
		return betaUpper(b, a, 1-x)
	}
	return 1 - q
}

// hugeShape is a b from which on I_x(a, b) of moderate a depends on a and b x alone, to 1e-20: it is what stands for a
// larger one, whose products would overflow.
const hugeShape = 1e40

// betaLambda is a - (a+b) x with one rounding, as x may lie within a part in 1e8 of the mean.
func betaLambda(a, b, x float64) float64 {
	n := a + b
	low := (a - (n - (n - a))) + (b - (n - a)) // a+b = n + low
	return math.FMA(-n, x, a) - low*x
}

// betaFraction is I_x(a, b) for x up to about the mean: betaKernel over the continued fraction b0 + a1/(b1 + a2/(b2 + ...))
// by Lentz's method.
func betaFraction(a, b, x, y, lambda float64) float64 {
	kernel := betaKernel(a, b, x, y, lambda)
	if kernel == 0 {
		return 0
	}
	f, _ := betaTermsOf(a, b, x, y, lambda)
	return kernel / f
}

// betaMost is how many terms the fraction may have: below largeShapes it converges in a quarter of them.
const betaMost = 5000

// betaTermsOf is the continued fraction, and how many terms it took.
func betaTermsOf(a, b, x, y, lambda float64) (f float64, terms int) {
	f = a * (lambda + 1) / (a + 1)
	c, d := f, 0.
	for terms < betaMost {
		terms++
		m := float64(terms)
		t := a + 2*m
		num := (a + (m - 1)) / (t - 1) * ((a + b + (m - 1)) / (t - 1)) * m * (b - m) * x * x
		den := m + m*(b-m)*x/(t-1) + (a+m)/(t+1)*(lambda+1+m*(1+y))
		d = 1 / (den + num*d)
		c = den + num/c
		f *= c * d
		if math.Abs(c*d-1) < 0x1p-52 {
			break
		}
	}
	return f, terms
}

// betaKernel is x^a y^b / B(a, b) with y = 1-x, as sqrt(a b/(2 pi (a+b))) exp(-a g(-lambda/a) - b g(lambda/b) + ...)
// with g(t) = t - log(1+t): the large terms of a log x + b log y - log B have cancelled on paper (Loader (2000)).
func betaKernel(a, b, x, y, lambda float64) float64 {
	n := a + b
	e := betaGap(a, -lambda, n, x) + betaGap(b, lambda, n, y)
	e += (stirling(a) + (stirling(b) - stirling(n)))
	return math.Sqrt(a/n*b) * invSqrt2Pi * math.Exp(-e)
}

// betaGap is s g(l/s), with s + l = n x; l/s may overflow.
func betaGap(s, l, n, x float64) float64 {
	if t := l / s; !math.IsInf(t, 1) {
		return s * logGap(t, n/s*x)
	}
	return l - s*(math.Log(n*x)-math.Log(s))
}

// LogGap64 is x - log(1+x), about x^2/2 near 0, relatively accurate: NaN below -1, +Inf at -1.
func LogGap64(x float64) float64 {
	if math.IsInf(x, 1) {
		return x
	}
	return logGap(x, 1+x)
}

// logGap is t - log(1+t), given u = 1+t too, which is the accurate one when t is near -1.
func logGap(t, u float64) float64 {
	switch {
	case t < -.5:
		return t - math.Log(u)
	case t > .5:
		return t - math.Log1p(t)
	}
	r := t / (2 + t)
	w := r * r // log(1+t) = 2 atanh r = 2 (r + r^3/3 + ...), and t - 2r = t r
	s := 0.
	for k := 37.; k >= 3; k -= 2 {
		s = s*w + 1/k
	}
	return r * (t - 2*w*s)
}

// betaUpper is 1 - I_x(a, b) for a < 1 and x up to about the mean where it is small: I is x^a/(a B(a, b)) (1 + a s) with
// s = sum (1-b)_n x^n / (n! (a+n)), and its logarithm is of the order of a.
func betaUpper(a, b, x float64) float64 {
	w, _, _ := betaUpperLog(a, b, x)
	return -math.Expm1(w)
}

// betaUpperLog is log I of betaUpper and its derivatives for a and b.
func betaUpperLog(a, b, x float64) (w, byA, byB float64) {
	term, termB, s, sA, sB := 1., 0., 0., 0., 0.
	for n := 1.; n < 1e4; n++ {
		term, termB = term*(n-b)*x/n, (termB*(n-b)-term)*x/n
		s += term / (a + n)
		sA -= term / ((a + n) * (a + n))
		sB += termB / (a + n)
		if math.Abs(term) < 0x1p-60*math.Abs(s) && math.Abs(termB) < 0x1p-60*math.Abs(sB) {
			break
		}
	}
	logX := Log64(x)
	w = a*logX - lgamma1p(a) + shortRise(a, b) + math.Log1p(a*s)
	byA = logX - Digamma64(1+a) + Digamma64(a+b) + (s+a*sA)/(1+a*s)
	return w, byA, a*sB/(1+a*s) - DigammaFall64(b, a)
}

// shortRise is log Gamma(a+b) - log Gamma(b), relatively accurate for small a.
func shortRise(a, b float64) float64 {
	down := 0.
	for ; b < 8; b++ {
		down += math.Log1p(a / b)
	}
	return lgammaRise(a, b) - down
}
