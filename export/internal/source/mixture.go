package source

import "math"

// Mixture is a mixture of Components, each with its share of the mass in Weights.
type Mixture[D law] struct {
	Weights    []float64 // that sum to 1
	Components []D
}

// LogProb is the log-density of y, in nats.
func (d Mixture[D]) LogProb(y float64) float64 {
	var s logTotal
	for k, w := range d.Weights {
		if w > 0 {
			s.add(math.Log(w) + d.Components[k].LogProb(y))
		}
	}
	return s.log()
}

// CDF is P(Y <= y).
func (d Mixture[D]) CDF(y float64) float64 {
	return min(d.average(func(c D) float64 { return c.CDF(y) }), 1)
}

// Survival is P(Y > y).
func (d Mixture[D]) Survival(y float64) float64 {
	return min(d.average(func(c D) float64 { return c.Survival(y) }), 1)
}

// Quantile is the least y with P(Y <= y) >= p, NaN unless 0 <= p <= 1.
func (d Mixture[D]) Quantile(p float64) float64 { return quantileOf(d, p) }

// Mean is that of the components.
func (d Mixture[D]) Mean() float64 { return d.average(func(c D) float64 { return c.Mean() }) }

// Variance is the mean of the variances and the variance of the means.
func (d Mixture[D]) Variance() float64 {
	mean := d.Mean()
	return d.average(func(c D) float64 { off := c.Mean() - mean; return c.Variance() + off*off })
}

// StdDev is the square root of Variance.
func (d Mixture[D]) StdDev() float64 { return math.Sqrt(d.Variance()) }

// average is the weighted mean over the components.
func (d Mixture[D]) average(of func(c D) float64) (sum float64) {
	for k, w := range d.Weights {
		if w > 0 { // where a weight is 0 the number may be infinite
			sum += w * of(d.Components[k])
		}
	}
	return sum
}

func (d Mixture[D]) support() (whole bool, atoms []float64) {
	for _, c := range d.Components {
		w, a := c.support()
		whole, atoms = w, append(atoms, a...)
	}
	return whole, atoms
}

// bracket is the hull of the components' own: the mixture's quantile lies among theirs.
func (d Mixture[D]) bracket(p float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for k, w := range d.Weights {
		if w > 0 {
			a, b := d.Components[k].bracket(p)
			lo, hi = min(lo, a), max(hi, b)
		}
	}
	return lo, hi
}

// logTotal is the logarithm of a sum of numbers whose logarithms are added.
type logTotal struct {
	top, sum float64 // of e^top
	some     bool
}

func (s *logTotal) add(l float64) {
	switch {
	case !s.some:
		s.top, s.sum, s.some = l, 1, true
	case l == s.top:
		s.sum++
	case l > s.top:
		s.top, s.sum = l, s.sum*math.Exp(s.top-l)+1
	default:
		s.sum += math.Exp(l - s.top)
	}
}

func (s *logTotal) log() float64 {
	if !s.some {
		return math.Inf(-1)
	}
	return s.top + math.Log(s.sum)
}

// shares is the probabilities of logits.
func shares(logits []float) []float64 {
	p := make([]float64, len(logits))
	top, sum := total(logits)
	for k, l := range logits {
		p[k] = math.Exp(below(l, top)) / sum
	}
	return p
}

// equal is n equal shares.
func equal(n int) []float64 {
	w := make([]float64, n)
	for k := range w {
		w[k] = 1 / float64(n)
	}
	return w
}
