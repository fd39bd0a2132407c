package main

import "math"

// besselFar is from where on logBesselI0e is taken from its asymptote.
const besselFar = 8

// logBesselI0e is log(e^-|x| I0(x)), for float32 results.
func logBesselI0e(x V) V {
	a := magnitude(x)
	far, excess := besselExcess(a, besselNearMixed)
	l := logMixed(choose(far, a, add(num(1), excess)))
	l = choose(cmp(equal, a, num(math.Inf(1))), a, l)
	return choose(far, besselAsymptote(a, l, besselFarMixed), sub(l, a))
}

// logBesselI0e64 is logBesselI0e for results of float64: next to 0 log I0 is small beside |x|, but not beside its ulps.
func logBesselI0e64(x V) V {
	a := magnitude(x)
	far, excess := besselExcess(a, besselNear64)
	l := log1p(choose(far, sub(a, num(1)), excess))
	return choose(far, besselAsymptote(a, l, besselFar64), sub(l, a))
}

// besselExcess is I0(a) - 1 in the lanes that are not far.
func besselExcess(a V, near []float64) (far, excess V) {
	half := mul(a, num(.5))
	w := mul(half, half)
	return cmp(notLess, a, num(besselFar)), mul(w, poly(w, near))
}

// besselAsymptote is log(e^-a I0(a)) in the far lanes, given log a: -log(2 pi a)/2 and a series in 1/a.
func besselAsymptote(a, log V, series []float64) V {
	v := div(mov(num(1)), a)
	rest := mul(v, poly(fms(v, num(2*besselFar), num(1)), series))
	return nfma(log, num(.5), sub(rest, num(logSqrt2Pi)))
}
