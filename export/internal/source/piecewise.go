package source

import "math"

// Quantiles is the distribution whose quantiles at Levels are Values: uniform between two of them, exponential outside, where the
// density goes on from what it is beside the outer ones.
type Quantiles struct {
	Levels []float64 // ascending in (0, 1)
	Values []float64 // ascending
}

// tails is the scales of the exponentials below and above.
func (d Quantiles) tails() (below, above float64) {
	k := len(d.Levels) - 1
	below = (d.Values[1] - d.Values[0]) * (d.Levels[0] / (d.Levels[1] - d.Levels[0]))
	above = (d.Values[k] - d.Values[k-1]) * ((1 - d.Levels[k]) / (d.Levels[k] - d.Levels[k-1]))
	return below, above
}

// stretch is the number of the stretch between two values that y is in, of which the outer ones reach to infinity.
func (d Quantiles) stretch(y float64) int {
	j := 0
	for j < len(d.Values)-2 && y >= d.Values[j+1] {
		j++
	}
	return j
}

// LogProb is the log-density of y, in nats, the upper one of two where it jumps.
func (d Quantiles) LogProb(y float64) float64 {
	j, k := d.stretch(y), len(d.Values)-1
	below, above := d.tails()
	log := math.Log(d.Levels[j+1]-d.Levels[j]) - math.Log(d.Values[j+1]-d.Values[j])
	return log - max(d.Values[0]-y, 0)/below - max(y-d.Values[k], 0)/above
}

// CDF is P(Y <= y).
func (d Quantiles) CDF(y float64) float64 {
	below, _ := d.tails()
	if y < d.Values[0] {
		return d.Levels[0] * math.Exp((y-d.Values[0])/below)
	}
	if y > d.Values[len(d.Values)-1] {
		return 1 - d.Survival(y)
	}
	j := d.stretch(y)
	return d.Levels[j] + (d.Levels[j+1]-d.Levels[j])*((y-d.Values[j])/(d.Values[j+1]-d.Values[j]))
}

// Survival is P(Y > y).
func (d Quantiles) Survival(y float64) float64 {
	k := len(d.Values) - 1
	_, above := d.tails()
	if y > d.Values[k] {
		return (1 - d.Levels[k]) * math.Exp((d.Values[k]-y)/above)
	}
	return 1 - d.CDF(y)
}

// Quantile is the y with P(Y <= y) = p, NaN unless 0 <= p <= 1.
func (d Quantiles) Quantile(p float64) float64 {
	k := len(d.Values) - 1
	below, above := d.tails()
	switch {
	case !(p >= 0 && p <= 1):
		return math.NaN()
	case p < d.Levels[0]:
		return d.Values[0] + below*math.Log(p/d.Levels[0])
	case p > d.Levels[k]:
		return d.Values[k] - above*math.Log((1-p)/(1-d.Levels[k]))
	}
	j := 0
	for j < k-1 && p >= d.Levels[j+1] {
		j++
	}
	return d.Values[j] + (d.Values[j+1]-d.Values[j])*((p-d.Levels[j])/(d.Levels[j+1]-d.Levels[j]))
}

// Mean is E Y.
func (d Quantiles) Mean() float64 {
	return d.Values[0] + d.moment(func(from, to float64) float64 { return (from + to) / 2 }, func(at, scale float64) float64 { return at + scale })
}

// Variance is E (Y - Mean)^2.
func (d Quantiles) Variance() float64 {
	mean := d.Mean() - d.Values[0]
	return d.moment(func(from, to float64) float64 {
		a, b := from-mean, to-mean
		return (a*a + a*b + b*b) / 3
	}, func(at, scale float64) float64 {
		a := at - mean
		return a*a + 2*a*scale + 2*scale*scale
	})
}

// StdDev is the square root of Variance.
func (d Quantiles) StdDev() float64 { return math.Sqrt(d.Variance()) }

// moment adds up the stretches, in distances from the first value, and the two tails, at a place and with a scale that has the
// tail's sign.
func (d Quantiles) moment(stretch, tail func(a, b float64) float64) (sum float64) {
	k, origin := len(d.Values)-1, d.Values[0]
	below, above := d.tails()
	for j := range k {
		sum += (d.Levels[j+1] - d.Levels[j]) * stretch(d.Values[j]-origin, d.Values[j+1]-origin)
	}
	return sum + d.Levels[0]*tail(0, -below) + (1-d.Levels[k])*tail(d.Values[k]-origin, above)
}

func (d Quantiles) support() (whole bool, atoms []float64) { return false, nil }

func (d Quantiles) bracket(p float64) (lo, hi float64) {
	q := d.Quantile(p)
	return q, q
}

// quantiles is the distribution with these values in the network's units.
func quantiles(levels []float64, values []float) Quantiles {
	d := Quantiles{Levels: levels, Values: make([]float64, len(values))}
	for k, v := range values {
		d.Values[k] = place(0, v)
	}
	return d
}
