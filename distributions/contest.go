package distributions

import (
	"math"
	"slices"
)

// A contest keeps the densest point seen.
type contest struct {
	r       *panelRow
	y, logp float64
}

// enter evaluates the density at y.
func (c *contest) enter(y float64) {
	room := borrow(2)
	defer giveBack(room)
	(*room)[0] = y
	c.enterAll((*room)[:1], (*room)[1:])
}

// enterAll evaluates the density at ys into out.
func (c *contest) enterAll(ys, out []float64) {
	c.r.logProb(ys, out)
	for i, l := range out {
		if l > c.logp {
			c.y, c.logp = ys[i], l
		}
	}
}

// edges enters, if point j of panel k is one of its ends, the limit on this side of a jump and the end itself, and
// further points if given. An end wins over points next to it that are denser by rounding only.
func (c *contest) edges(k, j int, further ...float64) {
	r := c.r
	room := borrow(8)
	defer giveBack(room)
	ys := (*room)[:0:4]
	for _, end := range further {
		if !math.IsInf(end, 0) {
			ys = append(ys, end)
		}
	}
	switch p := &r.panels[k]; j {
	case 0:
		ys = append(ys, math.Nextafter(p.a, p.b), p.a)
	case p.grid().k - 1:
		ys = append(ys, math.Nextafter(p.b, p.a), p.b)
	}
	out := (*room)[4 : 4+len(ys)]
	c.enterAll(ys, out)
	near := 0x1p-40 * r.panels[r.find(c.y)].width()
	for i, y := range slices.Backward(ys) {
		if math.Abs(y-c.y) <= near && out[i] >= c.logp-flat(c.logp) {
			c.y, c.logp = y, out[i]
			return
		}
	}
}

// polish maximizes the log-density itself between a and b, where it has one maximum: the stationary point of the
// polynomial through nine points of it, then again in a sixteenth of the stretch.
func (c *contest) polish(a, b float64) {
	grid := chebGrids[1]
	room := borrow(18)
	defer giveBack(room)
	y, v := (*room)[:9], (*room)[9:]
	for range 3 {
		if !(b-a > 8*spacing(max(math.Abs(a), math.Abs(b)))) {
			return
		}
		for j, up := range grid.up {
			y[j] = a + (b-a)/2*up
		}
		c.enterAll(y, v)
		x := a + (b-a)/2*(1+peakOfNine(v))
		c.enter(x)
		a, b = max(a, x-(b-a)/32), min(b, x+(b-a)/32)
	}
}

// peakOfNine returns where in [-1, 1] the polynomial through v on nine Chebyshev points is largest.
func peakOfNine(v []float64) float64 {
	grid, j := chebGrids[1], argmax(v)
	if slices.ContainsFunc(v, func(l float64) bool { return math.IsInf(l, 0) || math.IsNaN(l) }) {
		return grid.t[j]
	}
	var c [9]float64
	var d [8]float64
	grid.coefs(v, c[:])
	chebSlope(c[:], d[:])
	from, to := grid.t[max(j-1, 0)], grid.t[min(j+1, 8)]
	up, down := chebAt(d[:], from), chebAt(d[:], to)
	if up > 0 && down < 0 {
		return bracketedRoot(func(t float64) float64 { return chebAt(d[:], t) }, from, to, up, down, 1e-12)
	}
	return grid.t[j]
}
