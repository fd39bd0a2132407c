package kernel

import "math"

// betaTail is I_x(a, b) or 1 - I_x(a, b), the smaller one or one that has its digits, in units of K = x^a y^b/B(a, b), y = 1-x, with
// its derivatives for a and b in these units.
type betaTail struct {
	tail
	byA, byB float64
}

// betaTailOf is the tail for a, b > 0 whose sum is finite and 0 < x < 1, given y too, which may be so small that x rounds to 1. The
// regions are those of RegIncBeta64, and in each the derivatives are those of the series or the fraction.
func betaTailOf(a, b, x, y float64) betaTail {
	switch {
	case a > hugeShape && b < 2*largeShapes:
		return betaTailOf(b, a, y, x).turned()
	case b > hugeShape && a < 2*largeShapes:
		scale := b / hugeShape
		if x > 1e-20 { // no mass is left above
			return betaTail{tail: tail{log: math.Inf(-1)}}
		}
		t := betaTailOf(a, hugeShape, x*scale, 1-x*scale)
		t.byB /= scale
		return t
	}
	s := newBetaSide(a, b, x, y)
	if m := a / (a + b) * b; m >= largeShapes && s.deviance() <= mostTau*mostTau/2*m {
		return s.large()
	}
	if x*(a+b+2) <= a+1 {
		return s.lower()
	}
	return s.turned().lower().turned()
}

// mostTau is the greatest |tau| of betaLarge; beyond it the fraction converges soon.
const mostTau = .13

// turned is the tail seen from the other end, where a and b, x and y, P and Q change places.
func (t betaTail) turned() betaTail {
	t.lower = !t.lower
	t.byA, t.byB = t.byB, t.byA
	return t
}

// betaSide is the arguments and what several branches need of them: lambda = a - (a+b) x and the derivatives of log K.
type betaSide struct {
	a, b, x, y, lambda, logK, scoreA, scoreB float64
}

func newBetaSide(a, b, x, y float64) betaSide {
	s := betaSide{a: a, b: b, x: x, y: y}
	if x <= .5 {
		s.lambda = betaLambda(a, b, x)
	} else {
		s.lambda = -betaLambda(b, a, y)
	}
	logX, logY := logOf(x, y), logOf(y, x)
	s.scoreA, s.scoreB = betaScore(a, b, -s.lambda, logX), betaScore(b, a, s.lambda, logY)
	if a < 8 && b < 8 {
		s.logK = a*logX + b*logY - LBeta64(a, b)
		return s
	}
	n := a + b
	e := s.deviance() + (stirling(a) + (stirling(b) - stirling(n)))
	s.logK = (Log64(a/n)+Log64(b))/2 - logSqrt2Pi - e
	return s
}

// deviance is -a log(x n/a) - b log(y n/b) with n = a+b.
func (s betaSide) deviance() float64 {
	n := s.a + s.b
	return betaGapOf(s.a, -s.lambda, n, s.x) + betaGapOf(s.b, s.lambda, n, s.y)
}

// betaGapOf is betaGap for x that may be as small as the smallest float.
func betaGapOf(s, l, n, x float64) float64 {
	if n/s*x < 0x1p-900 {
		return l - s*(Log64(n/s)+Log64(x))
	}
	return betaGap(s, l, n, x)
}

// logOf is log x with y = 1-x.
func logOf(x, y float64) float64 {
	if x > .5 {
		return math.Log1p(-y)
	}
	return Log64(x)
}

// betaScore is log x - psi(a) + psi(a+b), the derivative of log K for a, from l = (a+b) x - a.
func betaScore(a, b, l, logX float64) float64 {
	if u := l / a; a >= 10 && math.Abs(u) < .5 {
		return math.Log1p(u) - digammaExcess(a) + digammaExcess(a+b)
	}
	return logX - DigammaFall64(a, b)
}

func (s betaSide) turned() betaSide {
	return betaSide{s.b, s.a, s.y, s.x, -s.lambda, s.logK, s.scoreB, s.scoreA}
}

// lower is the tail for x up to about the mean.
func (s betaSide) lower() betaTail {
	if s.a < 1 {
		if t := s.upper(); t.value < .5*math.Exp(-t.log) {
			return t
		}
	}
	if s.x < 0x1p-1000 { // I is x^a/(a B)
		byA := Log64(s.x) - Digamma64(1+s.a) + Digamma64(s.a+s.b)
		return betaTail{tail{s.logK, 1 / s.a, true}, byA / s.a, -DigammaFall64(s.b, s.a) / s.a}
	}
	f, byA, byB := s.fraction()
	return betaTail{tail{s.logK, 1 / f, true}, (s.scoreA - byA) / f, (s.scoreB - byB) / f}
}

// upper is 1 - I for a < 1: see betaUpper. With I = e^w, w has a derivative of the order of 1 for a and of a for b.
func (s betaSide) upper() betaTail {
	w, byA, byB := betaUpperLog(s.a, s.b, s.x)
	d := math.Exp(-s.logK)
	e := -math.Exp(w) * d
	return betaTail{tail{s.logK, -math.Expm1(w) * d, false}, e * byA, e * byB}
}

// fraction is the continued fraction of betaTermsOf with the derivatives of its logarithm for a and b at constant x.
func (s betaSide) fraction() (f, byA, byB float64) {
	a, b, x, y := s.a, s.b, s.x, s.y
	f = a * (s.lambda + 1) / (a + 1)
	fa, fb := (s.lambda+1)/(a+1)/(a+1)+a/(a+1)*y, -a/(a+1)*x
	c, d := dual{f, fa, fb}, dual{}
	byA, byB = fa/f, fb/f
	for m := 1.; m < betaMost; m++ {
		num, den := betaNumerator(a, b, x, m), betaDenominator(a, b, x, y, s.lambda, m)
		d = den.plus(num.times(d)).inverse()
		c = den.plus(num.times(c.inverse()))
		step := c.times(d)
		f *= step.v
		da, db := step.a/step.v, step.b/step.v
		byA, byB = byA+da, byB+db
		if math.Abs(step.v-1) < 0x1p-51 && math.Abs(da) <= 0x1p-50*math.Abs(byA) && math.Abs(db) <= 0x1p-50*math.Abs(byB) {
			break
		}
	}
	return f, byA, byB
}

func betaNumerator(a, b, x, m float64) dual {
	t := a + 2*m - 1
	p, q := (a+(m-1))/t, (a+b+(m-1))/t // so bracketed, a tiny a is not lost at m = 1
	r := m * x * x
	return dual{r * (b - m) * p * q, r * (b - m) * (m/t*q/t + p*((m-b)/t)/t), r * p * (q + (b-m)/t)}
}

func betaDenominator(a, b, x, y, lambda, m float64) dual {
	t := a + 2*m
	p, q := m*x/(t-1), (a+m)/(t+1)
	r := lambda + 1 + m*(1+y)
	return dual{m + p*(b-m) + q*r, -p*(b-m)/(t-1) + (m+1)/(t+1)*(r/(t+1)) + q*y, p - q*x}
}

// dual is a number with its derivatives for a and b.
type dual struct{ v, a, b float64 }

func (x dual) plus(y dual) dual  { return dual{x.v + y.v, x.a + y.a, x.b + y.b} }
func (x dual) times(y dual) dual { return dual{x.v * y.v, x.a*y.v + x.v*y.a, x.b*y.v + x.v*y.b} }
func (x dual) inverse() dual {
	r := 1 / x.v
	return dual{r, -x.a * r * r, -x.b * r * r}
}
