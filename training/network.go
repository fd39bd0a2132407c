package training

import (
	"errors"
	"fmt"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	G "gorgonia.org/gorgonia"
)

// Network is what a model computes in prediction, as a graph: for programs that translate it, such as package export. The
// graph has no values: those of its parameters are in Params, under the paths that Node knows, and may be exchanged for others of
// their shapes.
type Network struct {
	*layers.Pass
	X            *G.Node                    // the features as XScale makes them, (rows, features)
	Distribution distributions.Distribution // of the target as YScale makes it, one a row
}

// Network builds the pass that Predict computes, over so many rows. A network that draws noise in it has a Key or a SharedKey.
// The model must have been fitted or loaded.
func (m *Model) Network(rows int) (*Network, error) {
	n, err := m.network(rows)
	if err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	return n, nil
}

func (m *Model) network(rows int) (n *Network, err error) {
	defer build.Recover(&err)
	if err := m.own().use.predicting(); err != nil {
		return nil, err
	}
	defer m.own().use.predicted()
	if rows < 1 {
		return nil, fmt.Errorf("a network over %d rows: there must be one", rows)
	}
	if m.XScale == nil || m.YScale == nil {
		return nil, errors.New("the Model has not been fitted: fit it first, or set Params, XScale and YScale")
	}
	features := len(m.XScale.Scale)
	if err := m.check(features, len(m.YScale.Scale)); err != nil {
		return nil, err
	}
	f, err := m.pass(layers.Pass{Mode: layers.Predict}, rows, features)
	if err != nil {
		return nil, err
	}
	if f.Whole {
		return nil, errRowsSeeEachOther
	}
	return &Network{Pass: &f.Pass, X: f.x, Distribution: distributions.Predicted(f.q)}, nil
}

var errRowsSeeEachOther = errors.New("the rows see each other in prediction (Scope.WholeBatch, or Scope.Update), where they are computed apart: only in training may they")
