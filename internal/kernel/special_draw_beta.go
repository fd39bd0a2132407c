package kernel

import "math"

// betaPoint is x with logit x = log(a/b) + t, and 1-x.
func betaPoint(a, b, t float64) (x, y float64) {
	r := a / b * math.Exp(t)
	if !(r > 0 && r <= math.MaxFloat64) {
		r = math.Exp(t + Log64(a) - Log64(b))
	}
	return 1 / (1 + 1/r), 1 / (1 + r)
}

// betaQuantile is the t of betaPoint at which a tail of Beta(a, b), the lower or the upper one, is e^l.
func betaQuantile(a, b, l float64, lower bool, start float64) float64 {
	return solveTail(l, start, func(t float64) (y, slope, bend float64) {
		u, v := betaPoint(a, b, t)
		if u == 0 || v == 0 {
			return math.NaN(), math.NaN(), math.NaN()
		}
		s := betaTailOf(a, b, u, v)
		h := s.hazard(1, 0, lower)
		lambda := a*v - b*u
		if lower {
			return s.logarithm(true), h, h * (lambda - h)
		}
		return s.logarithm(false), -h, -h * (lambda + h)
	})
}

// BetaDraw64 is the draw of Beta(a, b) for noise e: NaN unless a and b are positive and their sum is finite. Draws of tiny shapes
// round to 0 and 1.
func BetaDraw64(a, b, e float64) float64 {
	switch {
	case !(a > 0 && b > 0) || math.IsInf(a+b, 1) || math.IsNaN(e):
		return math.NaN()
	case math.IsInf(e, 0):
		return truth[float64](e > 0)
	}
	low, high := betaFirst(a, b, e), betaFirst(b, a, -e)
	switch {
	case low+math.Log1p(b) < tinyLog:
		return math.Exp(low)
	case high+math.Log1p(a) < tinyLog:
		return 1 - math.Exp(high)
	}
	l := LogNormalCDF64(-math.Abs(e))
	x, _ := betaPoint(a, b, betaQuantile(a, b, l, e < 0, betaStart(a, b, e, low, high)))
	return x
}

// betaFirst is log x by the first term of the series, I = x^a/(a B(a, b)).
func betaFirst(a, b, e float64) float64 {
	return (LogNormalCDF64(e) + lgamma1p(a) - shortRise(a, b)) / a
}

// betaStart is t roughly: logit x is the difference of the logarithms of two gamma draws, nearly normal where both shapes are
// not small; else that of a first term.
func betaStart(a, b, e, low, high float64) float64 {
	switch {
	case min(a, b) >= 1:
		return digammaExcess(a) - digammaExcess(b) + e*math.Sqrt(1/a+1/b)
	case e < 0:
		return min(low, 0) - Log64(a) + Log64(b)
	}
	return -min(high, 0) - Log64(a) + Log64(b)
}

// BetaDrawSlope64 is the derivative of the draw x for a, or with second for b.
func BetaDrawSlope64(a, b, x float64, second bool) float64 {
	t, limit, ok := betaAt(a, b, x)
	if !ok {
		return limit - limit // 0, or NaN
	}
	d := t.byA
	if second {
		d = t.byB
	}
	if t.lower { // in units of K the density is 1/(x (1-x))
		d = -d
	}
	return d * x * (1 - x)
}
