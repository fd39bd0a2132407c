package distributions

import (
	"math"
	"slices"
	"sort"
)

// An atomRow is a solved row of a discrete family: points, ascending, and their masses, normalized.
type atomRow struct {
	y, mass []float64
	logMass float64 // of the masses as given
	state   rowState
}

// solveAtoms makes the solved row i of f.
func solveAtoms(f family, a atomFamily, i int) *atomRow {
	r := &atomRow{y: a.atoms(i, nil)}
	r.mass = make([]float64, len(r.y))
	f.logProb(i, r.y, r.mass)
	top := math.Inf(-1)
	for k, l := range r.mass {
		if math.IsNaN(l) || math.IsInf(l, 1) || math.IsNaN(r.y[k]) {
			r.state = rowNaN
		}
		top = max(top, l)
	}
	if math.IsInf(top, -1) {
		r.state = rowEmpty
	}
	if r.state.broken() {
		return r
	}
	sum := 0.
	for k, l := range r.mass {
		r.mass[k] = math.Exp(l - top)
		sum += r.mass[k]
	}
	for k := range r.mass {
		r.mass[k] /= sum
	}
	r.logMass = top + math.Log(sum)
	return r
}

func (r *atomRow) summary() rowSummary {
	if r.state.broken() {
		nan := math.NaN()
		return rowSummary{nan, nan, nan, nan, nan, nan, r.state}
	}
	s := rowSummary{logMass: r.logMass, mode: r.mode(), fraction: 1}
	for k, m := range r.mass {
		s.mean += m * (r.y[k] - r.y[0])
	}
	s.mean += r.y[0]
	for k, m := range r.mass {
		s.variance += m * (r.y[k] - s.mean) * (r.y[k] - s.mean)
	}
	s.deviation = math.Sqrt(s.variance)
	return s
}

func (r *atomRow) entropy() float64 {
	if r.state.broken() {
		return math.NaN()
	}
	sum := 0.
	for _, m := range r.mass {
		if m > 0 {
			sum -= m * math.Log(m)
		}
	}
	return sum
}

// effective is that of panels, as sums.
func (r *atomRow) effective(w reweighted) float64 {
	logw := slices.Clone(r.y)
	w.logWeight(r.y, logw)
	sum := 0.
	for k, m := range r.mass {
		if m > 0 {
			sum += m * math.Exp(logw[k]-r.logMass)
		}
	}
	return 1 / sum
}

func (r *atomRow) cdf(y float64) float64 { return r.pit(y, 1) }

func (r *atomRow) pit(y, v float64) float64 {
	if r.state.broken() || math.IsNaN(y) {
		return math.NaN()
	}
	sum := 0.
	for k, m := range r.mass {
		switch {
		case r.y[k] < y:
			sum += m
		case r.y[k] == y:
			sum += v * m
		}
	}
	return min(sum, 1)
}

// quantile is the first atom with cdf >= p. Sums of masses are rounded, so p may exceed them by 1e-15.
func (r *atomRow) quantile(p float64) float64 {
	if r.state.broken() || !(p >= 0 && p <= 1) {
		return math.NaN()
	}
	sum, last := 0., r.y[0]
	for k, m := range r.mass {
		if m == 0 {
			continue
		}
		sum, last = sum+m, r.y[k]
		if sum >= p-1e-15 {
			break
		}
	}
	return last
}

func (r *atomRow) mode() float64 {
	if r.state.broken() {
		return math.NaN()
	}
	return r.y[argmax(r.mass)]
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

// modes are the atoms that no neighbour exceeds; of neighbours with equal masses the first.
func (r *atomRow) modes() []float64 {
	if r.state.broken() {
		return nil
	}
	var at []int
	for i := 0; i < len(r.y); {
		j := i
		for j+1 < len(r.y) && r.mass[j+1] == r.mass[i] {
			j++
		}
		if r.mass[i] > 0 && (i == 0 || r.mass[i-1] < r.mass[i]) && (j+1 == len(r.y) || r.mass[j+1] < r.mass[i]) {
			at = append(at, i)
		}
		i = j + 1
	}
	sort.SliceStable(at, func(a, b int) bool { return r.mass[at[a]] > r.mass[at[b]] })
	ys := make([]float64, len(at))
	for k, i := range at {
		ys[k] = r.y[i]
	}
	return ys
}

// hpd is the smallest set of atoms of at least the given mass, heaviest first, the lower of equals; as intervals of
// length 0.
func (r *atomRow) hpd(mass float64) []Interval {
	if r.state.broken() || !(mass >= 0 && mass <= 1) {
		return nil
	}
	order := make([]int, len(r.y))
	for k := range order {
		order[k] = k
	}
	sort.SliceStable(order, func(a, b int) bool { return r.mass[order[a]] > r.mass[order[b]] })
	sum, n := r.mass[order[0]], 1
	for ; n < len(order) && sum < mass-1e-15 && r.mass[order[n]] > 0; n++ {
		sum += r.mass[order[n]]
	}
	slices.Sort(order[:n])
	out := make([]Interval, n)
	for k, i := range order[:n] {
		out[k] = Interval{r.y[i], r.y[i]}
	}
	return out
}

// crps is E|Y - y| - E|Y - Y'| / 2, the same integral as for a density, between the atoms.
func (r *atomRow) crps(y float64) float64 {
	if r.state.broken() || math.IsNaN(y) {
		return math.NaN()
	}
	last := len(r.y) - 1
	total := max(r.y[0]-y, 0) + max(y-r.y[last], 0)
	sum := 0.
	for k := range last {
		sum += r.mass[k]
		a, b := r.y[k], r.y[k+1]
		at := min(max(y, a), b)
		total += sum*sum*(at-a) + (1-sum)*(1-sum)*(b-at)
	}
	return total
}
