package training

import (
	"errors"
	"fmt"
	"io"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	G "gorgonia.org/gorgonia"
)

// WriteDot draws the network for a batch of so many rows in the dot language, from the features to the log-density of
// the target y, or to the prediction of a point network. The model must have been fitted or loaded.
func (m *Model) WriteDot(w io.Writer, rows int, d graph.Dot) (err error) {
	defer build.Recover(&err)
	if w == nil {
		return fmt.Errorf("training: picture: %w", errNoWriter)
	}
	if err := m.own().use.predicting(); err != nil {
		return fmt.Errorf("training: %w", err)
	}
	defer m.own().use.predicted()
	if m.XScale == nil || m.YScale == nil {
		return errors.New("training: the Model has not been fitted: fit it before drawing it")
	}
	if err := m.check(len(m.XScale.Scale), len(m.YScale.Scale)); err != nil {
		return fmt.Errorf("training: %w", err)
	}
	if rows < 1 {
		return fmt.Errorf("training: a picture of a batch of %d rows: there must be one", rows)
	}
	f, err := m.pass(layers.Pass{Mode: layers.Predict}, rows, len(m.XScale.Scale))
	if err != nil {
		return err
	}
	d.Params = f.Nodes()
	q := f.q
	if vector, ok := q.(distributions.Independent); ok {
		q = vector.Base
	}
	if point, ok := q.(distributions.Deterministic); ok {
		return d.Write(w, point.Loc)
	}
	first := len(f.Graph.AllNodes())
	y := build.Input(f.Graph, f.Dtype, "y", append(f.q.BatchShape(), f.q.EventShape()...)...)
	var logProb *G.Node
	build.OneAtATime(func() { logProb = f.q.LogProb(y) })
	build.Name(f.Graph, first, "log_prob")
	d.Observed = append(d.Observed, y)
	return d.Write(w, logProb)
}
