package density

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
)

// An endRule integrates over the distance d from an infinite end of a panel on a power map what the polynomial of the panel
// does not: g is one of u, but d g or g log g is none, as d is u^400 where p ~ d^-.99. Its points lie between w 2^-4k and
// w 2^-4(k+1), by Chebyshev points in the fourth root of d, as long as d matters beside w; beyond, where functions of d
// are constant and p a sum of powers, between halves of u. On each stretch all of these are analytic well beyond it.
type endRule struct {
	logd []float64 // log-distances
	logw []float64 // logarithms of the weights
	p    []float64 // density times weight, in units of the row
	logp []float64
}

const (
	endStretches  = 15 // until d is 2^-60 of the width
	tailStretches = 18 // until u^4 is below 1e-20 of what it was
)

// endRule makes the rule for panel k, with the density at its points.
func (r *panelRow) endRule(k int) *endRule {
	p := &r.panels[k]
	q := &endRule{}
	for i := range endStretches {
		q.add(p, 4, math.Exp2(-float64(i+1)), math.Exp2(-float64(i)))
	}
	to := math.Exp2(-4 * endStretches / p.power)
	for range tailStretches {
		q.add(p, p.power, to/2, to)
		to /= 2
	}
	q.logp = make([]float64, len(q.logd))
	r.logProbAt(p, q.logd, q.logp)
	q.p = make([]float64, len(q.logd))
	for j, l := range q.logp {
		q.p[j] = math.Exp(l + q.logw[j] - r.shift)
	}
	return q
}

// add appends the points on d = w v^power for v between from and to.
func (q *endRule) add(p *panel, power, from, to float64) {
	g := chebGrids[maxLevel]
	log := kernel.Log64(p.width())
	for j, w := range g.weights {
		v := from + (to-from)/2*g.up[j]
		logd := log + power*kernel.Log64(v)
		q.logd = append(q.logd, logd)
		q.logw = append(q.logw, logd+kernel.Log64(power/v*w*(to-from)/2))
	}
}

// mass is the integral of p.
func (q *endRule) mass() (sum float64) {
	for _, v := range q.p {
		sum += v
	}
	return sum
}

// moments are the integrals of d p and d^2 p.
func (q *endRule) moments() (first, second float64) {
	for j, v := range q.p {
		d := math.Exp(q.logd[j])
		first += v * d
		second += v * d * d
	}
	return first, second
}

// logs is the integral of p (log p - shift).
func (q *endRule) logs(shift float64) (sum float64) {
	for j, v := range q.p {
		if v > 0 {
			sum += v * (q.logp[j] - shift)
		}
	}
	return sum
}

// steep reports whether p needs an endRule: the map of one that is finite at its end is the fourth power, which d and
// logarithms do not disturb.
func (p *panel) steep() bool { return p.end != 0 && p.exponent < 0 }

// squaresNearEnd integrates (F - step)^2 over y from t = from to t = to in panel k, which is steep: F is a polynomial in t, so
// between fourth roots of d that differ by a factor of 2 it is analytic, and what is left out is below 2^-60 of the panel.
func (r *panelRow) squaresNearEnd(k int, from, to, step float64) float64 {
	p := &r.panels[k]
	var room [maxCoefs]float64
	d, w := r.primitive(k, &room), p.width()
	root := func(t float64) float64 { // fourth root of the distance in widths
		if p.end > 0 {
			t = -t
		}
		return math.Pow(max(1+t, 0)/2, p.power/4)
	}
	low, high := root(from), root(to)
	if p.end > 0 {
		low, high = high, low
	}
	grid, sum := chebGrids[maxLevel], 0.
	for range endStretches {
		next := max(high/2, low)
		for j, weight := range grid.weights {
			v := next + (high-next)/2*grid.up[j]
			t := float64(p.end) * (1 - 2*math.Pow(v, 4/p.power))
			miss := (r.cum[k]+chebAt(d, t))/r.mass - step
			sum += weight * (high - next) / 2 * miss * miss * 4 * v * v * v * w
		}
		if high = next; high == low {
			break
		}
	}
	return sum
}
