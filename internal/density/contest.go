package density

import (
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/kernel"
)

// A contest keeps the densest point seen.
type contest struct {
	r       *panelRow
	y, logp float64
}

// enter evaluates the density at y.
func (c *contest) enter(y float64) {
	room := Borrow(2)
	defer GiveBack(room)
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
	room := Borrow(8)
	defer GiveBack(room)
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
	if r.panels[k].end != 0 { // whose points are asked for no nearer to the end
		near = max(near, nearest(r.edge(k, j)))
	}
	for i, y := range slices.Backward(ys) {
		if math.Abs(y-c.y) <= near && out[i] >= c.logp-flat(c.logp) {
			c.y, c.logp = y, out[i]
			return
		}
	}
}

// polish maximizes the log-density itself between a and b, where it has one maximum.
func (c *contest) polish(a, b float64) {
	maximize(a, b, c.enterAll)
}

// polishNear is polish between the log-distances a and b from an end of the row that the family knows.
func (c *contest) polishNear(upper bool, a, b float64) {
	if a > b {
		a, b = b, a
	}
	maximize(max(a, b-1e3), b, func(logd, out []float64) { c.enterNear(upper, logd, out) })
}

// maximize hands f places between lo and hi that come near the maximum of what it sets out to: the stationary point of the
// polynomial through nine values of it, then again in a sixteenth of the stretch, three times in all if the polynomial is
// right. Where it is wrong, the stretch is that beside the largest value, or around it if that is where the stretch was cut.
func maximize(lo, hi float64, f func(at, out []float64)) {
	grid := chebGrids[1]
	room := Borrow(20)
	defer GiveBack(room)
	y, v, x, fx := (*room)[:9], (*room)[9:18], (*room)[18:19], (*room)[19:20]
	a, b := lo, hi
	for right, round := 0, 0; right < 3 && round < 30; round++ {
		if !(b-a > 8*Spacing(max(math.Abs(a), math.Abs(b)))) {
			return
		}
		for j, up := range grid.up {
			y[j] = a + (b-a)/2*up
		}
		f(y, v)
		x[0] = a + (b-a)/2*(1+peakOfNine(v))
		f(x, fx)
		switch j := argmax(v); {
		case j == 0 && a > lo || j == 8 && b < hi:
			right, a, b = 0, max(lo, y[j]-2*(b-a)), min(hi, y[j]+2*(b-a))
		case fx[0] >= v[j]-flat(v[j]):
			right, a, b = right+1, max(a, x[0]-(b-a)/32), min(b, x[0]+(b-a)/32)
		default:
			right, a, b = 0, y[max(j-1, 0)], y[min(j+1, 8)]
		}
	}
}

// polishEnd is polishNear from an end that the family knows, and where the density is finite, to next, a point beside: the
// last maximum may be nearer to the end than any point of a panel.
func (c *contest) polishEnd(upper bool, next float64) {
	switch end := c.r.exponent(upper); {
	case end >= 0 && upper:
		c.polishNear(true, math.Inf(-1), kernel.Log64(c.r.hi-next))
	case end >= 0:
		c.polishNear(false, math.Inf(-1), kernel.Log64(next-c.r.lo))
	}
}

// enterNear evaluates the density at distances e^logd from an end into out. Where no float is between the end and such a
// place, the float beside the end stands for it unless the density at the end is about the same.
func (c *contest) enterNear(upper bool, logd, out []float64) {
	c.r.logProbNear(upper, logd, out)
	end, sign := c.r.lo, 1.
	if upper {
		end, sign = c.r.hi, -1
	}
	for j, l := range out {
		if l > c.logp {
			c.logp, c.y = l, end+sign*math.Exp(logd[j])
			if c.y == end && c.r.exponent(upper) != 0 {
				c.y = math.Nextafter(end, end+sign*math.Inf(1))
			}
		}
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
		return kernel.Root(func(t float64) float64 { return chebAt(d[:], t) }, from, to, up, down, 1e-12)
	}
	return grid.t[j]
}
