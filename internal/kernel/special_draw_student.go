package kernel

import "math"

// studentNear reports that a draw of StudentT(v) is near its noise e, so that the expansion in 1/v is right to an ulp.
func studentNear(v, e float64) bool { return (e*e+1)/v < 1e-3 }

// studentPowers are the coefficients of 1/v, 1/v^2, ... in the draw less e (Abramowitz and Stegun (1964), 26.7.5).
func studentPowers(e float64) [4]float64 {
	w := e * e
	return [4]float64{
		e * (w + 1) / 4,
		e * (w*(5*w+16) + 3) / 96,
		e * (w*(w*(3*w+19)+17) - 15) / 384,
		e * (w*(w*(w*(79*w+776)+1482)-1920) - 945) / 92160,
	}
}

// studentExpansion is the draw of StudentT(v) by its expansion in 1/v.
func studentExpansion(v, e float64) float64 {
	c := studentPowers(e)
	return e + (c[0]+(c[1]+(c[2]+c[3]/v)/v)/v)/v
}

// StudentDraw64 is the draw of StudentT with v degrees of freedom for noise e: infinite where it overflows, NaN unless v > 0.
//
// Of its square T^2, T^2/(v+T^2) is Beta(1/2, v/2), with the noise's two tails.
func StudentDraw64(v, e float64) float64 {
	size := math.Abs(e)
	switch {
	case !(v > 0) || math.IsNaN(e):
		return math.NaN()
	case math.IsInf(e, 0) || math.IsInf(v, 1) || e == 0:
		return e
	case studentNear(v, e):
		return studentExpansion(v, e)
	case size < 1e-9: // linear
		return e * math.Exp(-logSqrt2Pi-studentLogDensity(v, 0))
	}
	l, lower := math.Ln2+LogNormalCDF64(-size), false
	if size < .5 {
		l, lower = math.Log(math.Erf(size/math.Sqrt2)), true
	}
	b := v / 2
	start := 2 * math.Log(size)
	if !lower { // the tail falls as r^-b/(b B) with r = T^2/v
		far := -(l+lgamma1p(b)-shortRise(b, .5))/b + Log64(v)
		if far > 1500 {
			return math.Copysign(math.Inf(1), e)
		}
		if far-Log64(v) > 46+math.Log1p(b) { // the rest is below rounding, and r may overflow
			return math.Copysign(math.Exp(far/2), e)
		}
		start = max(start, far)
	}
	if v >= 1 && size*size < 2*v { // two evaluations of the tail then, not three
		start = 2 * math.Log(studentExpansion(v, size))
	}
	t := betaQuantile(.5, b, l, lower, start)
	return math.Copysign(math.Exp(t/2), e)
}

// studentLogDensity is the log-density of StudentT(v) at t.
func studentLogDensity(v, t float64) float64 {
	s := 0.
	if r := t / math.Sqrt(v); math.Abs(r) > 1e150 {
		s = 2 * (math.Log(math.Abs(t)) - math.Log(v)/2)
	} else {
		s = math.Log1p(r * r)
	}
	return -Log64(v)/2 - LBeta64(.5, v/2) - (v+1)/2*s
}

// StudentDrawSlope64 is the derivative of the draw t of noise e for v.
func StudentDrawSlope64(v, e, t float64) float64 {
	switch {
	case !(v > 0) || math.IsNaN(t) || math.IsInf(t, 0):
		return math.NaN()
	case t == 0 || math.IsInf(v, 1):
		return 0
	case studentNear(v, e):
		c := studentPowers(e)
		return -(c[0] + (2*c[1]+(3*c[2]+4*c[3]/v)/v)/v) / v / v
	}
	if b, logR := v/2, 2*math.Log(math.Abs(t))-Log64(v); logR > 46+math.Log1p(b) { // where r = t^2/v may overflow: r^-b/(b B) is the tail
		return t / 2 * (1/v - (logR+Digamma64(b+1)-Digamma64(b+.5))/(2*b))
	}
	r := t / v * t
	if math.Abs(t) < 1e-9 { // log t - log e is -log f(0) - ..., with psi of (v+1)/2 and v/2
		return t * (1/v + DigammaFall64(v/2, .5)) / 2
	}
	x, y := 1/(1+1/r), 1/(1+r)
	if y == 0 || x == 0 {
		return math.NaN()
	}
	s := betaTailOf(.5, v/2, x, y)
	if s.lower {
		s.byB = -s.byB
	}
	return t / 2 * (1/v + s.byB/2)
}

// StudentDrawNoise64 is the derivative of the draw t for its noise e.
func StudentDrawNoise64(v, e, t float64) float64 {
	switch {
	case !(v > 0) || math.IsNaN(t) || math.IsInf(t, 0):
		return math.NaN()
	case math.IsInf(v, 1):
		return 1
	}
	return math.Exp(-e*e/2 - logSqrt2Pi - studentLogDensity(v, t))
}
