package ops

import "math"

// digammaDerivative is psi^(k)(x), k >= 1: (-1)^(k+1) k! times the sum of 1/(x+i)^(k+1) over i = 0, 1, ..., of whose terms
// those with x+i < 0 are counted from the other side. At 0 and the negative integers it is +Inf for odd k and NaN for even.
func digammaDerivative(x float64, k int) float64 {
	sign, below := float64(k%2*2-1), 0.
	if x <= 0 {
		m := math.Ceil(-x)
		if x+m == 0 && k%2 == 0 || math.IsInf(x, -1) {
			return math.NaN()
		}
		below = hurwitz(1-x-m, k+1) - hurwitz(1-x, k+1)
		x += m
	}
	return sign * factorial(k) * (hurwitz(x, k+1) + sign*below)
}

// hurwitz is the sum of 1/(x+i)^s over i = 0, 1, ... for x >= 0 and s >= 2, Hurwitz's zeta function: terms up to 16, then
// Euler's and Maclaurin's series (DLMF 25.11.43), whose next term is below 1e-17 of it for s up to 9.
func hurwitz(x float64, s int) float64 {
	sum := 0.
	for ; x < 16; x++ {
		sum += math.Pow(x, -float64(s))
	}
	n := float64(s)
	p := math.Pow(x, 1-n)
	tail := p/(n-1) + p/(2*x)
	p *= n / x / x // n (n+1) ... (n+2j-2)/x^(n+2j-1)
	for j, b := range bernoulliOverFactorial {
		tail += b * p
		i := n + float64(2*j)
		p *= (i + 1) / x * (i + 2) / x
	}
	return sum + tail
}

// bernoulliOverFactorial is B_2j/(2j)! for j = 1, 2, ...
var bernoulliOverFactorial = [...]float64{1. / 12, -1. / 720, 1. / 30240, -1. / 1209600, 1. / 47900160, -691. / 1307674368000,
	1. / 74724249600, -3617. / 10670622842880000}
