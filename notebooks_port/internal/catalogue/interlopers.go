package catalogue

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"
)

// addInterlopers draws the satellites of other halos in the cylinder: halos anywhere along the line, and those clustered with the
// host, which fall towards it.
func (w *worker) addInterlopers(h *host) {
	for range w.poisson(w.lines[massBins-1]) {
		i := w.pick(&w.lines)
		if x, n := w.halo(i); n > 0 {
			off := w.bins[i].reach * math.Sqrt(w.src.Float64())
			along := depth * (2*w.src.Float64() - 1)
			w.addHalo(x, n, off, along*flow)
		}
	}
	fall := infall * dispersion(h.x) * math.Sqrt(h.rvir)
	for range w.poisson(h.field.sum[massBins-1]) {
		i := w.pick(&h.field.sum)
		x, n := w.halo(i)
		if n == 0 {
			continue
		}
		if r, off, along, ok := w.distance(i, &h.field); ok {
			w.addHalo(x, n, off, along*(flow-fall/(r*math.Sqrt(r))))
		}
	}
}

// pick draws a bin by its share of the rate; sum holds the running totals.
func (w *worker) pick(sum *[massBins]float64) int {
	t := w.src.Float64() * sum[massBins-1]
	return sort.Search(massBins-1, func(i int) bool { return sum[i] > t })
}

// halo draws the mass of a halo of bin i and its number of satellites, 0 if it is rejected. The bin's rate counts halos of its upper
// edge that have a satellite. A Poisson process of the edge's rate, known to have an event, has its first at t; if t is beyond the mean
// at x, this halo has none; otherwise the events in the rest follow without a condition.
func (w *worker) halo(i int) (x float64, n int) {
	b := &w.bins[i]
	x = b.x + massStep*(w.src.Float64()-.5)
	t := -math.Log1p(w.src.Float64() * math.Expm1(-b.most))
	mean := richness(x)
	if t > mean {
		return x, 0
	}
	return x, 1 + w.poisson(mean-t)
}

// addHalo draws n satellites of a halo of mass x whose centre is off the line and moves with v.
func (w *worker) addHalo(x float64, n int, off, v float64) {
	v += peculiar * w.rand.NormFloat64()
	sigma, c := dispersion(x), concentration(x)
	edge, scale := math.Sqrt(nfwMass(c)), virialRadius(x)/c
	for range n {
		u := v + sigma*w.rand.NormFloat64()
		if math.Abs(u) >= maxVelocity {
			continue
		}
		q := w.offLine(edge) * scale
		R := math.Sqrt(max(0, off*off+q*q+2*off*q*math.Cos(2*math.Pi*w.src.Float64())))
		if R < aperture {
			w.add(R, u, x)
		}
	}
}

// poisson returns a Poisson number; 0 if its mean is 0.
func (w *worker) poisson(mean float64) int {
	if mean <= 0 {
		return 0
	}
	return int(distuv.Poisson{Lambda: mean, Src: &w.src}.Rand())
}
