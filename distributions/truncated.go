package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Truncated is Base given that Low <= Y <= High: p(y)/P(Low <= Y <= High) there and 0 elsewhere. A nil end is infinite. Base needs
// LogCDF and LogSurvival, so that a window 30 standard deviations out is as right as one in the middle. A window without mass,
// or with Low above High, makes everything NaN. The derivative of LogProb by an end is 0 where that moves over no density: of masses on
// integers, which enter and leave a window at once, and at a Low of 0 where Base has a mass there, as a Hurdle of a density: it is then
// that from below, as from above there is none.
type Truncated struct {
	Base      Distribution
	Low, High *G.Node // (n...), or fewer axes if rows share them
}

// BatchShape is the common shape of Base's batch, Low and High.
func (d Truncated) BatchShape() tensor.Shape {
	numbersOnly("truncated", d.Base)
	shapes := []tensor.Shape{d.Base.BatchShape()}
	for _, n := range []*G.Node{d.Low, d.High} {
		if n != nil {
			shapes = append(shapes, n.Shape())
		}
	}
	return batchOfShapes("truncated", shapes...)
}

// EventShape is ().
func (d Truncated) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is Base's less the logarithm of the window's mass.
func (d Truncated) LogProb(y *G.Node) *G.Node {
	return onPoints("truncated log-prob", d, y, Truncated.logDensity)
}

// Mode is found numerically, with implicit gradients of first order; at an end of the window it moves with that.
func (d Truncated) Mode() *G.Node { return solvedMode(d) }

// CDF is the part of the window's mass up to y.
func (d Truncated) CDF(y *G.Node) *G.Node {
	return onPoints("truncated cdf", d, y, Truncated.cdf)
}

// LogCDF is log P(Y <= y).
func (d Truncated) LogCDF(y *G.Node) *G.Node {
	return onPoints("truncated log-cdf", d, y, Truncated.logCDF)
}

// LogSurvival is log P(Y > y).
func (d Truncated) LogSurvival(y *G.Node) *G.Node {
	return onPoints("truncated log-survival", d, y, Truncated.logSurvival)
}

// Sample is the inverse cdf at Phi(noise), found numerically, with implicit gradients of first order.
func (d Truncated) Sample(noise *G.Node) *G.Node {
	return onPoints("truncated sample", d, noise, Truncated.sample)
}

// Support is Base's within the window.
func (d Truncated) Support() Support {
	numbersOnly("truncated", d.Base)
	s := SupportOf(d.Base)
	s.Lower = innerEnd(s.Lower, s.Lo, math.Inf(-1), d.Low, ops.Maximum)
	s.Upper = innerEnd(s.Upper, s.Hi, math.Inf(1), d.High, ops.Minimum)
	return s
}

// innerEnd is the inner one of a support's end, a node or a number, and a window's.
func innerEnd(end *G.Node, v, open float64, window *G.Node, f func(a, b *G.Node) *G.Node) *G.Node {
	switch {
	case window == nil:
		return end
	case end == nil && v == open:
		return window
	case end == nil:
		end = full(window, v)
	}
	return f(end, window)
}

// Bump is Base's, moved into the window and no wider than that.
func (d Truncated) Bump() (at, width *G.Node) {
	numbersOnly("truncated", d.Base)
	at, width = bumpOf(d.Base)
	at, width = d.within(at, width, func(n *G.Node) *G.Node { return n })
	return onShape(at, d.BatchShape()), onShape(width, d.BatchShape())
}

// within is bumps moved into the window, whose ends like makes to broadcast against them.
func (d Truncated) within(at, width *G.Node, like func(n *G.Node) *G.Node) (_, _ *G.Node) {
	if d.Low != nil {
		at = ops.Maximum(at, like(d.Low))
	}
	if d.High != nil {
		at = ops.Minimum(at, like(d.High))
	}
	if d.Low != nil && d.High != nil {
		width = ops.Minimum(width, like(ops.Sub(d.High, d.Low)))
	}
	return at, width
}

func (d Truncated) logDensity(y *G.Node) *G.Node {
	v := ops.Sub(logDensity(d.Base, y), d.logTotal())
	if d.Low != nil {
		v = instead(ops.Less(y, d.Low), v, math.Inf(-1))
	}
	if d.High != nil {
		v = instead(ops.Less(d.High, y), v, math.Inf(-1))
	}
	return v
}

func (d Truncated) cdf(y *G.Node) *G.Node { return ops.Exp(d.logCDF(y)) }

func (d Truncated) logCDF(y *G.Node) *G.Node {
	low, high := d.ends()
	return d.part(y, low, d.moved(y), func(y *G.Node) (none, all *G.Node) { return notAbove(y, low), notBelow(y, high) })
}

func (d Truncated) logSurvival(y *G.Node) *G.Node {
	low, high := d.ends()
	return d.part(y, d.moved(y), high, func(y *G.Node) (none, all *G.Node) { return notBelow(y, high), notAbove(y, low) })
}

func (d Truncated) sample(noise *G.Node) *G.Node { return implicit(d, noise) }
