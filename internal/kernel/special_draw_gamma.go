package kernel

import "math"

// Draws of standard distributions are increasing functions of standard normal noise e: the quantile at Phi(e), solved for the
// smaller tail in logarithms, so that both tails are right to e = ±38 and beyond. Their derivatives are those of the
// implicit function: dz/da = -(dF/da)/f(z), dz/de = phi(e)/f(z) (Figurnov, Mohamed, Mnih (2018), arXiv:1805.08498).

// tinyLog is the logarithm of a draw that is so far below 1 that only the first term of its series counts.
const tinyLog = -40

// GammaDraw64 is the draw z of Gamma(a) for noise e and its logarithm, which is finite where z underflows: NaN unless a is positive
// and finite.
func GammaDraw64(a, e float64) (z, logZ float64) {
	switch {
	case !(a > 0) || math.IsInf(a, 1) || math.IsNaN(e):
		return math.NaN(), math.NaN()
	case math.IsInf(e, 0):
		return math.Exp(e), e
	}
	// P is below x^a/Gamma(a+1), and this to an ulp for small x
	first := (LogNormalCDF64(e) + lgamma1p(a)) / a
	if first < tinyLog {
		return math.Exp(first), first
	}
	lower, unit := e < 0, max(a, 1)
	l := LogNormalCDF64(-math.Abs(e))
	if math.IsInf(l, -1) {
		return math.Inf(1), math.Inf(1)
	}
	t := solveTail(l, gammaStart(a, e, l, first)-math.Log(unit), func(t float64) (y, slope, bend float64) {
		z := unit * math.Exp(t)
		if z == 0 || math.IsInf(z, 1) {
			return math.NaN(), math.NaN(), math.NaN()
		}
		g := gammaTailOf(a, z, Log64(z))
		h := g.hazard(a, math.Log(a), lower)
		if lower {
			return g.logarithm(true), h, h * (a - z - h)
		}
		return g.logarithm(false), -h, -h * (a - z + h)
	})
	z = unit * math.Exp(t)
	return z, math.Log(unit) + t
}

// gammaStart is log z roughly: Wilson's and Hilferty's cube (1931), or the leading terms of a tail.
func gammaStart(a, e, l, first float64) float64 {
	if c := 1 - 1/(9*a) + e/(3*math.Sqrt(a)); a > .3 && c > .2 {
		return max(3*math.Log(c)+math.Log(a), first)
	}
	if e < 0 || first < -1 {
		return first
	}
	return math.Log(max(.3, math.Log(min(a, 1))-l))
}

// GammaDrawSlope64 is the derivative of log z for a, given z and log z.
func GammaDrawSlope64(a, z, logZ float64) float64 {
	switch {
	case !drawn(a, z, logZ):
		return math.NaN()
	case logZ < tinyLog && a < temmeShape:
		return (Digamma64(1+a) - logZ) / a
	}
	g := gammaTailOf(a, z, logZ)
	if g.lower {
		return -g.slope / a
	}
	return g.slope / a
}

// GammaDrawNoise64 is the derivative of log z for e, given z and log z.
func GammaDrawNoise64(a, e, z, logZ float64) float64 {
	if !drawn(a, z, logZ) {
		return math.NaN()
	}
	g := gammaTailOf(a, z, logZ)
	return g.noise(e) / a
}

func drawn(a, z, logZ float64) bool {
	return a > 0 && !math.IsInf(a, 1) && !math.IsNaN(z) && !math.IsInf(z, 1) && !math.IsInf(logZ, 0)
}

// noise is phi(e) in the units of the tail, which is the one beyond e.
func (t tail) noise(e float64) float64 {
	if t.lower == (e < 0) {
		return t.value * InverseMills64(-math.Abs(e))
	}
	return math.Exp(-e*e/2 - logSqrt2Pi - t.log)
}
