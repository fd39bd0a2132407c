package density

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
)

// exponent is what the family says of the density at an end of the row, NaN if nothing.
func (r *panelRow) exponent(upper bool) float64 {
	end := r.lo
	if upper {
		end = r.hi
	}
	if r.ended == nil || math.IsInf(end, 0) {
		return math.NaN()
	}
	return r.ended.Exponent(r.row, &r.numbers, upper)
}

// anchorOf is the end of the row that p is anchored at.
func (r *panelRow) anchorOf(p *panel) float64 {
	if p.anchor > 0 {
		return r.hi
	}
	return r.lo
}

// logDistance is the log-distance from the singular end, or the anchor at end, of the point of p at t, given up = 1+t and
// down = 1-t.
func (p *panel) logDistance(end, up, down float64) float64 {
	w := p.width()
	switch {
	case p.end < 0:
		return kernel.Log64(w) + p.power*kernel.Log64(up/2)
	case p.end > 0:
		return kernel.Log64(w) + p.power*kernel.Log64(down/2)
	case p.anchor < 0:
		return kernel.Log64(p.a - end + w/2*up)
	}
	return kernel.Log64(end - p.b + w/2*down)
}

// beside is the float at a distance of e^logd from an end, at the side of sign.
func beside(end, sign, logd float64) float64 { return end + sign*max(math.Exp(logd), nearest(end)) }

// logProbAnchored computes every step-th point from first on of p, which is anchored. A linear panel is asked a little
// inside its ends, as any is: one may be a jump.
func (r *panelRow) logProbAnchored(p *panel, first, step int) {
	y, logp, _, _ := r.slabs(p)
	g, end := p.grid(), r.anchorOf(p)
	var logd, out [maxCoefs]float64
	n := 0
	for j := first; j < g.k; j, n = j+step, n+1 {
		up, down := g.up[j], g.down[j]
		if off := 2 * min(p.inset(p.a)/p.width(), 0x1p-30); p.end == 0 && j == 0 {
			up, down = off, 2-off
		} else if off = 2 * min(p.inset(p.b)/p.width(), 0x1p-30); p.end == 0 && j == g.k-1 {
			up, down = 2-off, off
		}
		logd[n] = p.logDistance(end, up, down)
		y[j] = beside(end, -float64(p.anchor), logd[n])
		if p.end == 0 {
			y[j] = p.locate(up, down)
		}
	}
	r.logProbNear(p.anchor > 0, logd[:n], out[:n])
	for j, k := first, 0; j < g.k; j, k = j+step, k+1 {
		logp[j] = out[k]
	}
}

// logProbNear is that of the family, at one of its own ends.
func (r *panelRow) logProbNear(upper bool, logd, out []float64) {
	r.ended.LogProbNear(r.row, &r.numbers, upper, logd, out)
}

// logProbAt sets out to the log-density at distances e^logd from the end that p is anchored at or singular at: asked for
// there, or by the power law from the nearest float on which the density can be relied upon.
func (r *panelRow) logProbAt(p *panel, logd, out []float64) {
	if p.anchor != 0 {
		r.logProbNear(p.anchor > 0, logd, out)
		return
	}
	room := Borrow(2 * len(logd))
	defer GiveBack(room)
	y, add := (*room)[:len(logd)], (*room)[len(logd):]
	for j, l := range logd {
		y[j], add[j] = p.byLaw(l)
	}
	r.logProb(y, out)
	for j, a := range add {
		out[j] += a
	}
}

// logDensity is the log-density at t of panel k, which is anchored or on a power map.
func (r *panelRow) logDensity(k int, t float64) float64 {
	room := Borrow(2)
	defer GiveBack(room)
	in, out := (*room)[:1], (*room)[1:]
	p := &r.panels[k]
	in[0] = p.logDistance(r.anchorOf(p), 1+t, 1-t)
	r.logProbAt(p, in, out)
	return out[0]
}

// byLaw returns a float on which the density can be asked for in place of the one at the distance e^logd from the singular
// end of p, and the power law between them.
func (p *panel) byLaw(logd float64) (y, add float64) {
	end := p.a
	if p.end > 0 {
		end = p.b
	}
	y = beside(end, -float64(p.end), logd)
	if math.IsInf(logd, -1) {
		return y, p.limit()
	}
	from := kernel.Log64(math.Abs(y - end))
	add = p.exponent * (logd - from)
	if p.gain != 0 {
		add += p.gain * (math.Exp(p.rate*logd) - math.Exp(p.rate*from))
	}
	return y, add
}
