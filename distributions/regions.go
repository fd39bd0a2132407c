package distributions

import "github.com/deepprob/deepprob/internal/density"

// Interval is the closed interval [Lo, Hi]: a struct of these two float64.
type Interval = density.Interval

// Quantile is the smallest y with P(Y <= y) >= p for each row: the ends of the support for 0 and 1. It panics unless p is in
// [0, 1]: Quantile(90) is a mistake for Quantile(.9). Far out it is right for the tail mass that the float64 p leaves: near 1 that is a multiple of 1.1e-16. Where
// P(Y <= y) is p all over a gap it is the beginning of the gap, to rounding or, without a closed form, to 1e-11 of the mass.
func (q Posterior) Quantile(p float64) []float64 {
	checkFraction("Quantile", "a probability", p)
	if q.n == 0 {
		return []float64{}
	}
	return q.memo.Quantile(p)
}

// HPD is the highest-density region of the given mass of each row: the smallest set with that mass, as disjoint
// intervals in ascending order. Of a plateau it takes the centre, leaving off equal masses at both sides; of a discrete
// row the fewest atoms, as intervals of length 0, whose mass is at least the one asked for. Mass 0 is the mode, mass 1
// all of the support with positive density. It panics unless the mass is in [0, 1]: HPD(95) is a mistake for HPD(.95).
func (q Posterior) HPD(mass float64) [][]Interval {
	checkFraction("HPD", "the mass of a region", mass)
	out := make([][]Interval, q.n)
	rows := q.partly
	if !(mass > 0 && mass < 1) {
		rows = q.solve
	}
	rows(func(r density.Row, i int) { out[i] = r.HPD(mass) })
	return out
}
