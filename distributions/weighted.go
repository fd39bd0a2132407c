package distributions

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Weighted counts each row Weight times in a likelihood: its log-density is Weight times Base's, which is none of a
// distribution, so a prediction is about Base. A weight of 0 takes a row out, however impossible it is; one below 0 makes it
// NaN.
type Weighted struct {
	Base   Distribution
	Weight *G.Node `param:"nonnegative"` // (n...), or fewer axes if rows share it
}

// BatchShape is the common shape of Base's batch and Weight.
func (d Weighted) BatchShape() tensor.Shape {
	if d.Base == nil || d.Weight == nil {
		build.Fail("weighted", shapesBeside(d.Base, d.Weight), "Base or Weight is nil: give a distribution and a node with the weights of its rows")
	}
	return batchOfShapes("weighted", d.Base.BatchShape(), d.Weight.Shape())
}

// EventShape is Base's.
func (d Weighted) EventShape() tensor.Shape { d.BatchShape(); return d.Base.EventShape() }

// LogProb is Weight times Base's.
func (d Weighted) LogProb(y *G.Node) *G.Node {
	return onPoints("weighted log-prob", d, y, Weighted.logDensity)
}

// Support is Base's.
func (d Weighted) Support() Support { d.BatchShape(); return SupportOf(d.Base) }

// Predicted is Base.
func (d Weighted) Predicted() Distribution { d.BatchShape(); return d.Base }

func (d Weighted) logDensity(y *G.Node) *G.Node {
	return ops.XMulY(nonnegative(d.Weight), logDensity(d.Base, y))
}
