package training_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// crooked adds shapes that do not fit, in a line of its own.
type crooked struct{}

func (crooked) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return distributions.Deterministic{Loc: ops.Add(x, s.Param("bias", layers.Zeros, 3))} // the line to name
}

// square has no axis for rows: what is wrong is found after Forward.
type square struct{}

func (square) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return distributions.Deterministic{Loc: ops.Reshape(ops.Sum(x), 1)}
}

// blocky is a layer that returns no node; a struct literal alone has no line of the user's.
type blocky struct{}

func (blocky) Forward(_ *layers.Scope, _ *G.Node) *G.Node { return nil }

// fussy is a distribution of the user's that refuses float64, in which a Posterior evaluates it.
type fussy struct{ Loc *G.Node }

func (d fussy) BatchShape() tensor.Shape { return d.Loc.Shape() }
func (d fussy) EventShape() tensor.Shape { return tensor.Shape{} }

func (d fussy) LogProb(y *G.Node) *G.Node {
	if y.Dtype() == tensor.Float64 {
		ops.Add(y, ops.Full(y.Graph(), tensor.Float32, 1, 1)) // another type: the line to name
	}
	return ops.Neg(ops.Square(ops.Sub(y, d.Loc)))
}

// fussyVector is a distribution of vectors that refuses float64.
type fussyVector struct {
	Loc *G.Node `param:"axes=1"`
}

func (d fussyVector) BatchShape() tensor.Shape { return d.Loc.Shape()[:1] }
func (d fussyVector) EventShape() tensor.Shape { return d.Loc.Shape()[1:] }
func (d fussyVector) LogProb(y *G.Node) *G.Node {
	if y.Dtype() == tensor.Float64 {
		ops.Add(y, ops.Full(y.Graph(), tensor.Float32, 1, 1)) // another type: the line to name
	}
	return ops.Neg(ops.Sum(ops.Square(ops.Sub(y, d.Loc)), -1))
}

type pickyVector struct{}

func (pickyVector) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return fussyVector{s.Call("loc", layers.Dense{Units: 2}, x)}
}

// picky predicts a fussy distribution.
type picky struct{}

func (picky) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return fussy{ops.Reshape(s.Call("loc", layers.Dense{Units: 1}, x), x.Shape()[0])}
}

// Where is the line of Forward that made the node; without one it is empty, and never the line that fits or predicts, nor a
// file of Go's own.
func TestWhereIsTheLineOfForward(t *testing.T) {
	s := line(20, .3, 1)
	fits := func(net training.Net) error {
		_, err := training.Trainer{Loss: losses.MSE{}}.Fit(ctx, &training.Model{Net: net}, s, 1)
		return err
	}
	nll := func(net training.Net) error {
		_, err := training.Trainer{}.Fit(ctx, &training.Model{Net: net}, s, 1)
		return err
	}
	predicts := func() error { // the formulas of the network's distribution are built behind a sync.Once
		m := &training.Model{Net: picky{}}
		fit(t, training.Trainer{}, m, s, 1)
		_, err := m.Predict(ctx, s.X)
		return err
	}
	predictsJoint := func() error { // those of a Joint, and of its margins, wherever they are built
		m := &training.Model{Net: pickyVector{}}
		pairs := s
		pairs.Y = append(slices.Clone(s.Y), s.Y...)
		fit(t, training.Trainer{}, m, pairs, 1)
		q, err := m.PredictJoint(ctx, s.X)
		if err != nil {
			return err
		}
		_, err = q.Marginal(0)
		return err
	}
	for _, c := range []struct {
		name, want string
		err        error
	}{
		{"a line of Forward", "where_test.go:23", fits(crooked{})},
		{"after Forward", "", fits(square{})},
		{"a literal", "", fits(training.Point(layers.Dense{}))},
		{"a layer", "", fits(training.Point(blocky{}))},
		{"the loss", "", nll(training.Point(layers.Dense{Units: 1}))},
		{"the formulas", "where_test.go:46", predicts()},
		{"the formulas of vectors", "where_test.go:60", predictsJoint()},
	} {
		var e *graph.BuildError
		if !errors.As(c.err, &e) || e.Where != c.want || strings.Contains(c.err.Error(), "oncefunc.go") {
			t.Errorf("%s: %v", c.name, c.err)
		}
	}
}
