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
