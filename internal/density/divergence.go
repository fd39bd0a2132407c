package density

import "math"

// KL is the Kullback-Leibler divergence of p from q, the integral of p log(p/q) or its sum, in nats: infinite if p has mass where q
// has none, or if one has a density and the other masses.
func KL(p, q *Side) float64 {
	switch {
	case p.broken() || q.broken():
		return math.NaN()
	case p.masses() != q.masses():
		return math.Inf(1)
	case p.jump != nil || q.jump != nil:
		return max(p.byParts(q, func(share, other float64) float64 { return math.Log(share / other) }, KL), 0)
	case p.sticksOut(q):
		return math.Inf(1)
	case p.panels == nil:
		return max(p.sumOver(q, func(logp, logq float64) float64 { return logp - logq }), 0)
	}
	g := p.common(q)
	// p log(p/q) - p + q is nowhere negative, and the two terms that are added integrate to what q has elsewhere.
	v := g.integrate(func(s stretch, x, out, noise []float64) { p.logRatios(q, g, s, x, out, noise, surplus) })
	var under, over, end [1]float64
	for _, upper := range []bool{false, true} {
		if end[0] = g.lo; upper {
			end[0] = g.hi
		}
		if math.IsInf(end[0], 0) || end[0] == q.end(upper) {
			continue
		}
		if q.tails(end[:], under[:], over[:]); upper {
			v += over[0]
		} else {
			v += under[0]
		}
	}
	return v
}

// CrossEntropy is that of q under p, the integral of -p log q or its sum, in nats.
func CrossEntropy(p, q *Side) float64 {
	switch {
	case p.broken() || q.broken():
		return math.NaN()
	case p.masses() != q.masses():
		return math.Inf(1)
	case p.jump != nil || q.jump != nil:
		return p.byParts(q, func(_, other float64) float64 { return -math.Log(other) }, CrossEntropy)
	case p.sticksOut(q):
		return math.Inf(1)
	case p.panels == nil:
		return p.sumOver(q, func(_, logq float64) float64 { return -logq })
	}
	g := p.common(q)
	return g.integrate(func(s stretch, x, out, noise []float64) {
		p.logRatios(q, g, s, x, out, noise, func(logp, logq, stretch float64) (v, noise float64) {
			if m := math.Exp(logp + stretch); m > 0 {
				return -m * logq, 0
			}
			return 0, 0
		})
	})
}

// surplus is p log(p/q) - p + q times e^stretch, without the cancellation of its terms where p is about q, and how far the rounding of
// the logarithms may have it off.
func surplus(logp, logq, stretch float64) (v, noise float64) {
	const near = 0x1p-48 // of the logarithms: what they make of it is 1e-29, and never converges
	m, r := math.Exp(logp+stretch), logq-logp
	off := near * (1 + math.Abs(logp))
	switch {
	case m == 0: // first: where there is no p, r may be infinite, and is then no more than its rounding
		return math.Exp(logq + stretch), 0
	case math.Abs(r) <= off:
		return 0, 0
	case math.Abs(r) < 1e-2:
		return m * r * r * (1./2 + r*(1./6+r*(1./24+r*(1./120+r*(1./720+r/5040))))), m * math.Abs(r) * off
	case r > 1:
		return math.Exp(logq+stretch) - m*(1+r), 0
	}
	return m * (math.Expm1(r) - r), 0
}

// common is where both densities may have mass, given that p has none elsewhere.
func (p *Side) common(q *Side) *region {
	g := newRegion(max(p.lo, q.lo), min(p.hi, q.hi), p, q)
	g.stated = p.stated(false) && p.stated(true) && q.stated(false) && q.stated(true)
	for k, upper := range []bool{false, true} {
		kind, from := g.start(upper)
		if kind != outward {
			continue
		}
		x, logp, logq := []float64{g.reach(upper)}, []float64{0}, []float64{0}
		for range 40 { // to where q is a float, if the square of a distance is not
			p.logs(g, stretch{kind: kind, upper: upper}, x, logp)
			q.logs(g, stretch{kind: kind, upper: upper}, x, logq)
			if math.IsInf(logp[0], -1) || !math.IsInf(logq[0], -1) {
				g.limit[k] = x[0]
				break
			}
			x[0] = (x[0] + from) / 2
		}
	}
	return g
}

// logs sets out to the log-density at points of a stretch.
func (p *Side) logs(g *region, s stretch, x, out []float64) {
	if s.kind == nearEnd {
		end := g.lo
		if s.upper {
			end = g.hi
		}
		p.logNear(end, s.upper, x, out)
		return
	}
	y := make([]float64, len(x))
	g.at(s, x, y)
	p.logProb(y, out)
}

// logRatios sets out and noise to f of both log-densities and log dy/dx.
func (p *Side) logRatios(q *Side, g *region, s stretch, x, out, noise []float64, f func(logp, logq, stretch float64) (v, noise float64)) {
	logq := make([]float64, len(x))
	p.logs(g, s, x, out)
	q.logs(g, s, x, logq)
	for j, v := range x {
		if s.kind == inside {
			v = 0
		}
		out[j], noise[j] = f(out[j], logq[j], v)
	}
}

// sumOver is the sum of f over the masses of p.
func (p *Side) sumOver(q *Side, f func(logp, logq float64) float64) float64 {
	y, mass := p.row.Quadrature()
	logp, logq := make([]float64, len(y)), make([]float64, len(y))
	p.logProb(y, logp)
	q.logProb(y, logq)
	sum := 0.
	for k, m := range mass {
		switch {
		case math.IsInf(logp[k], -1):
		case math.IsInf(logq[k], -1):
			return math.Inf(1)
		default:
			sum += m * f(logp[k], logq[k])
		}
	}
	return sum
}

// sticksOut reports whether p has mass beyond the ends of q's support: its own support may say too much.
func (p *Side) sticksOut(q *Side) bool {
	var ask []float64
	y, _ := p.row.Quadrature()
	for _, v := range y {
		if v < q.lo || v > q.hi {
			ask = append(ask, v)
		}
	}
	for _, e := range []struct{ own, other, way float64 }{{p.lo, q.lo, -1}, {p.hi, q.hi, 1}} {
		if room := (e.own - e.other) * e.way; room > 0 {
			for d := max(1, Spacing(e.other)*16); d > Spacing(e.other) && d > 1e-9; d /= 8 {
				ask = append(ask, e.other+e.way*min(d, room/2))
			}
			if p.panels == nil {
				ask = append(ask, e.other+e.way*p.step())
			}
		}
	}
	logp := make([]float64, len(ask))
	p.logProb(ask, logp)
	for _, l := range logp {
		if l > math.Inf(-1) {
			return true
		}
	}
	return false
}
