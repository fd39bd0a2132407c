package kernel

import "math"

// RegIncBetaC64 is 1 - I_x(a, b), accurate where I is nearly 1: see RegIncBeta64.
func RegIncBetaC64(a, b, x float64) float64 {
	t, limit, ok := betaAt(a, b, x)
	if !ok {
		return 1 - limit
	}
	return t.probability(false)
}

// LogRegIncBeta64 is log I_x(a, b), or with upper log(1 - I_x(a, b)), finite where these underflow.
func LogRegIncBeta64(a, b, x float64, upper bool) float64 {
	t, limit, ok := betaAt(a, b, x)
	switch {
	case ok:
		return t.logarithm(!upper)
	case upper:
		return math.Log(1 - limit)
	}
	return math.Log(limit)
}

// BetaSlope64 is the derivative of I_x(a, b) for a, or with second for b.
func BetaSlope64(a, b, x float64, second bool) float64 {
	t, limit, ok := betaAt(a, b, x)
	switch {
	case !ok:
		return limit - limit // 0, or NaN
	case second:
		return t.slopeOf(t.byB, true)
	}
	return t.slopeOf(t.byA, true)
}

// LogBetaSlope64 is the derivative of log I_x(a, b), or with upper of log(1 - I), for a, or with second for b. At the end where
// the logarithm is -Inf it is NaN.
func LogBetaSlope64(a, b, x float64, second, upper bool) float64 {
	t, limit, ok := betaAt(a, b, x)
	switch {
	case !ok && limit == truth[float64](upper):
		return math.NaN()
	case !ok:
		return limit - limit
	case second:
		return t.slopeOfLog(t.byB, !upper)
	}
	return t.slopeOfLog(t.byA, !upper)
}

// BetaHazard64 is the density of Beta(a, b) at x over I_x(a, b), or with upper over 1 - I.
func BetaHazard64(a, b, x float64, upper bool) float64 {
	t, limit, ok := betaAt(a, b, x)
	switch {
	case !ok && math.IsNaN(limit):
		return limit
	case !ok && limit == truth[float64](upper): // at its own end
		return math.Inf(1)
	case !ok && limit == 0:
		return endDensity(a, b)
	case !ok:
		return endDensity(b, a)
	}
	y := 1 - x
	return t.hazard(1/x/y, -Log64(x)-Log64(y), !upper)
}

// endDensity is the density of Beta(a, b) at 0: b for a = 1.
func endDensity(a, b float64) float64 {
	switch {
	case a < 1:
		return math.Inf(1)
	case a > 1:
		return 0
	}
	return b
}

// LogBetaDensity64 is the log-density of Beta(a, b) at x, without the cancellation of large shapes: -Inf outside [0, 1].
func LogBetaDensity64(a, b, x float64) float64 {
	switch {
	case !(a > 0 && b > 0) || math.IsInf(a+b, 1) || math.IsNaN(x):
		return math.NaN()
	case x < 0 || x > 1:
		return math.Inf(-1)
	case x == 0:
		return math.Log(endDensity(a, b))
	case x == 1:
		return math.Log(endDensity(b, a))
	case x < .5 && a < 8 || x >= .5 && b < 8 && max(a, b) < 8: // a-1 may be near 0
		return (a-1)*Log64(x) + (b-1)*math.Log1p(-x) - LBeta64(a, b)
	}
	return newBetaSide(a, b, x, 1-x).logK - Log64(x) - math.Log1p(-x)
}

// betaAt is the tail, or where there is none I itself: 0, 1 or NaN.
func betaAt(a, b, x float64) (t betaTail, limit float64, ok bool) {
	switch {
	case !(a > 0 && b > 0) || math.IsInf(a+b, 1) || math.IsNaN(x):
		return t, math.NaN(), false
	case x <= 0:
		return t, 0, false
	case x >= 1:
		return t, 1, false
	}
	return betaTailOf(a, b, x, 1-x), 0, true
}
