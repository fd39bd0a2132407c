package density

import "math"

// Summary is that of the integers that stand for the row, with its own mode.
func (r *integerRow) Summary() Summary {
	s := r.AtomRow.Summary()
	if !r.state.Broken() {
		s.Mode = r.Mode()
	}
	return s
}

// entropy weighs the log-masses of the integers, not of what they stand for.
func (r *integerRow) entropy() float64 {
	if r.state.Broken() {
		return math.NaN()
	}
	sum := 0.
	for k, m := range r.Mass {
		if m > 0 {
			sum -= m * (r.log[k] - r.AtomRow.logMass)
		}
	}
	return sum
}

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
	for k := range r.blocks {
		b := r.blocks[k]
		below := min(max(cell-b.first, 0), b.w) // integers before y's cell
		total += r.squares(k, b.first, below, false)
		rest := b.w - below
		if rest > 0 && b.first+below == cell {
			f := r.before[k] + r.part(b.first, below+1)
			total += (y-cell)*f*f + (cell+1-y)*(1-f)*(1-f)
			below, rest = below+1, rest-1
		}
		total += r.squares(k, b.first+below, rest, true)
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

// squares is the sum of F^2, or of (1-F)^2, over w integers from first on in block k.
func (r *integerRow) squares(k int, first, w float64, over bool) float64 {
	if w < 1 {
		return 0
	}
	y, stands := nodes(first, w, nil, nil)
	upTo := make([]float64, len(y))
	for j, at := range y {
		upTo[j] = at - r.blocks[k].first + 1
	}
	sum := 0.
	for j, part := range r.parts(r.blocks[k].first, upTo...) {
		f := r.before[k] + part
		if over {
			f = 1 - f
		}
		sum += stands[j] * f * f
	}
	return sum
}
