package density

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
)

// A panel is a stretch [a, b] of a row's support on which the density is a polynomial. It stores g(t) = p(y(t)) y'(t),
// the density in t, at Chebyshev points t in [-1, 1], so that every integral is one over t. Usually
// y = (a+b)/2 + t (b-a)/2. At an end of the support where p ~ d^exponent in the distance d from the end, which no
// polynomial follows, d = (b-a) u^power with u in [0, 1] makes g nearly u^3. Panels cut off such a one, and it itself, are
// anchored at that end if the family knows it: floats y near an end that is not 0 say little about d.
type panel struct {
	a, b       float64
	level      int     // 4<<level + 1 points
	at         int     // index of the first point in the row's slabs
	end        int     // 0: linear; -1, +1: the power map, singular at a, at b
	power      float64 // of the power map
	exponent   float64 // log p = exponent log d + gain d^rate + ... near the singular end
	gain, rate float64
	anchor     int     // -1, +1: its points are asked for by their distance from the lower, upper end of the support
	depth      int     // how often it was halved
	framed     int     // 1 + the panel of the frame that it is, or 0
	logHalf    float64 // log((b-a)/2)
	stale      bool    // its top is not settled
	settled    int     // every such point has its g: 0 for none, 1 for all, 2 for every second
	top        float64 // largest log g of its points
	tail       float64 // what the coefficients left out are expected to be
	decay      float64 // of the coefficients over their upper half
	mass       float64 // integral of g
	first      float64 // of t g
	second     float64 // of t^2 g
}

func (p *panel) grid() *chebGrid { return chebGrids[p.level] }

func (p *panel) width() float64 { return p.b - p.a }

// inset is how far inside its ends a panel looks for the one-sided limits there: far below what changes any integral,
// but off the end itself, where a density may be infinite, jump, or be 0 log 0.
func (p *panel) inset(end float64) float64 { return max(0x1p-44*p.width(), 2*Spacing(end)) }

// Spacing is the distance to the next float away from zero.
func Spacing(x float64) float64 {
	x = math.Abs(x)
	return math.Nextafter(x, math.Inf(1)) - x
}

// nearest is the smallest distance from an end at which a log-density is asked for: smaller ones are rounded too much,
// and come from the power law.
func nearest(end float64) float64 { return max(64*Spacing(end), 1e-290) }

// locate returns y at t, given up = 1+t and down = 1-t.
func (p *panel) locate(up, down float64) float64 {
	w := p.width()
	switch {
	case p.end < 0:
		return p.a + w*math.Pow(up/2, p.power)
	case p.end > 0:
		return p.b - w*math.Pow(down/2, p.power)
	case up <= down:
		return p.a + w/2*up
	}
	return p.b - w/2*down
}

// invert returns t at y in [a, b].
func (p *panel) invert(y float64) float64 {
	w := p.width()
	switch {
	case p.end < 0:
		return 2*rootOf((y-p.a)/w, p.power) - 1
	case p.end > 0:
		return 1 - 2*rootOf((p.b-y)/w, p.power)
	case y-p.a <= p.b-y:
		return (y-p.a)/w*2 - 1
	}
	return 1 - (p.b-y)/w*2
}

// rootOf is x to the power 1/power, also below the normal floats, where math.Pow is wrong because math.Log is (see
// kernel.Log64).
func rootOf(x, power float64) float64 {
	if x < 0x1p-1022 && x > 0 {
		return math.Exp(kernel.Log64(x) / power)
	}
	return math.Pow(x, 1/power)
}

// logStretchAt is log y'(t) at point j.
func (p *panel) logStretchAt(j int, logPower float64) float64 {
	g := p.grid()
	switch {
	case p.end == 0:
		return p.logHalf
	case p.end > 0:
		j = g.k - 1 - j
	}
	return p.logHalf + logPower + (p.power-1)*g.logUp[j]
}

// addPoints appends where every step-th point of a linear panel is, from point first on, as point does.
func (p *panel) addPoints(first, step int, dst []float64) []float64 {
	g, half := p.grid(), p.width()/2
	for j := first; j < g.k; j += step {
		y := p.a + half*g.up[j]
		switch up, down := g.up[j], g.down[j]; {
		case j == 0 || j == g.k-1:
			y, _ = p.point(j)
		case up > down:
			y = p.b - half*down
		}
		dst = append(dst, y)
	}
	return dst
}

// point returns where the log-density of point j is asked for, and what to add to the answer: 0, or on a power map the
// power law between the float y and the point, which may be closer to the end than floats are.
func (p *panel) point(j int) (y, add float64) {
	g := p.grid()
	if p.end == 0 {
		switch j {
		case 0:
			return min(p.a+p.inset(p.a), p.b), 0
		case g.k - 1:
			return max(p.b-p.inset(p.b), p.a), 0
		}
		return p.locate(g.up[j], g.down[j]), 0
	}
	return p.byLaw(p.logDistance(0, g.up[j], g.down[j]))
}

// limit is what to add to the log-density near a singular end to get that at the end.
func (p *panel) limit() float64 {
	switch {
	case p.exponent < -1e-9:
		return math.Inf(1)
	case p.exponent > 1e-9:
		return math.Inf(-1)
	}
	return 0
}

// singularAt reports whether point j is the end that the power map removes: g is 0 there whatever the density.
func (p *panel) singularAt(j int) bool {
	return p.end < 0 && j == 0 || p.end > 0 && j == p.grid().k-1
}
