package kernel

import "math"

// gammaTail is the smaller of P(a, x) and Q(a, x) = 1 - P(a, x), or one of them that has its digits, in units of
// D = x^a e^-x/Gamma(a+1), with its derivative for a in these units.
type gammaTail struct {
	tail
	slope float64
}

const (
	temmeShape = 20 // from which on Temme's expansion is used, around the mean
	temmeFar   = 1  // the greatest |eta| in it
)

// gammaTailOf is the tail for finite a, x > 0, to 1e-13 beside its conditioning: a series below the mean, a continued
// fraction above it, an expansion around it for large a. No branch takes more than some hundred terms.
func gammaTailOf(a, x, logX float64) gammaTail {
	t := gammaTail{tail: tail{log: gammaLogD(a, x, logX)}}
	if a >= temmeShape {
		if eta, mu := temmeEta(a, x); math.Abs(eta) <= temmeFar {
			t.temme(a, eta, mu)
			return t
		}
	}
	if a < 1 && x < 1.1 || x <= a+1 {
		t.series(a, x, logX)
		if a < 1 && x < 1.1 && t.log+math.Log(t.value) > -math.Ln2 {
			t.complement(a, x, logX)
		}
		return t
	}
	t.fraction(a, x, logX)
	return t
}

// gammaLogD is log(x^a e^-x/Gamma(a+1)), from 8 on by Stirling's series and the deviance, whose terms have cancelled (Loader
// (2000), Fast and accurate computation of binomial probabilities).
func gammaLogD(a, x, logX float64) float64 {
	if a < 8 {
		return a*logX - x - lgamma1p(a)
	}
	return -gammaDeviance(a, x, logX) - stirling(a) - math.Log(a)/2 - logSqrt2Pi
}

// gammaDeviance is x - a - a log(x/a) >= 0.
func gammaDeviance(a, x, logX float64) float64 {
	u := x / a
	if math.IsInf(u, 1) || u < 0x1p-1000 {
		return x - a - a*(logX-Log64(a))
	}
	return a * logGap((x-a)/a, u)
}

// lgamma1p is log Gamma(1+a) for a >= 0, relatively accurate for small a too: -log(1+a) + (1-gamma) a +
// sum (-1)^k (zeta(k)-1) a^k/k (Abramowitz and Stegun (1964), 6.1.33).
func lgamma1p(a float64) float64 {
	if a > .5 {
		return Lgamma64(1 + a)
	}
	const gamma = 0.57721566490153286060651209008240243
	return (1-gamma)*a - math.Log1p(a) + a*a*horner(zetaOver[:], a)
}

// series is P = D (1 + x/(a+1) + x^2/((a+1)(a+2)) + ...) (DLMF 8.11.4) and its derivative term by term, that of log D being
// log x - psi(a+1).
func (t *gammaTail) series(a, x, logX float64) {
	sum, harmonic, term, h := 1., 0., 1., 0.
	for n := 1.; n < 2000; n++ {
		term *= x / (a + n)
		h += 1 / (a + n)
		sum += term
		harmonic += term * h
		if term < 0x1p-56*sum && term*h < 0x1p-56*harmonic {
			break
		}
	}
	t.lower, t.value = true, sum
	t.slope = gammaScore(a, x, logX)*sum - sum/a - harmonic
	if a < 1 { // psi(a+1) = psi(a) + 1/a, which cancels
		t.slope = (logX-Digamma64(1+a))*sum - harmonic
	}
}

// gammaScore is log x - psi(a), the derivative of the log-density of Gamma(a) at x for a.
func gammaScore(a, x, logX float64) float64 {
	if u := (x - a) / a; a >= 10 && math.Abs(u) < .5 {
		return math.Log1p(u) - digammaExcess(a)
	}
	return logX - Digamma64(a)
}

// complement is Q = -expm1(w) with w = log P = a log x - log Gamma(1+a) + log(1 + a s), s = sum (-x)^n/(n! (a+n)), for a < 1 and
// x < 1.1, where w is of the order of a (DLMF 8.7.1).
func (t *gammaTail) complement(a, x, logX float64) {
	s, slope, term := 0., 0., 1.
	for n := 1.; n < 40; n++ {
		term *= -x / n
		s += term / (a + n)
		slope -= term / ((a + n) * (a + n))
		if math.Abs(term) < 0x1p-60*math.Abs(s) {
			break
		}
	}
	w := a*logX - lgamma1p(a) + math.Log1p(a*s)
	d := math.Exp(-t.log)
	t.lower, t.value = false, -math.Expm1(w)*d
	t.slope = -math.Exp(w) * d * (logX - Digamma64(1+a) + (s+a*slope)/(1+a*s))
}

// fraction is Q = D a/f with f = x+1-a - 1(1-a)/(x+3-a - 2(2-a)/(x+5-a - ...)) (DLMF 8.9.2) by Lentz's method, and with it the
// derivative of log f for a.
func (t *gammaTail) fraction(a, x, logX float64) {
	b := x + 1 - a
	f, c, d := b, b, 0.
	dc, dd, slope := -1., 0., -1/b
	for n := 1.; n < 2000; n++ {
		num := n * (a - n)
		b += 2
		e, de := b+num*d, -1+n*d+num*dd
		dc = -1 + n/c - num/c*(dc/c)
		c = b + num/c
		d = 1 / e
		dd = -de / e / e
		f *= c * d
		step := dc/c - de/e
		slope += step
		if math.Abs(c*d-1) < 0x1p-51 && math.Abs(step) <= 0x1p-51*math.Abs(slope) {
			break
		}
	}
	t.lower, t.value = false, a/f
	t.slope = t.value * (gammaScore(a, x, logX) - slope)
}
