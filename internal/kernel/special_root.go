package kernel

import "math"

// Root is x between a and b where the continuous f changes sign, given fa = f(a) and fb = f(b) of
// opposite signs (or zero), to within tol or the spacing of floats: Chandrupatla (1997), Advances in Engineering
// Software 28, 145. It also homes in on a jump over zero.
func Root(f func(float64) float64, a, b, fa, fb, tol float64) float64 {
	c, fc := a, fa
	t := .5
	for range 1200 { // halvings of the whole range of floats
		if fa == 0 {
			return a
		}
		if fb == 0 {
			return b
		}
		x := a + t*(b-a)
		fx := f(x)
		if (fx > 0) == (fa > 0) {
			c, fc = a, fa
		} else {
			c, b, fc, fb = b, a, fb, fa
		}
		a, fa = x, fx
		best := a
		if math.Abs(fb) < math.Abs(fa) {
			best = b
		}
		limit := tol + 2*0x1p-53*math.Abs(best)
		if fx == 0 || limit >= .5*math.Abs(b-a) {
			return best
		}
		t = chandrupatlaStep(a, b, c, fa, fb, fc)
		t = min(max(t, limit/math.Abs(b-a)), 1-limit/math.Abs(b-a))
	}
	return a
}

// chandrupatlaStep is inverse quadratic interpolation where that is safe, bisection elsewhere.
func chandrupatlaStep(a, b, c, fa, fb, fc float64) float64 {
	xi, phi := (a-b)/(c-b), (fa-fb)/(fc-fb)
	if phi*phi < xi && (1-phi)*(1-phi) < 1-xi {
		return fa/(fb-fa)*fc/(fb-fc) + (c-a)/(b-a)*fa/(fc-fa)*fb/(fc-fb)
	}
	return .5
}
