package density

import "math"

// Polynomials are sums of c_m T_m(t), evaluated by Clenshaw's recurrence.

// chebAt is sum_m c_m T_m(t), by Clenshaw's recurrence.
func chebAt(c []float64, t float64) float64 {
	var b, b1 float64
	for m := len(c) - 1; m > 0; m-- {
		b, b1 = 2*t*b-b1+c[m], b
	}
	return t*b - b1 + c[0]
}

// chebBoth is chebAt for c and for d, which is no longer, at once: a processor waits for each.
func chebBoth(c, d []float64, t float64) (atC, atD float64) {
	var b, b1, e, e1 float64
	two := 2 * t
	m := len(c) - 1
	for ; m >= max(len(d), 1); m-- {
		b, b1 = two*b+(c[m]-b1), b
	}
	for ; m > 0; m-- {
		b, b1 = two*b+(c[m]-b1), b
		e, e1 = two*e+(d[m]-e1), e
	}
	return t*b - b1 + c[0], t*e - e1 + d[0]
}

// chebCross returns t in [a, b] where the polynomial c, with derivative d, passes v between a and b, rising or falling, and
// d there: by Newton's steps from t on while they stay in a bracket.
func chebCross(c, d []float64, v, t, a, b float64, rising bool) (at, slope float64) {
	for range 100 {
		value, slope := chebBoth(c, d, t)
		miss := value - v
		if (miss > 0) == rising {
			b = t
		} else {
			a = t
		}
		next := t - miss/slope
		switch step := math.Abs(next - t); {
		case step <= 4e-16:
			return t, slope
		case next > a && next < b && step <= 1e-8: // the next would be about its square
			return next, slope
		case !(next > a && next < b):
			if next = a + (b-a)/2; next == a || next == b {
				return t, slope
			}
		}
		t = next
	}
	return t, chebAt(d, t)
}

// chebAll sets out to chebAt at every t, four at once: a processor waits for each.
func chebAll(c, t, out []float64) {
	for len(t) >= 4 {
		t0, t1, t2, t3 := t[0], t[1], t[2], t[3]
		var a, a1, b, b1, d, d1, e, e1 float64
		for m := len(c) - 1; m > 0; m-- {
			v := c[m]
			a, a1 = 2*t0*a+(v-a1), a
			b, b1 = 2*t1*b+(v-b1), b
			d, d1 = 2*t2*d+(v-d1), d
			e, e1 = 2*t3*e+(v-e1), e
		}
		out[0], out[1], out[2], out[3] = t0*a-a1+c[0], t1*b-b1+c[0], t2*d-d1+c[0], t3*e-e1+c[0]
		t, out = t[4:], out[4:]
	}
	for j, v := range t {
		out[j] = chebAt(c, v)
	}
}

// chebSlope sets d, one shorter than c, to the coefficients of the derivative of c.
func chebSlope(c, d []float64) {
	for m := len(c) - 1; m > 0; m-- {
		above := 0.
		if m+1 < len(d) {
			above = d[m+1]
		}
		d[m-1] = above + 2*float64(m)*c[m]
	}
	d[0] /= 2
}

// chebPrimitive sets d, one longer than c, to the coefficients of the integral of c from -1.
func chebPrimitive(c, d []float64) {
	at := func(m int) float64 {
		if m < len(c) {
			return c[m]
		}
		return 0
	}
	d[0] = 0
	sign, low := 1., 0.
	for m := 1; m < len(d); m++ {
		before := c[m-1]
		if m == 1 {
			before *= 2
		}
		d[m] = (before - at(m+1)) / (2 * float64(m))
		sign = -sign
		low += sign * d[m]
	}
	d[0] = -low // T_m(-1) = (-1)^m
}
