package kernel

import "math"

// Log-masses of counts by the deviance from the mean and Stirling's remainders, whose large terms have cancelled on paper (Loader
// (2000), Fast and accurate computation of binomial probabilities): at a rate of 1e15 the terms y log r - r - log y! are
// 3e16, and their sum is 18.

// LogPoisson64 is log(r^y e^-r/Gamma(y+1)) for y >= 0, -Inf below; NaN unless r >= 0.
func LogPoisson64(y, r float64) float64 {
	switch {
	case !(r >= 0) || math.IsNaN(y):
		return math.NaN()
	case y < 0 || math.IsInf(y, 1) || math.IsInf(r, 1):
		return math.Inf(-1)
	case y == 0:
		return -r
	case r == 0:
		return math.Inf(-1)
	}
	return gammaLogD(y, r, Log64(r))
}

// LogNegativeBinomial64 is the log-mass at y >= 0 of the count with mean mu and variance mu + mu^2/r,
// Gamma(y+r)/(Gamma(r) y!) p^r (1-p)^y with p = r/(r+mu); r = Inf is Poisson. -Inf below 0, NaN unless r > 0 and mu >= 0.
func LogNegativeBinomial64(y, r, mu float64) float64 {
	switch {
	case !(r > 0 && mu >= 0) || math.IsNaN(y):
		return math.NaN()
	case y < 0 || math.IsInf(y, 1) || math.IsInf(mu, 1):
		return math.Inf(-1)
	case math.IsInf(r+y+mu, 1) || r > 1e30*(y+mu)*(y+mu+1): // r has no effect any more
		return LogPoisson64(y, mu)
	case y == 0:
		return -r * log1pRatio(mu, r)
	case mu == 0:
		return math.Inf(-1)
	case r < 8 && y < 8:
		return -r*log1pRatio(mu, r) - y*log1pRatio(r, mu) - LBeta64(r, y) - Log64(y)
	}
	total := r + mu
	return logBetaKernel(r, y, r/total, mu/total, (mu-y)*(r/total)) - Log64(y)
}

// log1pRatio is log(1 + a/b), where a/b may overflow.
func log1pRatio(a, b float64) float64 {
	if q := a / b; !math.IsInf(q, 1) {
		return math.Log1p(q)
	}
	return Log64(a) - Log64(b)
}

// logBetaKernel is log(x^a y^b/B(a, b)) given lambda = a - (a+b) x, where one of a and b is not small.
func logBetaKernel(a, b, x, y, lambda float64) float64 {
	n := a + b
	e := betaGapOf(a, -lambda, n, x) + betaGapOf(b, lambda, n, y)
	return (Log64(a/n)+Log64(b))/2 - logSqrt2Pi - e - (stirling(a) + (stirling(b) - stirling(n)))
}

// NegativeBinomialSlope64 is the derivative of LogNegativeBinomial64 for r, psi(r+y) - psi(r) - log(1+mu/r) - (y-mu)/(r+mu), as
// the sum of two small parts: for large r it is of the order of 1/r^2.
func NegativeBinomialSlope64(y, r, mu float64) float64 {
	if !(r > 0 && mu >= 0 && y >= 0) {
		return math.NaN()
	}
	total := r + mu
	return digammaRiseExcess(r, y) - logGap((y-mu)/total, (r+y)/total)
}

// digammaRiseExcess is psi(x+d) - psi(x) - log(1+d/x).
func digammaRiseExcess(x, d float64) float64 {
	switch {
	case d == 0:
		return 0
	case x < 10:
		return -DigammaFall64(x, d) - log1pRatio(d, x)
	}
	p, q := 1/x, 1/(x+d)
	half := d / x * q
	return half/2 + half*(p+q)*(1./12-digammaRestChord(p*p, q*q))
}

// LogBinomialMass64 is the log-mass at k of the number of successes among n trials, each of probability 1/(1+e^-l): -Inf for k outside
// [0, n], NaN for n < 0.
func LogBinomialMass64(k, n, l float64) float64 {
	switch {
	case !(n >= 0) || math.IsInf(n, 1) || math.IsNaN(k) || math.IsNaN(l):
		return math.NaN()
	case k < 0 || k > n:
		return math.Inf(-1)
	case n == 0:
		return 0
	case k == 0:
		return n * LogSigmoid64(-l)
	case k == n:
		return n * LogSigmoid64(l)
	case math.IsInf(l, 0):
		return math.Inf(-1)
	case n < 8:
		return LogBinomial64(n, k) + k*LogSigmoid64(l) + (n-k)*LogSigmoid64(-l)
	}
	p, q := Sigmoid64(l), Sigmoid64(-l)
	if p == 0 || q == 0 {
		return LogBinomial64(n, k) + k*LogSigmoid64(l) + (n-k)*LogSigmoid64(-l)
	}
	rest := n - k
	if rest == 0 || n == k {
		return k * LogSigmoid64(l)
	}
	return logBetaKernel(k, rest, p, q, BinomialResidual64(k, n, l)) - Log64(k) - Log64(rest/n)
}

// BinomialResidual64 is k - n/(1+e^-l), the derivative of LogBinomialMass64 for l, with one rounding beside that of the probability.
func BinomialResidual64(k, n, l float64) float64 {
	if l > 0 {
		return math.FMA(n, Sigmoid64(-l), -(n - k))
	}
	return math.FMA(-n, Sigmoid64(l), k)
}

// LogBinomial64 is log(n!/(k! (n-k)!)) without the cancellation of large n: 0 at k = 0 and n, -Inf outside, NaN for n < 0.
func LogBinomial64(n, k float64) float64 {
	switch {
	case !(n >= 0) || math.IsInf(n, 1) || math.IsNaN(k):
		return math.NaN()
	case k < 0 || k > n:
		return math.Inf(-1)
	}
	less := min(k, n-k)
	if less < 8 {
		return shortRise(less, n-less+1) - lgamma1p(less)
	}
	return -LBeta64(less, n-less+1) - math.Log(less)
}

// DigammaBetween64 is psi(p) - psi(q), for positive p and q without the cancellation of near ones.
func DigammaBetween64(p, q float64) float64 {
	switch {
	case !(p > 0 && q > 0):
		return Digamma64(p) - Digamma64(q)
	case p == q:
		return 0
	case p > q:
		return -DigammaFall64(q, p-q)
	}
	return DigammaFall64(p, q-p)
}

// DigammaRise64 is psi(x+d) - psi(x), 0 for d = 0, and right where x takes the digits of d.
func DigammaRise64(x, d float64) float64 {
	switch {
	case d == 0 && x > 0:
		return 0
	case x > 0 && d > 0:
		return -DigammaFall64(x, d)
	}
	return Digamma64(x+d) - Digamma64(x)
}

// Excess64 is (y - x)/x, and -1 where y is 0 even at x = 0. The difference comes first where it may cancel; elsewhere last, where it
// adds no more than half a unit of the result: a hurdle's gradient takes a hazard of that size away.
func Excess64(y, x float64) float64 {
	switch {
	case y == 0 && x >= 0:
		return -1
	case y > 2*x && x > 0:
		return y/x - 1
	}
	return (y - x) / x
}

// Over64 is y/x, and 0 where y is 0 even at x = 0.
func Over64(y, x float64) float64 {
	if y == 0 && x >= 0 {
		return 0
	}
	return y / x
}
