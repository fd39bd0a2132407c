package distributions

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Masked leaves out targets that are missing: where Mask is 0 the log-density and its gradient are 0, also where the target is
// NaN, and where it is 1 they are Base's. Of a vector with missing elements the elements are masked: Independent{Base: Masked{...}}.
// A prediction is about Base.
type Masked struct {
	Base Distribution
	Mask *G.Node `param:"nonnegative"` // 0 or 1, (n...)
}

// BatchShape is the common shape of Base's batch and Mask.
func (d Masked) BatchShape() tensor.Shape {
	if d.Base == nil || d.Mask == nil {
		build.Fail("masked", shapesBeside(d.Base, d.Mask), "Base or Mask is nil: give a distribution and a node that is 1 where a target is there and 0 where not")
	}
	return batchOfShapes("masked", d.Base.BatchShape(), d.Mask.Shape())
}

// EventShape is Base's.
func (d Masked) EventShape() tensor.Shape { d.BatchShape(); return d.Base.EventShape() }

// LogProb is Base's where Mask is 1, and 0 where it is 0.
func (d Masked) LogProb(y *G.Node) *G.Node {
	return onPoints("masked log-prob", d, y, Masked.logDensity)
}

// Support is Base's.
func (d Masked) Support() Support { d.BatchShape(); return SupportOf(d.Base) }

// Predicted is Base.
func (d Masked) Predicted() Distribution { d.BatchShape(); return d.Base }

// logDensity puts something that Base can have in place of a missing target: 0 times the NaN of its gradient is NaN.
func (d Masked) logDensity(y *G.Node) *G.Node {
	mask := d.Mask
	for range d.Base.EventShape() {
		mask = ops.Reshape(mask, join(mask.Shape(), tensor.Shape{1})...)
	}
	y = ops.Where(mask, y, d.somewhere(y))
	return ops.XMulY(nonnegative(d.Mask), logDensity(d.Base, y))
}

// somewhere is a number inside Base's support; of vectors the mean, if there is one, or zeros.
func (d Masked) somewhere(y *G.Node) *G.Node {
	s := SupportOf(d.Base)
	switch {
	case len(d.Base.EventShape()) == 0 && s.Kind == Integers:
		return full(y, max(s.Lo, min(s.Hi, 0)))
	case len(d.Base.EventShape()) == 0:
		return full(y, interior(s.Lo, s.Hi))
	}
	if m, ok := d.Base.(HasMean); ok {
		return ops.StopGradient(m.Mean())
	}
	return full(y, 0)
}
