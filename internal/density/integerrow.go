package density

import (
	"math"
	"slices"
	"sort"
)

// An integerRow is a solved row of masses on integers.
type integerRow struct {
	AtomRow // of the integers that stand for the blocks
	blocks  []block
	log     []float64 // their log-masses
	before  []float64 // mass of the blocks before each, of 1
	starts  []int     // where each block's integers begin in Y
	logMass func(y, out []float64)
	single  bool // every integer stands for itself
	lo, hi  float64
}

// solveIntegers makes the solved row of masses on the integers of [lo, hi].
func solveIntegers(lo, hi float64, bulk []Feature, logMass func(y, out []float64)) *integerRow {
	r := &integerRow{logMass: logMass, lo: lo, hi: hi}
	l := newBlocks(lo, hi, bulk, logMass)
	var stands []float64
	ends := make([]int, 0, len(l.blocks))
	for _, b := range l.blocks {
		r.Y, stands = nodes(b.first, b.w, r.Y, stands)
		for _, y := range r.Y[len(r.Mass):] {
			r.Mass = append(r.Mass, b.known(y))
		}
		ends = append(ends, len(r.Y))
	}
	r.blocks = l.blocks
	if len(r.Y) == 0 {
		r.AtomRow.state = Invalid
		return r
	}
	r.sum(stands)
	r.accumulate(ends)
	r.single = !slices.ContainsFunc(stands, func(s float64) bool { return s != 1 })
	return r
}

// sum makes masses of the log-masses, of which Mass has those that are known, times what each integer stands for.
func (r *integerRow) sum(stands []float64) {
	var ask []float64
	for k, l := range r.Mass {
		if math.IsNaN(l) {
			ask = append(ask, r.Y[k])
		}
	}
	out := make([]float64, len(ask))
	r.logMass(ask, out)
	for k, l := range r.Mass {
		if math.IsNaN(l) {
			r.Mass[k], out = out[0], out[1:]
		}
	}
	r.log = slices.Clone(r.Mass)
	for k, s := range stands {
		if s != 1 {
			r.Mass[k] += math.Log(s)
		}
	}
	r.normalize()
}

// accumulate makes the mass of each block, and of those before it.
func (r *integerRow) accumulate(ends []int) {
	if r.state.Broken() {
		return
	}
	from, sum := 0, 0.
	for k, to := range ends {
		r.before, r.starts = append(r.before, sum), append(r.starts, from)
		r.blocks[k].mass = 0
		for _, m := range r.Mass[from:to] {
			r.blocks[k].mass += m
		}
		sum, from = sum+r.blocks[k].mass, to
	}
}

// find is the block that y is in, the one before it in a gap, or -1.
func (r *integerRow) find(y float64) int {
	return sort.Search(len(r.blocks), func(k int) bool { return r.blocks[k].first > y }) - 1
}

// part is the mass of w integers from first on.
func (r *integerRow) part(first, w float64) float64 { return r.parts(first, w)[0] }

// parts are the masses of so many integers from first on, asked for together.
func (r *integerRow) parts(first float64, w ...float64) []float64 {
	var y, stands []float64
	ends := make([]int, len(w))
	for j, w := range w {
		y, stands = nodes(first, w, y, stands)
		ends[j] = len(y)
	}
	p := make([]float64, len(y))
	r.logMass(y, p)
	sums, from := make([]float64, len(w)), 0
	for j, to := range ends {
		for k := from; k < to; k++ {
			sums[j] += stands[k] * math.Exp(p[k]-r.AtomRow.logMass)
		}
		from = to
	}
	return sums
}

// beginning is the mass of the first w integers of block k, which is known of a short one.
func (r *integerRow) beginning(k int, w float64) float64 {
	b := r.blocks[k]
	if b.w > short {
		return r.part(b.first, w)
	}
	sum := 0.
	for _, m := range r.Mass[r.starts[k] : r.starts[k]+int(w)] {
		sum += m
	}
	return sum
}

// CDF is P(Y <= y).
func (r *integerRow) CDF(y float64) float64 { return r.PIT(y, 1) }

// PIT is P(Y < y) + v P(Y = y).
func (r *integerRow) PIT(y, v float64) float64 {
	if r.state.Broken() || math.IsNaN(y) {
		return math.NaN()
	}
	below := math.Ceil(y) // all before it
	k := r.find(below)
	switch {
	case k < 0:
		return 0
	case below > r.blocks[k].last():
		return min(r.before[k]+r.blocks[k].mass, 1)
	}
	b := r.blocks[k]
	if below == y && v == 1 { // as Quantile counts it
		return min(r.before[k]+r.beginning(k, y-b.first+1), 1)
	}
	p := r.before[k] + r.beginning(k, below-b.first)
	if below == y {
		p += v * math.Exp(r.at(y))
	}
	return min(p, 1)
}

// at is the log-mass of y, normalized.
func (r *integerRow) at(y float64) float64 { return r.bare(y) - r.AtomRow.logMass }

// bare is the log-mass of y as it comes, which tells neighbours apart that are the same after a subtraction.
func (r *integerRow) bare(y float64) float64 {
	in, out := [1]float64{y}, [1]float64{}
	r.logMass(in[:], out[:])
	return out[0]
}
