package density

import "math"

// cdfs sets cdf to P(Y <= y) at integers, and next to the mass of the integer after each. All masses are asked for at once.
func (r *integerRow) cdfs(y, cdf, next []float64) {
	const most = short + 1 // integers that stand for what is before one, and the next
	room := Borrow(2 * most * len(y))
	defer GiveBack(room)
	ask, stands := (*room)[:0:most*len(y)], (*room)[most*len(y):most*len(y)]
	ends := make([]int, len(y))
	for j, at := range y {
		ask, stands = append(ask, following(at)), append(stands, 0)
		switch k := r.find(at); {
		case k < 0:
			cdf[j] = 0
		case at > r.blocks[k].last():
			cdf[j] = r.before[k] + r.blocks[k].mass
		case r.blocks[k].w <= short:
			cdf[j] = r.before[k] + r.beginning(k, at-r.blocks[k].first+1)
		default:
			cdf[j] = r.before[k]
			ask, stands = nodes(r.blocks[k].first, at-r.blocks[k].first+1, ask, stands)
		}
		ends[j] = len(ask)
	}
	mass := make([]float64, len(ask))
	r.logMass(ask, mass)
	from := 0
	for j, to := range ends {
		for k := from; k < to; k++ {
			mass[k] = math.Exp(mass[k] - r.AtomRow.logMass)
			cdf[j] += stands[k] * mass[k]
		}
		next[j], from = mass[from], to
	}
}
