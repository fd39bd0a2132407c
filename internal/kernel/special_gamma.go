package kernel

import "math"

// Lgamma64 is log |Gamma(x)|: +Inf at 0, -1, -2, ... and at both infinities. It is relatively accurate for x > 0, also
// near the roots 1 and 2; for x < 0 its error is absolute near the roots that lie between the poles.
func Lgamma64(x float64) float64 {
	switch {
	case math.IsInf(x, -1): // math.Lgamma(-Inf) is -Inf, though every large negative float64 is a pole
		return math.Inf(1)
	case math.Abs(x) < 1e-300:
		return -Log64(math.Abs(x))
	case 1.15 < x && x < 1.24: // math.Lgamma is off by up to 363 ulps between 1.18 and 1.2316
		y, _ := math.Lgamma(x + 1)
		return y - math.Log(x)
	}
	y, _ := math.Lgamma(x)
	return y
}

// Digamma64 is psi(x) = d/dx log Gamma(x), relatively accurate for x > 0, also near the root at 1.4616; for x < 0 its
// error is absolute near the roots between the poles. It is -Inf at 0, +Inf at -0, and NaN at -1, -2, ... and -Inf.
func Digamma64(x float64) float64 {
	switch {
	case x >= 10:
		return digammaLarge(x)
	case x > 0:
		return digammaSmall(x)
	case x == 0:
		return math.Copysign(math.Inf(1), -x)
	case x < 0 && x != math.Floor(x):
		r := x - math.Round(x) // exact: tan(pi x) has period 1
		return Digamma64(1-x) - math.Pi/math.Tan(math.Pi*r)
	}
	return math.NaN()
}

// digammaLarge is psi for x >= 10: log x - 1/(2x) - sum B_2k/(2k x^2k) (DLMF 5.11.2).
func digammaLarge(x float64) float64 {
	w := 1 / (x * x)
	s := 1./12 - w*(1./120-w*(1./252-w*(1./240-w*(1./132-w*(691./32760-w*(1./12-w*3617./8160))))))
	return math.Log(x) - .5/x - w*s
}

// digammaSmall is psi for 0 < x < 10: from [1, 2] by psi(x+1) = psi(x) + 1/x, whose terms have one sign above 2.
func digammaSmall(x float64) float64 {
	var shift float64
	if x < 1 {
		shift = -1 / x
		if x < 1e-17 { // x+1 rounds to 1, and psi(1) is below half an ulp of 1/x
			return shift
		}
		x++
	}
	for x > 2 {
		x--
		shift += 1 / x
	}
	return shift + (x-digammaRoot-digammaRootLow)*horner(digammaNearRoot64[:], x-1.5)
}

// Trigamma64 is psi'(x) = d^2/dx^2 log Gamma(x), relatively accurate: +Inf at 0, -1, -2, ..., 0 at +Inf, NaN at -Inf.
func Trigamma64(x float64) float64 {
	switch {
	case math.IsInf(x, -1):
		return math.NaN()
	case x <= 0 && x == math.Floor(x):
		return math.Inf(1)
	case x < 0:
		s := math.Pi / math.Sin(math.Pi*(x-math.Round(x)))
		return s*s - Trigamma64(1-x)
	}
	var sum float64
	for ; x < 10; x++ {
		sum += 1 / (x * x)
	}
	return sum + trigammaLarge(x)
}

// trigammaLarge is psi' for x >= 10: 1/x + 1/(2x^2) + sum B_2k/x^(2k+1) (DLMF 5.15.8).
func trigammaLarge(x float64) float64 {
	v := 1 / x
	w := v * v
	s := 1./6 - w*(1./30-w*(1./42-w*(1./30-w*(5./66-w*(691./2730-w*(7./6-w*3617./510))))))
	return v + w/2 + v*w*s
}

// horner is c[0] + c[1] x + c[2] x^2 + ...
func horner(c []float64, x float64) float64 {
	var y float64
	for i := len(c) - 1; i >= 0; i-- {
		y = y*x + c[i]
	}
	return y
}
