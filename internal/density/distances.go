package density

import "math"

// Wasserstein is the 1-Wasserstein distance of two rows, the integral of |F - G|, in units of y: the least mean distance between draws
// of one and of the other that are drawn together.
func Wasserstein(p, q *Side) float64 { return distance(p, q, math.Abs) }

// Energy is the energy distance 2 E|X-Y| - E|X-X'| - E|Y-Y'| of two rows, which is 2 times the integral of (F - G)^2 (Szekely and Rizzo
// 2013, J. Statistical Planning and Inference 143, 1249).
func Energy(p, q *Side) float64 {
	return 2 * distance(p, q, func(d float64) float64 { return d * d })
}

// distance is the integral of f(F - G).
func distance(p, q *Side, f func(d float64) float64) float64 {
	if p.broken() || q.broken() {
		return math.NaN()
	}
	lo, hi := min(p.lo, q.lo), max(p.hi, q.hi)
	if lo == hi {
		return 0
	}
	g := newRegion(lo, hi, p, q)
	if !p.hasTails() || !q.hasTails() {
		if p.parts(q, g, f) {
			return math.Inf(1)
		}
	}
	return g.integrate(func(s stretch, x, out, noise []float64) {
		y := make([]float64, len(x))
		g.at(s, x, y)
		differences(p, q, y, out, noise)
		for j, d := range out {
			out[j], noise[j] = f(d), f(math.Abs(d)+noise[j])-f(d)
			if s.kind != inside && noise[j] != 0 {
				out[j] *= math.Exp(x[j])
				noise[j] *= math.Exp(x[j])
			}
		}
	})
}

// parts reports whether the tails of two densities, whose cdfs are not known beyond the panels, differ so much that the integral is
// infinite: F - G is there about y (p - q).
func (p *Side) parts(q *Side, g *region, f func(d float64) float64) bool {
	if p.masses() || q.masses() {
		return false
	}
	for _, upper := range []bool{false, true} {
		if kind, _ := g.start(upper); kind != outward {
			continue
		}
		rest := g.rest(func(s stretch, x, out, _ []float64) {
			logq := make([]float64, len(x))
			p.logs(g, s, x, out)
			q.logs(g, s, x, logq)
			for j, v := range x {
				out[j] = f(math.Exp(out[j]+v)-math.Exp(logq[j]+v)) * math.Exp(v)
			}
		}, upper, 1)
		if math.IsInf(rest, 1) {
			return true
		}
	}
	return false
}
