package kernel

import "math"

// SplineForward sets y to the images of x and slope to the logarithms of the derivatives there, for elements lo to hi.
func SplineForward[T Float](s *Spline, y, slope, x, params []T, lo, hi int) {
	k := newKnots[T](s)
	k.each(params, lo, hi, func(row, lo, hi int) {
		at, image, d := k.of(row)
		for i := lo; i < hi; i++ {
			v := float64(x[i])
			if !s.inside(v) {
				y[i], slope[i] = beyond(x[i], s.sound(at))
				continue
			}
			b := binOf(at, image, d, find(at, v))
			b.fromX(v)
			y[i], slope[i] = T(b.image()), T(b.slope())
		}
	})
	Log(slope[lo:hi], slope[lo:hi])
}

// SplineInverse sets x to the numbers whose images are y, and slope to the logarithms of the derivatives of the inverse at y.
func SplineInverse[T Float](s *Spline, x, slope, y, params []T, lo, hi int) {
	k := newKnots[T](s)
	k.each(params, lo, hi, func(row, lo, hi int) {
		at, image, d := k.of(row)
		for i := lo; i < hi; i++ {
			v := float64(y[i])
			if !s.inside(v) {
				x[i], slope[i] = beyond(y[i], s.sound(at))
				continue
			}
			b := binOf(at, image, d, find(image, v))
			b.fromY(v)
			x[i], slope[i] = T(b.place()), T(1/b.slope())
		}
	})
	Log(slope[lo:hi], slope[lo:hi])
}

// inside is where the map is not the identity.
func (s *Spline) inside(x float64) bool { return x > -s.Bound && x < s.Bound }

// sound is 1, and NaN in a row with a parameter that is NaN or infinite.
func (s *Spline) sound(at []float64) float64 { return at[0] / -s.Bound }

// beyond is the identity and its slope, NaN at NaN and in a row that is not sound.
func beyond[T Float](x T, sound float64) (y, slope T) {
	if x != x {
		return x, x
	}
	return x * T(sound), T(sound)
}

// find is the bin that x is in, the right one of two at a knot: the number of inner knots that are not above it. It is a bin
// whatever x and the knots are, NaN included.
func find(knots []float64, x float64) int {
	inner := knots[1 : len(knots)-1]
	at := 0
	for len(inner) > 16 {
		half := len(inner) / 2
		if !(inner[half] <= x) {
			inner = inner[:half]
			continue
		}
		at, inner = at+half+1, inner[half+1:]
	}
	for _, k := range inner { // without a branch, which is as often guessed wrong as right
		at += 1 - int(math.Float64bits(x-k)>>63)
	}
	return at
}

// bin is a bin of a row and where in it a point is: t of its width and u of its height from the lower end, of which the rest
// is computed from the upper end. All sums below are of positive terms, so nothing cancels.
type bin struct {
	x0, x1, y0, y1, d0, d1 float64
	h, s, perW             float64 // height, mean slope, and one over the width
	t, rest                float64 // t + rest = 1
	perDen                 float64 // one over s t^2 + s rest^2 + (d0 + d1) t rest
}

func binOf(x, y, d []float64, k int) bin {
	b := bin{x0: x[k], x1: x[k+1], y0: y[k], y1: y[k+1], d0: d[k], d1: d[k+1]}
	b.h, b.perW = b.y1-b.y0, 1/(b.x1-b.x0)
	b.s = b.h * b.perW
	return b
}

func (b *bin) fromX(x float64) {
	b.t, b.rest = (x-b.x0)*b.perW, (b.x1-x)*b.perW
	b.perDen = 1 / b.denominator()
}

// fromY solves for t. With u of the height below y and v above, and q = d0 v - d1 u, the discriminant is q^2 + 4 s^2 u v, and
// the stable root 2 s u/(2 s u + q + sqrt) if q > 0; else that from the other end.
func (b *bin) fromY(y float64) {
	perH := 1 / b.h
	u, v := (y-b.y0)*perH, (b.y1-y)*perH
	q := b.d0*v - b.d1*u
	root := math.Sqrt(q*q + 4*b.s*b.s*u*v)
	if q > 0 {
		r, su := q+root, 2*b.s*u
		per := 1 / (su + r)
		b.t, b.rest = su*per, r*per
	} else {
		r, sv := root-q, 2*b.s*v
		per := 1 / (sv + r)
		b.t, b.rest = r*per, sv*per
	}
	b.perDen = 1 / b.denominator()
}

func (b *bin) denominator() float64 {
	return b.s*(b.t*b.t+b.rest*b.rest) + (b.d0+b.d1)*b.t*b.rest
}

// image is y0 + h t (s t + d0 rest)/den, from the nearer end.
func (b *bin) image() float64 {
	if b.t <= .5 {
		return b.y0 + b.h*b.part()
	}
	return b.y1 - b.h*b.over()
}

// part is u, and over what is above it.
func (b *bin) part() float64 { return b.t * (b.s*b.t + b.d0*b.rest) * b.perDen }
func (b *bin) over() float64 { return b.rest * (b.s*b.rest + b.d1*b.t) * b.perDen }

func (b *bin) place() float64 {
	if b.t <= .5 {
		return b.x0 + (b.x1-b.x0)*b.t
	}
	return b.x1 - (b.x1-b.x0)*b.rest
}

// curve is M = d1 t^2 + 2 s t rest + d0 rest^2.
func (b *bin) curve() float64 {
	return b.d1*b.t*b.t + 2*b.s*b.t*b.rest + b.d0*b.rest*b.rest
}

// slope is s^2 M/den^2, in an order that does not overflow.
func (b *bin) slope() float64 { return b.curve() * b.perDen * (b.s * b.perDen) * b.s }
