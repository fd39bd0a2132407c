package kernel

import "math"

// SplineGrad is the gradient of SplineForward: dparams (elements, Parameters) and dx, given x and the gradients for y and slope.
// Every element has a row of dparams of its own, also where elements share parameters.
func SplineGrad[T Float](s *Spline, dparams, dx, x, params, dy, dslope []T, lo, hi int) {
	splineGrad(s, dparams, dx, x, params, dy, dslope, lo, hi, false)
}

// SplineInverseGrad is the gradient of SplineInverse, given its result x, by the implicit function: with f' the slope and l the
// logarithm of it at x, x has the derivative 1/f' for y and -1/f' times that of f for a parameter.
func SplineInverseGrad[T Float](s *Spline, dparams, dy, x, params, dx, dslope []T, lo, hi int) {
	splineGrad(s, dparams, dy, x, params, dx, dslope, lo, hi, true)
}

// splineGrad is both: to is the gradient for the operand, from that for the result.
func splineGrad[T Float](s *Spline, dparams, to, x, params, from, dslope []T, lo, hi int, inverse bool) {
	k := newKnots[T](s)
	k.each(params, lo, hi, func(row, lo, hi int) {
		at, image, d := k.of(row)
		for i := lo; i < hi; i++ {
			v, out := float64(x[i]), dparams[i*s.Parameters():][:s.Parameters()]
			if !s.inside(v) {
				clear(out)
				_, one := beyond(x[i], s.sound(at))
				to[i] = from[i] * one
				continue
			}
			j := find(at, v)
			b := binOf(at, image, d, j)
			b.fromX(v)
			dy, l := float64(from[i]), float64(dslope[i])
			if inverse {
				dy, l = (l*b.bend()-dy)/b.slope(), -l
			}
			g := b.gradient(dy, l)
			if to[i] = T(g.x); inverse {
				to[i] = T(-dy)
			}
			k.spread(out, row, j, &g)
		}
	})
}

// gradients of a number for what a bin's point is made from.
type gradients struct{ x, x0, x1, y0, y1, d0, d1 float64 }

// bend is the derivative of the log-slope for x.
func (b *bin) bend() float64 { return b.bendT(1/b.curve()) * b.perW }

// bendT is that for t, given 1/M.
func (b *bin) bendT(perM float64) float64 {
	half := b.d1*b.t - b.d0*b.rest + b.s*(b.rest-b.t)
	return 2*half*perM - 2*(b.d0+b.d1-2*b.s)*(b.rest-b.t)*b.perDen
}

// gradient is that of g y + l log-slope: first for t, the mean slope s and the slopes d0, d1, then for the knots they come from.
func (b *bin) gradient(g, l float64) gradients {
	t, r, m, inv := b.t, b.rest, b.curve(), b.perDen
	perM := 1 / m
	tr, hg := t*r, b.h*g*inv*inv
	both := 2 * tr * inv
	dt := hg*b.s*m + l*b.bendT(perM)
	ds := hg*tr*(b.d1*t*t-b.d0*r*r) + l*(2/b.s+2*tr*perM-2*(t*t+r*r)*inv)
	out := gradients{
		d0: hg*tr*r*(b.s*r+b.d1*t) + l*(r*r*perM-both),
		d1: -hg*tr*t*(b.s*t+b.d0*r) + l*(t*t*perM-both),
	}
	dt, ds = dt*b.perW, ds*b.perW
	out.x, out.x0, out.x1 = dt, ds*b.s-dt*r, -ds*b.s-dt*t
	out.y0, out.y1 = g*b.over()-ds, g*b.part()+ds
	return out
}

// spread hands the gradient for the knots and slopes of bin j on to the parameters of the row.
func (k *knots[T]) spread(out []T, row, j int, g *gradients) {
	bins := k.Bins
	widths, heights := k.weights(row)
	throughSoftmax(out[:bins], widths, j, g.x0, g.x1, k.scale[2*row])
	throughSoftmax(out[bins:2*bins], heights, j, g.y0, g.y1, k.scale[2*row+1])
	rises, slopes := k.rises[row*(bins-1):][:bins-1], out[2*bins:]
	clear(slopes)
	if j > 0 {
		slopes[j-1] = T(g.d0 * riseSlope(rises[j-1]))
	}
	if j < bins-1 {
		slopes[j] = T(g.d1 * riseSlope(rises[j]))
	}
}

// throughSoftmax is the gradient for logits, given those for the lower and the upper knot of bin j: the widths of the bins
// before j move both, that of j only the upper one, and the ends of all do not move. A width is scale e, and all sum up to
// a constant.
func throughSoftmax[T Float](out, e []T, j int, lower, upper, scale float64) {
	if j == 0 {
		lower = 0
	}
	if j == len(e)-1 {
		upper = 0
	}
	before := total(e[:j])
	at := float64(e[j])
	both := lower + upper
	mean := (both*before + upper*at) / (before + total(e[j:]))
	low, high := scale*(both-mean), -scale*mean
	for i, v := range e[:j] {
		out[i] = T(low * float64(v))
	}
	out[j] = T(scale * at * (upper - mean))
	for i, v := range e[j+1:] {
		out[j+1:][i] = T(high * float64(v))
	}
}

// riseSlope is the derivative of a softplus, given its value: 1 - e^-y.
func riseSlope[T Float](y T) float64 {
	if in64[T]() == 2 && y < 100 {
		return -fastExpm1(-float64(y))
	}
	return -math.Expm1(-float64(y))
}
