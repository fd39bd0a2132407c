package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Censored is the observation model of times that are not always seen to the end: a target is the row (value, status), where
// status 0 is Y = value, by log p(value); 1, censored on the right, Y > value, by log S(value); and -1, censored on the left,
// Y <= value, by log F(value). With Intervals it is (low, high, status), where status 2 is low < Y <= high and for the others low is
// the value and high is not looked at. Any other status gives NaN. A prediction is about Base, which needs LogCDF and
// LogSurvival.
type Censored struct {
	Base      Distribution
	Intervals bool
}

// BatchShape is Base's.
func (d Censored) BatchShape() tensor.Shape {
	numbersOnly("censored", d.Base)
	return d.Base.BatchShape()
}

// EventShape is (2), or (3) with Intervals.
func (d Censored) EventShape() tensor.Shape {
	if d.Intervals {
		return tensor.Shape{3}
	}
	return tensor.Shape{2}
}

// LogProb is the log-density or the log-probability of what is known.
func (d Censored) LogProb(y *G.Node) *G.Node {
	return onPoints("censored log-prob", d, y, Censored.logDensity)
}

// Predicted is Base.
func (d Censored) Predicted() Distribution { numbersOnly("censored", d.Base); return d.Base }

func (d Censored) logDensity(y *G.Node) *G.Node {
	value, status := columnAt(y, 0), columnAt(y, last(d.EventShape())-1)
	out := full(value, math.NaN())
	known := func(s float64, l *G.Node) { out = ops.Where(ops.Between(status, s, s), l, out) }
	known(0, logDensity(d.Base, value))
	known(1, logSurvival(d.Base, value))
	known(-1, logCDF(d.Base, value))
	if d.Intervals {
		between := ops.Between(status, 2, 2)
		high := ops.Where(between, columnAt(y, 1), value)
		known(2, logMassWhere(d.Base, value, high, between))
	}
	return out
}

// columnAt is y[..., k].
func columnAt(y *G.Node, k int) *G.Node {
	s := y.Shape()
	return ops.Reshape(ops.Slice(y, -1, k, k+1), s[:len(s)-1]...)
}
