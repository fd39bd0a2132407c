package density

import (
	"math"
	"slices"
)

// An AtomRow is a solved row of a discrete family: points, ascending, and their masses, normalized.
type AtomRow struct {
	Y, Mass []float64
	logMass float64 // of the masses as given
	state   State
}

// solveAtoms makes the solved row i of f.
func solveAtoms(f Family, i int) *AtomRow {
	r := &AtomRow{Y: f.Has().Atoms(i, nil)}
	r.Mass = make([]float64, len(r.Y))
	f.LogProb(i, r.Y, r.Mass)
	r.normalize()
	return r
}

// normalize makes masses, which sum to 1, of their logarithms.
func (r *AtomRow) normalize() {
	top := math.Inf(-1)
	for k, l := range r.Mass {
		if math.IsNaN(l) || math.IsInf(l, 1) || math.IsNaN(r.Y[k]) {
			r.state = Invalid
		}
		top = max(top, l)
	}
	if math.IsInf(top, -1) {
		r.state = Empty
	}
	if r.state.Broken() {
		return
	}
	sum := 0.
	for k, l := range r.Mass {
		r.Mass[k] = math.Exp(l - top)
		sum += r.Mass[k]
	}
	for k := range r.Mass {
		r.Mass[k] /= sum
	}
	r.logMass = top + math.Log(sum)
}

func (r *AtomRow) Summary() Summary {
	if r.state.Broken() {
		return brokenSummary(r.state)
	}
	s := Summary{LogMass: r.logMass, Mode: r.Mode(), Fraction: 1}
	for k, m := range r.Mass {
		s.Mean += m * (r.Y[k] - r.Y[0])
	}
	s.Mean += r.Y[0]
	for k, m := range r.Mass {
		s.Variance += m * (r.Y[k] - s.Mean) * (r.Y[k] - s.Mean)
	}
	s.Deviation = math.Sqrt(s.Variance)
	return s
}

func (r *AtomRow) entropy() float64 {
	if r.state.Broken() {
		return math.NaN()
	}
	sum := 0.
	for _, m := range r.Mass {
		if m > 0 {
			sum -= m * math.Log(m)
		}
	}
	return sum
}

// effective is that of panels, as sums.
func (r *AtomRow) effective(w Weight) float64 {
	logw := slices.Clone(r.Y)
	w.Add(r.Y, logw, true)
	sum := 0.
	for k, m := range r.Mass {
		if m > 0 {
			sum += m * math.Exp(logw[k]-r.logMass)
		}
	}
	return 1 / sum
}

func (r *AtomRow) CDF(y float64) float64 { return r.PIT(y, 1) }

func (r *AtomRow) PIT(y, v float64) float64 {
	if r.state.Broken() || math.IsNaN(y) {
		return math.NaN()
	}
	sum := 0.
	for k, m := range r.Mass {
		switch {
		case r.Y[k] < y:
			sum += m
		case r.Y[k] == y:
			sum += v * m
		}
	}
	return min(sum, 1)
}

// Quantile is the first atom with cdf >= p. Sums of masses are rounded, so p may exceed them by 1e-15.
func (r *AtomRow) Quantile(p float64) float64 {
	if r.state.Broken() || !(p >= 0 && p <= 1) {
		return math.NaN()
	}
	sum, last := 0., r.Y[0]
	for k, m := range r.Mass {
		if m == 0 {
			continue
		}
		sum, last = sum+m, r.Y[k]
		if sum >= p-1e-15 {
			break
		}
	}
	return last
}

func (r *AtomRow) Mode() float64 {
	if r.state.Broken() {
		return math.NaN()
	}
	return r.Y[argmax(r.Mass)]
}

// argmax is the index of the first largest element.
func argmax(v []float64) int {
	best := 0
	for k := range v {
		if v[k] > v[best] {
			best = k
		}
	}
	return best
}
