package kernel

import "math"

// RegIncGamma64 is P(a, x), the regularized lower incomplete gamma function and the cdf of Gamma(a) at x, for a > 0: 0 for x <= 0,
// NaN unless a is positive and finite. It is accurate to 1e-13 relative beside its conditioning, in its own small tail too.
func RegIncGamma64(a, x float64) float64 {
	t, limit, ok := gammaAt(a, x)
	if !ok {
		return limit
	}
	return t.probability(true)
}

// RegIncGammaC64 is Q(a, x) = 1 - P(a, x), accurate where P is nearly 1.
func RegIncGammaC64(a, x float64) float64 {
	t, limit, ok := gammaAt(a, x)
	if !ok {
		return 1 - limit
	}
	return t.probability(false)
}

// LogRegIncGamma64 is log P(a, x), finite where P underflows or is nearly 1.
func LogRegIncGamma64(a, x float64) float64 {
	if a == 1 && x > 0 { // an exponential number's, which a hurdle asks for in each row
		return Log1mExp64(-x)
	}
	t, limit, ok := gammaAt(a, x)
	if !ok {
		return math.Log(limit)
	}
	return t.logarithm(true)
}

// LogRegIncGammaC64 is log Q(a, x).
func LogRegIncGammaC64(a, x float64) float64 {
	if a == 1 && x > 0 {
		return -x
	}
	t, limit, ok := gammaAt(a, x)
	if !ok {
		return math.Log(1 - limit)
	}
	return t.logarithm(false)
}

// GammaShapeSlope64 is the derivative of P(a, x) for a, which is not positive (Moore (1982), AS 187, in other regions).
func GammaShapeSlope64(a, x float64) float64 {
	t, limit, ok := gammaAt(a, x)
	if !ok {
		return limit - limit // 0, or NaN
	}
	return t.slopeOf(t.slope, true)
}

// LogGammaShapeSlope64 is the derivative of log P(a, x) for a, or with upper of log Q(a, x).
func LogGammaShapeSlope64(a, x float64, upper bool) float64 {
	t, limit, ok := gammaAt(a, x)
	if !ok {
		if x <= 0 && !upper { // log P is -Inf around
			return math.NaN()
		}
		return limit - limit
	}
	return t.slopeOfLog(t.slope, !upper)
}

// GammaHazard64 is the density over P(a, x), the derivative of log P for x, or with upper over Q.
func GammaHazard64(a, x float64, upper bool) float64 {
	t, limit, ok := gammaAt(a, x)
	switch {
	case !ok && math.IsNaN(limit):
		return limit
	case !ok && x > 0: // infinite
		return truth[float64](upper)
	case !ok && upper:
		return math.Exp(LogGammaDensity64(a, x))
	case !ok:
		return math.Inf(1)
	}
	return t.hazard(a/x, Log64(a)-Log64(x), !upper) // in units of D the density is a/x
}

// gammaAt is the tail, or where there is none P itself: 0, 1 or NaN.
func gammaAt(a, x float64) (t gammaTail, limit float64, ok bool) {
	switch {
	case !(a > 0) || math.IsInf(a, 1) || math.IsNaN(x):
		return t, math.NaN(), false
	case x <= 0:
		return t, 0, false
	case math.IsInf(x, 1):
		return t, 1, false
	}
	return gammaTailOf(a, x, Log64(x)), 0, true
}

// LogGammaDensity64 is log(x^(a-1) e^-x/Gamma(a)), the log-density of Gamma(a) at x, without the cancellation of large a and x:
// -Inf for x < 0, NaN unless a is positive and finite.
func LogGammaDensity64(a, x float64) float64 {
	switch {
	case !(a > 0) || math.IsInf(a, 1) || math.IsNaN(x):
		return math.NaN()
	case x < 0 || math.IsInf(x, 1):
		return math.Inf(-1)
	case x == 0 && a == 1:
		return 0
	case x == 0:
		return math.Inf(1) * (1 - a)
	}
	logX := Log64(x)
	if a < 8 {
		return (a-1)*logX - x - lgamma1p(a) + Log64(a)
	}
	return -gammaDeviance(a, x, logX) - stirling(a) + Log64(a)/2 - logX - logSqrt2Pi
}

// GammaScore64 is log x - psi(a), the derivative of LogGammaDensity64 for a.
func GammaScore64(a, x float64) float64 {
	if !(a > 0 && x >= 0) {
		return math.NaN()
	}
	return gammaScore(a, x, Log64(x))
}
