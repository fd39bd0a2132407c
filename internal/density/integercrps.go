package density

import "math"

// CRPS is the sum over integers k of F(k)^2 before y and (1 - F(k))^2 from y on, each holding up to the next.
func (r *integerRow) CRPS(y float64) float64 {
	if r.state.Broken() || math.IsNaN(y) {
		return math.NaN()
	}
	if r.single {
		return r.AtomRow.CRPS(y)
	}
	cell, end := math.Floor(y), r.blocks[len(r.blocks)-1].last()
	total := max(r.blocks[0].first-y, 0) + max(y-end-1, 0)
	for k, b := range r.blocks {
		switch {
		case b.last() < cell:
			total += r.squares(k, false)
		case b.first > cell:
			total += r.squares(k, true)
		default:
			total += r.squaresAround(k, y)
		}
		if gap := r.gap(k); gap > 0 { // F is level up to the next block
			f := r.before[k] + b.mass
			from := b.last() + 1
			up := min(max(y-from, 0), gap)
			total += up*f*f + (gap-up)*(1-f)*(1-f)
		}
	}
	return total
}

// gap is how many integers lie between block k and the next.
func (r *integerRow) gap(k int) float64 {
	if k+1 == len(r.blocks) {
		return 0
	}
	return r.blocks[k+1].first - r.blocks[k].last() - 1
}

// squares is the sum of F^2, or of (1-F)^2 if over, along block k. Nothing is asked for: along a wide block F is about the sums of the
// polynomial through the masses of its five integers, which is as exact for the sum as these are for the mass (Gauss's collocation: Hairer,
// Norsett and Wanner 1993, Solving Ordinary Differential Equations I, section II.7).
func (r *integerRow) squares(k int, over bool) float64 {
	b, masses, sum := r.blocks[k], r.Mass[r.starts[k]:], squareSum{over: over}
	f := r.before[k]
	if b.w <= short {
		for _, m := range masses[:int(b.w)] {
			f += m
			sum.add(f, 1)
		}
		return sum.sum
	}
	var room [2][6]float64
	y, stands := nodes(b.first, b.w, room[0][:0], room[1][:0])
	if len(y) == 6 {
		f += masses[0]
		sum.add(f, 1)
		y, stands, masses = y[1:], stands[1:], masses[1:]
	}
	c := collocate(y, stands, masses)
	for j := range y {
		sum.add(f+c.upTo(y[j]), stands[j])
	}
	return sum.sum
}

// squaresAround is that of block k, in which y is.
func (r *integerRow) squaresAround(k int, y float64) float64 {
	b, cell := r.blocks[k], math.Floor(y)
	below := cell - b.first
	f := r.before[k] + r.beginning(k, below+1)
	at := (y-cell)*f*f + (cell+1-y)*(1-f)*(1-f)
	return r.partial(k, 0, below, false) + at + r.partial(k, below+1, b.w-below-1, true)
}

// partial is the sum along w integers of block k after so many others.
func (r *integerRow) partial(k int, after, w float64, over bool) float64 {
	if w < 1 {
		return 0
	}
	y, stands := nodes(r.blocks[k].first+after, w, nil, nil)
	upTo := make([]float64, len(y))
	for j, at := range y {
		upTo[j] = at - r.blocks[k].first + 1
	}
	sum := squareSum{over: over}
	for j, part := range r.parts(r.blocks[k].first, upTo...) {
		sum.add(r.before[k]+part, stands[j])
	}
	return sum.sum
}

// A squareSum is of F^2, or of (1-F)^2 if over.
type squareSum struct {
	over bool
	sum  float64
}

// add adds the square for as many integers as one stands for.
func (s *squareSum) add(f, stands float64) {
	if s.over {
		f = 1 - f
	}
	s.sum += stands * f * f
}
