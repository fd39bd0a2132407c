package kernel

import "math"

// What a Beta needs of two shapes a, b > 0. Each is a difference of functions that grow with a+b, of which it keeps the
// digits: 1e-13 relative in float64, 4 ulps in float32, where LBeta is near 0 that of its terms. NaN unless both are positive.

// LBeta sets dst[i] = log B(a[i], b[i]); an operand may be a single element, for all.
func LBeta[T Float](dst, a, b []T) {
	var room [5][shapesBlock]T
	for at := 0; at < len(dst); at += shapesBlock {
		n := min(shapesBlock, len(dst)-at)
		x, y, t := runOf(room[0][:n], a, at), runOf(room[1][:n], b, at), room[2][:n]
		u, v := room[3][:n], room[4][:n]
		if isSingle[T]() && runPair(fnLBeta, u, x, y, 0) {
			mendEdges32(as32(u), as32(x), as32(y))
			copy(dst[at:], u)
			continue
		}
		Add(t, x, y)
		Lgamma(u, y)
		Lgamma(v, t)
		Sub(u, u, v)
		Lgamma(v, x)
		Add(u, u, v)
		if isSingle[T]() {
			mendLBeta32(as32(u), as32(x), as32(y), as32(t))
		} else {
			mendLBeta64(as64(u), as64(x), as64(y), as64(t))
		}
		copy(dst[at:], u)
	}
}

const shapesBlock = 128

// runOf is the elements from at on of an operand, as many as room, where a single one is repeated.
func runOf[T Float](room, a []T, at int) []T {
	if len(a) == 1 {
		Fill(room, a[0])
		return room
	}
	return a[at : at+len(room)]
}

// mendLBeta64 computes those again of which three log-gammas lose more than 1e-13, or which are of no shapes.
func mendLBeta64(out, a, b, t []float64) {
	for i, sum := range t {
		switch x, y := a[i], b[i]; {
		case !(x > 0 && y > 0):
			out[i] = math.NaN()
		case !(sum < 128):
			out[i] = LBeta64(x, y)
		}
	}
}

// mendEdges32 computes those again that are out of the range of the assembly.
func mendEdges32(out, a, b []float32) {
	for i, x := range a {
		if y := b[i]; !(min(x, y) > leastShape && max(x, y) < mostShape) {
			out[i] = float32(math.NaN())
			if x > 0 && y > 0 {
				out[i] = float32(LBeta64(float64(x), float64(y)))
			}
		}
	}
}

// Between these powers of shapes stay in the range of float64.
const leastShape, mostShape = 0x1p-100, 0x1p120

// mendLBeta32 computes those again of which they lose more than half an ulp of 10.
func mendLBeta32(out, a, b, t []float32) {
	for i, sum := range t {
		switch x, y := a[i], b[i]; {
		case !(x > 0 && y > 0):
			out[i] = float32(math.NaN())
		case sum < 8:
		case sum < mostShape && min(x, y) > leastShape:
			out[i] = float32(fastLBeta(float64(min(x, y)), float64(max(x, y))))
		default:
			out[i] = float32(LBeta64(float64(x), float64(y)))
		}
	}
}

// fastLBeta is LBeta64 for a <= b and a+b >= 8, to 1e-8.
func fastLBeta(a, b float64) float64 {
	t := a + b
	p, q := 1/b, 1/t
	h := a * p
	rise := h * (1 - h/2) // log(t/b)
	if h > 1e-6 {
		rise = fastLog(1 + h)
	}
	tail := fastStirling(p) - fastStirling(q)
	if a < 2.5 {
		return fastLgamma(a) - (b-.5)*rise - a*(fastLog(t)-1) + tail
	}
	return logSqrt2Pi + fastStirling(1/a) + tail - fastLog(h*b*(b*q))/2 - a*fastLog(t/a) - b*rise
}

// fastStirling is stirling(1/v) for v <= 2/5, to 1e-9.
func fastStirling(v float64) float64 {
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
	rest := half * (p + q) * digammaRestChord(u, v)
	return sum - math.Log1p(d/x) - half/2 - half*(p+q)/12 + rest
}

// digammaRest is the series of digammaLarge beyond 1/(12 x^2), in w = 1/x^2.
func digammaRest(w float64) float64 {
	return w * w * (1./120 - w*(1./252-w*(1./240-w*(1./132-w*(691./32760-w*(1./12-w*3617./8160))))))
}

// digammaRestChord is (digammaRest(u) - digammaRest(v))/(u - v), without the difference: that of 1e-10 has six digits less.
func digammaRestChord(u, v float64) (chord float64) {
	f := 0.
	for i := len(digammaRestPowers) - 1; i >= 0; i-- {
		chord = chord*u + f
		f = f*v + digammaRestPowers[i]
	}
	return chord
}

// digammaRestPowers are the coefficients of digammaRest.
var digammaRestPowers = [...]float64{0, 0, 1. / 120, -1. / 252, 1. / 240, -1. / 132, 691. / 32760, -1. / 12, 3617. / 8160}

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
	var room [4][shapesBlock]T
	for at := 0; at < len(dst); at += shapesBlock {
		n := min(shapesBlock, len(dst)-at)
		x, d, u, t := runOf(room[0][:n], x, at), runOf(room[1][:n], d, at), room[2][:n], room[3][:n]
		if runPair(fnDigammaFall, t, x, d, 0) {
			mendFalls32(as32(t), as32(x), as32(d))
			copy(dst[at:], t)
			continue
		}
		Add(t, x, d)
		Digamma(u, x)
		Digamma(t, t)
		fallBetween32(as32(t), as32(u), as32(x), as32(d))
		copy(dst[at:], t)
	}
}

// mendFalls32 computes those again that are out of the range of the assembly.
func mendFalls32(out, x, d []float32) {
	for i, v := range x {
		if w := d[i]; !(v > leastShape && v < mostShape && w > v/1000 && w < mostShape) {
			out[i] = float32(DigammaFall64(float64(v), float64(w)))
		}
	}
}

// fallBetween32 sets t, psi(x+d), to the fall to it from u, psi(x): their difference, unless that loses two digits.
func fallBetween32(t, u, x, d []float32) {
	for i, top := range t {
		fall := u[i] - top
		switch v, w := x[i], d[i]; {
		case -4*fall >= max(u[i], -u[i], top) && v > 0 && w > 0:
		case v >= 3 && w > 1e-4*v && w < 0x1p100:
			fall = float32(fastDigammaFall(float64(v), float64(w)))
		default:
			fall = float32(DigammaFall64(float64(v), float64(w)))
		}
		t[i] = fall
	}
}

// fastDigammaFall is DigammaFall64 for x >= 3 and d > 1e-4 x, to 1e-8.
func fastDigammaFall(x, d float64) float64 {
	p, q := 1/x, 1/(x+d)
	return -fastLog(1+d*p) - d*p*q/2 - fastDigammaTail(p*p) + fastDigammaTail(q*q)
}

// fastDigammaTail is log x - 1/(2x) - psi(x) in w = 1/x^2, for x >= 3.
func fastDigammaTail(w float64) float64 {
	c := &digammaTail
	return w * (c[0] + w*(c[1]+w*(c[2]+w*(c[3]+w*c[4]))))
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
