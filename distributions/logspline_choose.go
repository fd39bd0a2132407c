package distributions

import "math"

// The penalties tried, from one under which s has no third derivative left (of the functions with one the penalty is at least
// 6e4 times the square) to one that restrains only what is narrower than a hundredth of the support; a factor of 10 in the
// penalty is 10^(1/6) in the width of what it smooths.
const (
	largestPenalty  = .1
	smallestPenalty = 1e-22
)

// validated is the coefficients of the whole sample, under the penalty whose fits to all parts but one make the remaining
// one the most probable. From large to small, each fit begins where the last one ended.
func (p *penalized) validated(folds []moment) []float64 {
	d := len(p.knots) + 2
	all := moment{b: make([]float64, d)}
	for _, f := range folds {
		all.weight += f.weight
		for j, b := range f.b {
			all.b[j] += b
		}
	}
	starts := make([][]float64, len(folds))
	for k := range starts {
		starts[k] = make([]float64, d) // uniform
	}
	score := func(penalty float64) (sum float64) {
		for k, f := range folds {
			p.maximize(starts[k], all.less(f), penalty)
			sum += f.logProb(starts[k]) * f.weight / all.weight
		}
		return sum
	}
	best, value, worse := largestPenalty, math.Inf(-1), 0
	for penalty := largestPenalty; penalty >= smallestPenalty && worse < patience; penalty /= math.Sqrt(10) {
		if v := score(penalty); v > value {
			best, value, worse = penalty, v, 0
		} else {
			worse++
		}
	}
	c := make([]float64, d)
	for penalty := largestPenalty; penalty > best; penalty /= 10 {
		p.maximize(c, all, penalty)
	}
	p.maximize(c, all, best)
	return c
}

// patience is how many penalties in a row may be no better before smaller ones are not tried: the score has one
// maximum but for noise.
const patience = 6
