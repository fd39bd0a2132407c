package kernel

import "math"

// largeShapes is the least ab/(a+b), about the smaller of the two, from which betaLarge takes the place of the continued
// fraction, which needs some sqrt(a+b) terms near the mean: at 1e18 half a second.
const largeShapes = 1e5

// betaTerms is the number of powers of tau that betaLarge sums.
const betaTerms = 10

// betaLarge is I_x(a, b) for x at or below the mean, or 1 - I_x(a, b) above it, for large shapes: Temme's uniform asymptotic
// expansion (DLMF 8.18(ii)), given lambda = a - (a+b) x and y = 1-x. With p = a/(a+b), q = 1-p, m = ab/(a+b) and tau, of the sign
// of x-p, defined by
//
//	m tau^2/2 = -a log(x/p) - b log(y/q),
//
// I is erfc(-tau sqrt(m/2))/2 + exp(-m tau^2/2)/sqrt(2 pi m) (T0(tau) + T1(tau)/m + T2(tau)/m^2 + ...). The T follow from
// g = pq tau/(x-p), the density of tau against its normal limit, whose equation g^3 + (q-p) tau g^2 - pq tau^2 g = g - tau g'
// gives its powers one after the other: T0 = (1-g)/tau and T[k+1] = (T[k]' - T[k]'(0) g)/tau. For m of 1e5 and more tau is at
// most .12 where the tail is above the smallest float, and the terms left out are below 1e-14 of the value.
func betaLarge(a, b, x, y, lambda float64) float64 {
	n := a + b
	m := a / n * b
	e := a*logGap(-lambda/a, n/a*x) + b*logGap(lambda/b, n/b*y)
	if e > 750 { // the tail is below the smallest float, and tau may be so large that the sum is infinite
		return 0
	}
	tau := math.Sqrt(2 * e / m)
	if lambda > 0 {
		tau = -tau
	}
	rest := math.Exp(-e) * invSqrt2Pi / math.Sqrt(m) * betaPlace{a / n * (b / n), (b - a) / n, tau, m}.sum()
	half := math.Erfc(math.Sqrt(e)) / 2
	if lambda < 0 {
		return half - rest
	}
	return half + rest
}

// betaPowers are the coefficients of g.
func betaPowers(v, c float64) (g [betaTerms]float64) {
	var square [betaTerms]float64
	g[0], square[0] = 1, 1
	for n := 1; n < betaTerms; n++ {
		var s, cube float64 // of what there is of g so far
		for i := 1; i < n; i++ {
			s += g[i] * g[n-i]
			cube += square[i] * g[n-i]
		}
		cube += s
		sum := cube + c*square[n-1]
		if n > 1 {
			sum -= v * g[n-2]
		}
		g[n] = -sum / float64(n+2)
		square[n] = s + 2*g[n]
	}
	return g
}

// lowerPowers sets next to (t' - t'(0) g)/tau.
func lowerPowers(next, t, g []float64) {
	for i := range next {
		next[i] = float64(i+2)*t[i+2] - t[1]*g[i+1]
	}
}

// powers is the polynomial with coefficients c, the constant first.
func powers(c []float64, x float64) (s float64) {
	for i := len(c) - 1; i >= 0; i-- {
		s = s*x + c[i]
	}
	return s
}
