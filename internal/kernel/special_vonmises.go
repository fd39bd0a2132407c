package kernel

import "math"

// vonMises is the cdf at t in [-pi, 0] of the density e^(k cos t)/(2 pi I0(k)), in units of the density at t, so that it is right in
// the far tails of large k, e^-2k small; slope is its derivative for k in these units, where it was asked for.
type vonMises struct {
	tail
	slope float64
}

// vonMisesTail integrates outward from t, over panels that suit the decay of the density. below is t + pi. For k the integrand has
// one more factor cos t - A(k): where that changes its sign on the way it is integrated to the centre instead, where the cdf is
// 1/2 for every k.
func vonMisesTail(k, t, below float64, sloped bool) vonMises {
	k = min(k, 1e300) // above, products with it overflow
	half := math.Sin(t / 2)
	v := vonMises{tail: tail{log: -2*k*half*half - math.Log(2*math.Pi) - LogBesselI0e64(k), lower: true}}
	rest := 0. // 1 - A
	if sloped {
		rest = BesselCumulant64(k, 1)
	}
	f := func(u float64) (p, dp float64) {
		p = math.Exp(2 * k * math.Sin(t-u/2) * math.Sin(u/2))
		if !sloped {
			return p, 0
		}
		s := math.Sin((t - u) / 2)
		return p, p * (rest - 2*s*s)
	}
	width := 4 / (k*math.Abs(math.Sin(t)) + math.Sqrt(k) + 1)
	lo := 0.
	for panel := 0; panel < 200 && lo < below; panel++ {
		hi := min(lo+width, below)
		p, dp := integral(lo, hi, f)
		v.value += p
		v.slope += dp
		if p < 1e-18*v.value {
			break
		}
		lo = hi
	}
	if sloped && rest > 2*half*half {
		_, inner := integral(t, t/2, f)
		_, more := integral(t/2, 0, f)
		v.slope = -inner - more
	}
	return v
}

// vonMisesAt is the tail of concentration k at t, turned for positive t; where there is none, the cdf itself: 0, 1 or NaN.
func vonMisesAt(k, t float64, sloped bool) (v vonMises, limit float64, ok bool) {
	switch {
	case !(k >= 0) || math.IsInf(k, 1) || math.IsNaN(t):
		return v, math.NaN(), false
	case math.Abs(t) >= math.Pi:
		return v, truth[float64](t > 0), false
	}
	size := math.Abs(t)
	v = vonMisesTail(k, -size, math.Pi-size, sloped)
	v.lower = t <= 0
	return v, 0, true
}

// VonMisesCDF64 is the cdf at t of the von Mises density of concentration k about 0 on [-pi, pi]: NaN unless k >= 0.
func VonMisesCDF64(k, t float64) float64 {
	v, limit, ok := vonMisesAt(k, t, false)
	if !ok {
		return limit
	}
	return v.probability(true)
}

// LogVonMisesCDF64 is its logarithm, finite where it underflows; log(1 - F(t)) is that of -t.
func LogVonMisesCDF64(k, t float64) float64 {
	v, limit, ok := vonMisesAt(k, t, false)
	if !ok {
		return math.Log(limit)
	}
	return v.logarithm(true)
}

// VonMisesSlope64 is the derivative of the cdf for k, or with log that of its logarithm.
func VonMisesSlope64(k, t float64, log bool) float64 {
	v, limit, ok := vonMisesAt(k, t, true)
	switch {
	case !ok && log && limit == 0:
		return math.NaN()
	case !ok:
		return limit - limit
	case log:
		return v.slopeOfLog(v.slope, true)
	}
	return v.slopeOf(v.slope, true)
}

// VonMisesDraw64 is the draw of the von Mises density for normal noise e, between -pi and pi: the quantile at Phi(e), found for the
// lower tail in s with t = 2 atan(sinh s), so that t + pi = 4 atan(e^s) may be small.
func VonMisesDraw64(k, e float64) float64 {
	switch {
	case !(k >= 0) || math.IsInf(k, 1) || math.IsNaN(e):
		return math.NaN()
	case math.IsInf(e, 0):
		return math.Copysign(math.Pi, e)
	case e == 0:
		return 0
	}
	l := LogNormalCDF64(-math.Abs(e))
	start := min(math.Log(math.Pi/2)+l, -.1) // of a uniform one
	if k > 2 {
		start = math.Asinh(math.Tan(max(-math.Abs(e)/math.Sqrt(k), -3) / 2))
	}
	s := solveTail(l, start, func(s float64) (y, slope, bend float64) {
		s = min(s, 0)
		t, below := 2*math.Atan(math.Sinh(s)), 4*math.Atan(math.Exp(s))
		v := vonMisesTail(k, t, below, false)
		j := 2 * math.Cos(t/2)
		h := j / v.value
		return v.least(), h, h * (-math.Sin(t/2) - j*(k*math.Sin(t)+1/v.value))
	})
	return math.Copysign(2*math.Atan(math.Sinh(min(s, 0))), e)
}

// VonMisesDrawSlope64 is the derivative of the draw t for k.
func VonMisesDrawSlope64(k, t float64) float64 {
	v, limit, ok := vonMisesAt(k, t, true)
	switch {
	case !ok:
		return limit - limit
	case t <= 0:
		return -v.slope
	}
	return v.slope
}

// VonMisesDrawNoise64 is the derivative of the draw t for its noise e.
func VonMisesDrawNoise64(k, e, t float64) float64 {
	v, limit, ok := vonMisesAt(k, t, false)
	if !ok {
		return limit - limit
	}
	return v.noise(e)
}
