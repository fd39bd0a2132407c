package density

import "math"

// A panel is coarse if floats are so far apart against it that its points, rounded to floats, are not where its polynomial
// puts them: of a row of width 1e-8 at 3 the density there is off by 1e-7, which no refinement removes. The polynomial is
// then fitted to where the points are.
func (p *panel) coarse() bool {
	return p.end == 0 && p.anchor == 0 && max(p.b, -p.a) > 0x1p14*(p.b-p.a) // floats are 3e-12 of the panel apart
}

// straighten turns the values v at the points y of a coarse panel into those at the points of its grid, with coefficients c:
// what the polynomial misses at the points is added until it is rounding. Points that are off by a part d of the panel take
// log eps/log(k² d) rounds; where d is too large for that the values stay.
func (p *panel) straighten(y, v, c []float64) {
	var raw, at, off [maxCoefs]float64
	n := len(v)
	top := 0.
	for j := range n {
		at[j], raw[j] = p.invert(y[j]), v[j]
		top = max(top, math.Abs(v[j]))
	}
	grid := p.grid()
	grid.coefs(v, c)
	worst := math.Inf(1)
	for range 12 {
		chebAll(c, at[:n], off[:n])
		now := 0.
		for j := range n {
			off[j] = raw[j] - off[j]
			now = max(now, math.Abs(off[j]))
		}
		if !(now < worst/4) {
			break
		}
		worst = now
		for j := range n {
			v[j] += off[j]
		}
		grid.coefs(v, c)
		if now < 0x1p-50*top {
			return
		}
	}
	if worst > 0x1p-40*top {
		copy(v, raw[:n])
		grid.coefs(v, c)
	}
}
