package training

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Net is a network whose output is a probability distribution p(y | x), one a row of x. Like a layer it is a struct
// literal that takes its weights from s and keeps nothing. Forward makes nodes, neither fitting nor predicting with a
// Model: one network of the process is built at a time. Package nets has the usual ones.
type Net interface {
	Forward(s *layers.Scope, x *G.Node) distributions.Distribution
}

// Point makes a Net of a layer that predicts a number a row: its output is a Deterministic. An output of (n, 1) becomes
// (n), one of (n, d) an Independent of d numbers.
func Point(l layers.Layer) Net { return point{l} }

type point struct{ Layer layers.Layer }

// Spell writes the call of Point.
func (p point) Spell(print func(any) string) string { return "training.Point(" + print(p.Layer) + ")" }

func (p point) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	if p.Layer == nil {
		build.Fail("point", nil, "the layer of Point is nil")
	}
	y := p.Layer.Forward(s, x)
	switch {
	case y == nil:
		build.Fail("point", nil, "%T returned nil: Forward must return a node", p.Layer)
	case y.Dims() == 1:
		return distributions.Deterministic{Loc: y}
	case y.Dims() == 2 && y.Shape()[1] == 1:
		return distributions.Deterministic{Loc: ops.Reshape(y, y.Shape()[0])}
	case y.Dims() == 2:
		return distributions.Independent{Base: distributions.Deterministic{Loc: y}}
	}
	build.Fail("point", []tensor.Shape{y.Shape()}, "the layer must return one number, or one vector, a row: (n), (n, 1) or (n, d)")
	return nil
}
