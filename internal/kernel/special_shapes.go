package kernel

import "math"

// What a Beta needs of two shapes a, b > 0. Each is a difference of functions that grow with a+b, of which it keeps the
// digits: 1e-13 relative in float64, 4 ulps in float32, where LBeta is near 0 that of its terms. NaN unless both are positive.

// largeShapes is the a+b from which three log-gammas lose more than half an ulp of float32's 1e1, or 1e-14 in float64.
func largeShapes[T Float]() T {
	if isSingle[T]() {
		return 8
	}
	return 32
}

// LBeta sets dst[i] = log B(a[i], b[i]); an operand may be a single element, for all.
func LBeta[T Float](dst, a, b []T) {
	var room [3][shapesBlock]T
	sa, sb := stride(a, dst), stride(b, dst)
	for at := 0; at < len(dst); at += shapesBlock {
		n := min(shapesBlock, len(dst)-at)
		t, u, v := room[0][:n], room[1][:n], room[2][:n]
		for i := range n {
			u[i], v[i] = a[(at+i)*sa], b[(at+i)*sb]
			t[i] = u[i] + v[i]
		}
		out := dst[at : at+n]
		lbetas(out, u, v, t)
	}
}

const shapesBlock = 128

// lbetas overwrites u = a, v = b and t = a+b.
func lbetas[T Float](out, u, v, t []T) {
	var large [shapesBlock]bool
	least := largeShapes[T]()
	for i, sum := range t {
		if large[i] = !(sum < least && u[i] > 0 && v[i] > 0); large[i] {
			out[i] = T(lbetaOf(float64(u[i]), float64(v[i]), isSingle[T]()))
			u[i], v[i], t[i] = 1, 1, 2
		}
	}
	Lgamma(u, u)
	Lgamma(v, v)
	Lgamma(t, t)
	for i := range out {
		if !large[i] {
			out[i] = u[i] + (v[i] - t[i])
		}
	}
}

// lbetaOf is log B of shapes one of which is large, or that are no shapes.
func lbetaOf(a, b float64, single bool) float64 {
	switch {
	case !(a > 0 && b > 0):
		return math.NaN()
	case !single || !(a+b < math.MaxFloat32) || min(a, b) < 0x1p-120:
		return LBeta64(a, b)
	}
	return fastLBeta(a, b)
}

// fastLBeta is LBeta64 for a+b >= 8, to 1e-8.
func fastLBeta(a, b float64) float64 {
	if a > b {
		a, b = b, a
	}
	h, t := a/b, a+b
	rise := h * (1 - h/2) // log(1+h)
	if h > 1e-6 {
		rise = fastLog(1 + h)
	}
	logB := fastLog(b)
	logT := logB + rise
	tail := fastStirling(b) - fastStirling(t)
	if a < 2.5 {
		return fastLgamma(a) - (b-.5)*rise - a*(logT-1) + tail
	}
	return logSqrt2Pi + fastStirling(a) + tail - logB/2 - (a-.5)*(logT-fastLog(a)) - b*rise
}

// fastStirling is stirling for x >= 2.5, to 1e-9.
func fastStirling(x float64) float64 {
	v := 1 / x
	w := v * v
	c := &stirlingPoly
	return v * (c[0] + w*(c[1]+w*(c[2]+w*(c[3]+w*c[4]))))
}

// DigammaFall64 is psi(x) - psi(x+d) for x, d > 0, the derivative of log B(x, d) for x: not the difference of nearly equal
// numbers where d is small or x large.
func DigammaFall64(x, d float64) float64 {
	if !(x > 0 && d > 0) {
		return math.NaN()
	}
	sum := 0.
	for ; x < 10; x++ {
		sum -= d / x / (x + d)
	}
	t := x + d
	if math.IsInf(t, 1) {
		return math.Inf(-1)
	}
	p, q := 1/x, 1/t
	half := d / x / t // 1/x - 1/t
	u, v := p*p, q*q
	rest := digammaRest(u) - digammaRest(v)
	return sum - math.Log1p(d/x) - half/2 - half*(p+q)/12 + rest
}

// digammaRest is the series of digammaLarge beyond 1/(12 x^2), in w = 1/x^2.
func digammaRest(w float64) float64 {
	return w * w * (1./120 - w*(1./252-w*(1./240-w*(1./132-w*(691./32760-w*(1./12-w*3617./8160))))))
}

// TrigammaFall64 is psi'(x) - psi'(x+d) for x, d > 0.
func TrigammaFall64(x, d float64) float64 {
	if !(x > 0 && d > 0) {
		return math.NaN()
	}
	sum := 0.
	for ; x < 10; x++ {
		p, q := 1/x, 1/(x+d)
		sum += d / x * q * (p + q)
	}
	p, q := 1/x, 1/(x+d)
	half := d / x * q
	return sum + half + half*(p+q)/2 + half*(p*p+p*q+q*q)/6 - (trigammaRest(p) - trigammaRest(q))
}

// trigammaRest is minus the series of trigammaLarge beyond 1/(6 x^3), in v = 1/x.
func trigammaRest(v float64) float64 {
	w := v * v
	return v * w * w * (1./30 - w*(1./42-w*(1./30-w*(5./66-w*(691./2730-w*(7./6-w*3617./510))))))
}

// DigammaFall sets dst[i] = psi(x[i]) - psi(x[i]+d[i]); an operand may be a single element.
func DigammaFall[T Float](dst, x, d []T) {
	if !isSingle[T]() {
		Map2(func(x, d T) T { return T(DigammaFall64(float64(x), float64(d))) })(dst, x, d)
		return
	}
	var room [2][shapesBlock]T
	sx, sd := stride(x, dst), stride(d, dst)
	for at := 0; at < len(dst); at += shapesBlock {
		n := min(shapesBlock, len(dst)-at)
		u, t := room[0][:n], room[1][:n]
		for i := range n {
			u[i] = x[(at+i)*sx]
			t[i] = u[i] + d[(at+i)*sd]
		}
		Digamma(u, u)
		Digamma(t, t)
		for i := range n {
			x, d := x[(at+i)*sx], d[(at+i)*sd]
			fall := u[i] - t[i]
			if !(-4*fall >= max(u[i], -u[i], t[i]) && x > 0 && d > 0) { // 6e-8 of a digamma is more than 4 ulps of it
				fall = T(DigammaFall64(float64(x), float64(d)))
			}
			dst[at+i] = fall
		}
	}
}

// BetaEntropy64 is the entropy of Beta(a, b), log B(a, b) - (a-1) psi(a) - (b-1) psi(b) + (a+b-2) psi(a+b), with the terms of
// order a log a taken out of the gammas, where they cancel.
func BetaEntropy64(a, b float64) float64 {
	t := a + b
	switch {
	case !(a > 0 && b > 0):
		return math.NaN()
	case math.IsInf(t, 1):
		return math.Inf(-1)
	}
	h := logSqrt2Pi + (Log64(a)+Log64(b)-3*Log64(t))/2 + (stirling(a) + stirling(b) - stirling(t))
	return h - (a-1)*digammaExcess(a) - (b-1)*digammaExcess(b) + (t-2)*digammaExcess(t)
}

// digammaExcess is psi(x) - log x, about -1/(2x).
func digammaExcess(x float64) float64 {
	if x < 10 {
		return Digamma64(x) - Log64(x)
	}
	w := 1 / (x * x)
	return -.5/x - w/12 + digammaRest(w)
}

// BetaEntropySlope64 is the derivative of BetaEntropy64 for a, -(a-1) psi'(a) + (a+b-2) psi'(a+b), with the 1 of x psi'(x)
// taken out.
func BetaEntropySlope64(a, b float64) float64 {
	if !(a > 0 && b > 0) {
		return math.NaN()
	}
	t := a + b
	return trigammaExcess(t) - trigammaExcess(a) + Trigamma64(a) - 2*Trigamma64(t)
}

// trigammaExcess is x psi'(x) - 1, about 1/(2x).
func trigammaExcess(x float64) float64 {
	if x < 10 {
		return x*Trigamma64(x) - 1
	}
	v := 1 / x
	return v/2 + v*v/6 - x*trigammaRest(v)
}
