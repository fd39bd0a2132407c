package kernel

import "math"

// BernsteinForward sets y to the images of x and slope to the logarithms of the derivatives there, for elements lo to hi.
func BernsteinForward[T Float](b *Bernstein, y, slope, x, params []T, lo, hi int) {
	p := newPolynomial[T](b)
	defer p.space.giveBack()
	for i := lo; i < hi; i++ {
		p.ready(params, i)
		v, s := p.image(float64(x[i]))
		y[i], slope[i] = T(v), T(s)
	}
	Log(slope[lo:hi], slope[lo:hi])
}

// BernsteinInverse sets x to the numbers whose images are y, and slope to the logarithms of the derivatives of the inverse at y.
func BernsteinInverse[T Float](b *Bernstein, x, slope, y, params []T, lo, hi int) {
	p := newPolynomial[T](b)
	defer p.space.giveBack()
	for i := lo; i < hi; i++ {
		p.ready(params, i)
		v, s := p.place(float64(y[i]))
		x[i], slope[i] = T(v), T(1/s)
	}
	Log(slope[lo:hi], slope[lo:hi])
}

// image is the value at x and the slope, NaN if x is, or the row.
func (p *polynomial[T]) image(x float64) (y, slope float64) {
	first, last := p.rises[0], p.rises[len(p.rises)-1]
	switch {
	case x != x || p.start != p.start:
		return math.NaN(), math.NaN()
	case x < -p.Bound:
		return p.start + first*(x+p.Bound), first
	case x > p.Bound:
		return p.end + last*(x-p.Bound), last
	}
	v, slope := p.at(p.part(x))
	return p.start + p.step*v, slope
}

// place is the x whose image is y, and the slope there.
func (p *polynomial[T]) place(y float64) (x, slope float64) {
	first, last := p.rises[0], p.rises[len(p.rises)-1]
	switch {
	case y != y || p.start != p.start:
		return math.NaN(), math.NaN()
	case y < p.start:
		return -p.Bound + (y-p.start)/first, first
	case y > p.end:
		return p.Bound + (y-p.end)/last, last
	}
	t, slope := p.solve((y - p.start) / p.step)
	return -p.Bound + 2*p.Bound*t, slope
}

// BernsteinGrad is the gradient of BernsteinForward: dparams (elements, Parameters) and dx, given x and the gradients for y and
// slope. Every element has a row of dparams of its own, also where elements share parameters.
func BernsteinGrad[T Float](b *Bernstein, dparams, dx, x, params, dy, dslope []T, lo, hi int) {
	p := newPolynomial[T](b)
	defer p.space.giveBack()
	for i := lo; i < hi; i++ {
		p.ready(params, i)
		slope, bend := p.turn(float64(x[i]))
		g, l := float64(dy[i]), float64(dslope[i])
		dx[i] = T(g*slope + l*bend)
		p.spread(dparams[i*b.Parameters:][:b.Parameters], float64(x[i]), g, l/slope)
	}
}

// BernsteinInverseGrad is the gradient of BernsteinInverse, given its result x, by the implicit function: see SplineInverseGrad.
func BernsteinInverseGrad[T Float](b *Bernstein, dparams, dy, x, params, dx, dslope []T, lo, hi int) {
	p := newPolynomial[T](b)
	defer p.space.giveBack()
	for i := lo; i < hi; i++ {
		p.ready(params, i)
		slope, bend := p.turn(float64(x[i]))
		l := float64(dslope[i])
		total := (float64(dx[i]) - l*bend) / slope
		dy[i] = T(total)
		p.spread(dparams[i*b.Parameters:][:b.Parameters], float64(x[i]), -total, -l/slope)
	}
}

// turn is the slope at x and the derivative of its logarithm; it leaves basis and above as they are at x, or at the end before it.
func (p *polynomial[T]) turn(x float64) (slope, bend float64) {
	if x != x || p.start != p.start {
		return math.NaN(), math.NaN()
	}
	_, slope = p.at(p.part(max(min(x, p.Bound), -p.Bound)))
	if x < -p.Bound || x > p.Bound {
		return slope, 0
	}
	return slope, p.bend(slope)
}

// spread is the gradient for the parameters of a row: g is that for the value at x, l that for the slope.
func (p *polynomial[T]) spread(out []T, x, g, l float64) {
	clear(out)
	if x != x {
		return
	}
	if p.start != p.start {
		Fill(out, T(math.NaN()))
		return
	}
	if x < -p.Bound || x > p.Bound {
		p.spreadBeyond(out, x, g, l)
		return
	}
	out[0] = T(g)
	for k := range p.rises {
		p.add(out, k, g*p.step*p.above[k]+l*p.basis[k])
	}
}

// spreadBeyond is spread on the straight lines, where the slope is the rise at that end.
func (p *polynomial[T]) spreadBeyond(out []T, x, g, l float64) {
	out[0] = T(g)
	if x < 0 {
		p.add(out, 0, g*(x+p.Bound)+l)
		return
	}
	for k := range p.rises {
		p.add(out, k, g*p.step)
	}
	p.add(out, len(p.rises)-1, g*(x-p.Bound)+l)
}

// add adds the gradient d for rise k to that of its parameter.
func (p *polynomial[T]) add(out []T, k int, d float64) {
	j := p.from(k)
	out[j+1] += T(d * (1 - BernsteinFloor) / math.Ln2 * -math.Expm1(-float64(p.soft[j])))
}
