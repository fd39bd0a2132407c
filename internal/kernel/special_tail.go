package kernel

import "math"

// tail is a probability P or Q = 1 - P, the smaller one or one that has its digits, in units of which the logarithm is
// known, so that it may be far below the smallest float: e^log value.
type tail struct {
	log, value float64
	lower      bool // P, not Q
}

// probability is P if lower, else Q.
func (t tail) probability(lower bool) float64 {
	p := min(math.Exp(t.log)*t.value, 1)
	if t.lower != lower {
		return 1 - p
	}
	return p
}

// logarithm is log P if lower, else log Q.
func (t tail) logarithm(lower bool) float64 {
	if t.lower != lower {
		return Log1mExp64(t.least())
	}
	return t.least()
}

func (t tail) least() float64 { return min(t.log+math.Log(t.value), 0) }

// slopeOf is the derivative of P if lower, else Q, of that of the tail in its units.
func (t tail) slopeOf(slope float64, lower bool) float64 {
	if t.lower != lower {
		slope = -slope
	}
	return math.Exp(t.log) * slope
}

// slopeOfLog is that of the logarithm.
func (t tail) slopeOfLog(slope float64, lower bool) float64 {
	if t.lower == lower {
		return slope / t.value
	}
	return math.Exp(t.log) * slope / math.Expm1(t.least())
}

// hazard is the density, which is y in the units and e^logY too, over P if lower, else over Q.
func (t tail) hazard(y, logY float64, lower bool) float64 {
	if t.lower == lower {
		return y / t.value
	}
	return math.Exp(t.log+logY) / -math.Expm1(t.least())
}
