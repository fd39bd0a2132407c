package density

import (
	"math"
	"slices"
	"sort"
)

// Modes are the atoms that no neighbour exceeds; of neighbours with equal masses the first.
func (r *AtomRow) Modes() []float64 {
	if r.state.Broken() {
		return nil
	}
	var at []int
	for i := 0; i < len(r.Y); {
		j := i
		for j+1 < len(r.Y) && r.Mass[j+1] == r.Mass[i] {
			j++
		}
		if r.Mass[i] > 0 && (i == 0 || r.Mass[i-1] < r.Mass[i]) && (j+1 == len(r.Y) || r.Mass[j+1] < r.Mass[i]) {
			at = append(at, i)
		}
		i = j + 1
	}
	sort.SliceStable(at, func(a, b int) bool { return r.Mass[at[a]] > r.Mass[at[b]] })
	ys := make([]float64, len(at))
	for k, i := range at {
		ys[k] = r.Y[i]
	}
	return ys
}

// HPD is the smallest set of atoms of at least the given mass, heaviest first, the lower of equals; as intervals of
// length 0.
func (r *AtomRow) HPD(mass float64) []Interval {
	if r.state.Broken() || !(mass >= 0 && mass <= 1) {
		return nil
	}
	order := make([]int, len(r.Y))
	for k := range order {
		order[k] = k
	}
	sort.SliceStable(order, func(a, b int) bool { return r.Mass[order[a]] > r.Mass[order[b]] })
	sum, n := r.Mass[order[0]], 1
	for ; n < len(order) && sum < mass-1e-15 && r.Mass[order[n]] > 0; n++ {
		sum += r.Mass[order[n]]
	}
	slices.Sort(order[:n])
	out := make([]Interval, n)
	for k, i := range order[:n] {
		out[k] = Interval{r.Y[i], r.Y[i]}
	}
	return out
}

// CRPS is E|Y - y| - E|Y - Y'| / 2, the same integral as for a density, between the atoms.
func (r *AtomRow) CRPS(y float64) float64 {
	if r.state.Broken() || math.IsNaN(y) {
		return math.NaN()
	}
	last := len(r.Y) - 1
	total := max(r.Y[0]-y, 0) + max(y-r.Y[last], 0)
	sum := 0.
	for k := range last {
		sum += r.Mass[k]
		a, b := r.Y[k], r.Y[k+1]
		at := min(max(y, a), b)
		total += sum*sum*(at-a) + (1-sum)*(1-sum)*(b-at)
	}
	return total
}
