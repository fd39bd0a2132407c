package source

import "math"

// Classes is a distribution of the classes 0, 1, ..., of which Probs and Logs are the probabilities and their logarithms.
type Classes struct{ Probs, Logs []float64 }

// LogProb is the logarithm of the probability of class y, -Inf if there is none of that number.
func (d Classes) LogProb(y float64) float64 {
	if math.IsNaN(y) {
		return y
	}
	if k := int(y); float64(k) == y && 0 <= k && k < len(d.Logs) {
		return d.Logs[k]
	}
	return math.Inf(-1)
}

// CDF is P(Y <= y).
func (d Classes) CDF(y float64) float64 {
	return d.sum(y, func(k float64) bool { return k <= y })
}

// Survival is P(Y > y).
func (d Classes) Survival(y float64) float64 {
	return d.sum(y, func(k float64) bool { return k > y })
}

// sum is the probability of some classes, NaN at what is no number.
func (d Classes) sum(y float64, of func(k float64) bool) (sum float64) {
	if math.IsNaN(y) {
		return y
	}
	for k, p := range d.Probs {
		if of(float64(k)) {
			sum += p
		}
	}
	return min(sum, 1)
}

// Quantile is the least class with P(Y <= y) >= p, NaN unless 0 <= p <= 1. Sums of probabilities are rounded, so p may exceed
// them by 1e-15.
func (d Classes) Quantile(p float64) float64 {
	if !(p >= 0 && p <= 1) || math.IsNaN(d.Probs[0]) {
		return math.NaN()
	}
	sum, last := 0., 0.
	for k, m := range d.Probs {
		if m == 0 {
			continue
		}
		if sum, last = sum+m, float64(k); sum >= p-1e-15 {
			break
		}
	}
	return last
}

// Mode is the most probable class, the first of equals.
func (d Classes) Mode() float64 {
	best := 0
	for k, p := range d.Probs {
		if math.IsNaN(p) {
			return p
		}
		if p > d.Probs[best] {
			best = k
		}
	}
	return float64(best)
}

// Mean is that of the classes as numbers.
func (d Classes) Mean() (sum float64) {
	for k, p := range d.Probs {
		sum += float64(k) * p
	}
	return sum
}

// Variance is that of the classes as numbers.
func (d Classes) Variance() (sum float64) {
	mean := d.Mean()
	for k, p := range d.Probs {
		sum += p * (float64(k) - mean) * (float64(k) - mean)
	}
	return sum
}

// StdDev is the square root of Variance.
func (d Classes) StdDev() float64 { return math.Sqrt(d.Variance()) }

func (d Classes) support() (whole bool, atoms []float64) { return true, nil }

func (d Classes) bracket(p float64) (lo, hi float64) {
	q := d.Quantile(p)
	return q, q
}

// classes is the distribution with the given logits.
func classes(logits []float) Classes {
	d := Classes{Probs: shares(logits), Logs: make([]float64, len(logits))}
	top, sum := total(logits)
	for k, l := range logits {
		d.Logs[k] = below(l, top) - math.Log(sum)
	}
	return d
}

// mixed is the distribution in which each of the members has an equal share.
func mixed(members []Classes) Classes {
	d := Classes{Probs: make([]float64, len(members[0].Probs)), Logs: make([]float64, len(members[0].Probs))}
	for k := range d.Probs {
		var s logTotal
		for _, m := range members {
			d.Probs[k] += m.Probs[k] / float64(len(members))
			s.add(m.Logs[k])
		}
		d.Logs[k] = s.log() - math.Log(float64(len(members)))
	}
	return d
}
