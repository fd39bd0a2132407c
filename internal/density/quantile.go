package density

import "math"

// CDF is the mass up to y in units of the row's.
func (r *panelRow) CDF(y float64) float64 {
	switch {
	case r.state.Broken() || math.IsNaN(y):
		return math.NaN()
	case y < r.edges[0] || y <= r.lo:
		return 0
	case y >= r.edges[len(r.edges)-1]:
		return 1
	}
	k := r.find(y)
	at := r.slot(k)
	return min(max((r.cum[k]+r.upTo(at, r.panels[at].invert(y)))/r.mass, 0), 1)
}

// upTo is the mass of panel k up to t, between 0 and the panel's.
func (r *panelRow) upTo(k int, t float64) float64 {
	var d [maxCoefs]float64
	return min(max(chebAt(r.primitive(k, &d), t), 0), r.panels[k].mass)
}

// primitive puts the integral of g from the start of panel k into d.
func (r *panelRow) primitive(k int, d *[maxCoefs]float64) []float64 {
	_, _, _, c := r.at(k)
	chebPrimitive(c, d[:len(c)+1])
	return d[:len(c)+1]
}

// Quantile is the smallest y with cdf(y) >= p, NaN unless 0 <= p <= 1; an end of the support for 0 and 1.
func (r *panelRow) Quantile(p float64) float64 {
	switch {
	case r.state.Broken() || !(p >= 0 && p <= 1):
		return math.NaN()
	case p == 0:
		return r.lo
	case p == 1:
		return r.hi
	}
	at, t := r.reaching(p)
	return r.panels[at].at1(t)
}

// reaching is the first place that has a part p of the mass before it: a panel, made if it must be, and t in it. Where a gap,
// panels with next to no mass, ends what has that part but for what panels may be off, it is the beginning of the gap.
func (r *panelRow) reaching(p float64) (at int, t float64) {
	mass := p * r.mass
	k := r.holding(mass)
	least := mass - r.mass*min(panelTolerance, 1e-6*p, 1e-6*(1-p))
	if first := r.holding(least); first < k-1 {
		at = r.slot(first)
		return at, r.tAt(at, least-r.cum[first])
	}
	at = r.slot(k)
	return at, r.tAt(at, mass-r.cum[k])
}

// holding is the panel of the skeleton in which the given mass is passed.
func (r *panelRow) holding(mass float64) int {
	lo, hi := 0, len(r.low)-1
	for lo < hi {
		if mid := (lo + hi) / 2; r.cum[mid+1] >= mass {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

// at1 is locate for t.
func (p *panel) at1(t float64) float64 { return p.locate(1+t, 1-t) }

// tAt returns t in [-1, 1] with the given mass before it in panel k.
func (r *panelRow) tAt(k int, mass float64) float64 {
	var room [maxCoefs]float64
	d := r.primitive(k, &room)
	full := chebAt(d, 1)
	if mass <= 0 {
		return -1
	}
	if mass >= full {
		return 1
	}
	_, _, _, c := r.at(k)
	t, _ := chebCross(d, c, mass, 2*mass/full-1, -1, 1, true)
	return t
}
