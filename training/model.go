package training

import (
	"errors"
	"fmt"
	"io"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Model is a network, the units it works in and the weights it has. Fitting fills in what is missing; a Model that has
// been fitted, or given all of it, predicts. Predict may be called from several goroutines at the same time, but not
// while the model is being fitted.
type Model struct {
	Net   Net
	X     data.Scaler  // of the features; nil: as they are
	Y     data.Scaler  // of the target; nil: as it is
	Dtype tensor.Dtype // of all computation in the network; zero: float32

	// What fitting finds. XScale and YScale are fitted on the training rows only.
	XScale, YScale *data.Affine
	Params         *layers.Params

	predictors predictors
}

// Init fits the scalers to the training set and draws the parameters from the seed, keeping those that are there: a
// Model with Params goes on where they are. Trainer calls it.
func (m *Model) Init(train data.Set, seed uint64) error {
	if m.Net == nil {
		return errors.New("training: the Model has no Net")
	}
	if err := train.Check(); err != nil {
		return fmt.Errorf("training: %w", err)
	}
	if m.XScale == nil {
		a, err := train.FitX(scaler(m.X))
		if err != nil {
			return fmt.Errorf("training: scaling the features: %w", err)
		}
		m.XScale = &a
	}
	if m.YScale == nil {
		a, err := train.FitY(scaler(m.Y))
		if err != nil {
			return fmt.Errorf("training: scaling the target: %w", err)
		}
		m.YScale = &a
	}
	if m.Params == nil {
		m.Params = &layers.Params{}
	}
	_, features := train.X.Dims()
	_, err := m.pass(layers.Pass{Init: true, Seed: seed}, 1, features)
	return err
}

// scaler is s, or the identity for nil.
func scaler(s data.Scaler) data.Scaler {
	if s == nil {
		return data.Identity{}
	}
	return s
}

// forward is a forward pass of the model's network over some rows.
type forward struct {
	layers.Pass
	x *G.Node // (rows, features)
	q distributions.Distribution
}

// pass builds the network over rows of features with the model's parameters; settings come from p.
func (m *Model) pass(p layers.Pass, rows, features int) (f *forward, err error) {
	defer build.Recover(&err)
	f = &forward{Pass: p}
	f.Graph, f.Dtype, f.Params = G.NewGraph(), m.dtype(), m.Params
	s := f.Scope()
	f.x = build.Input(f.Graph, f.Dtype, "x", rows, features)
	f.q = m.Net.Forward(s, f.x)
	if b := f.q.BatchShape(); len(b) == 0 || b[0] != rows {
		build.Fail("net", []tensor.Shape{b}, "the network was given %d rows but its distribution has the first shape: it must be one distribution a row", rows)
	}
	return f, nil
}

// bind gives a program the model's weights, through headers of its own over the same memory.
func (f *forward) bind(p *graph.Program) error {
	for _, path := range f.Paths() {
		v := f.Params.Get(path)
		header := tensor.New(tensor.WithShape(v.Shape()...), tensor.WithBacking(v.Data()))
		if err := p.Let(f.Node(path), header); err != nil {
			return fmt.Errorf("training: parameter %s: %w", path, err)
		}
	}
	return nil
}

func (m *Model) dtype() tensor.Dtype {
	if m.Dtype.Type == nil {
		return tensor.Float32
	}
	return m.Dtype
}

// WriteDot draws the network for a batch of so many rows in the dot language, from the features to the log-density of
// the target y, or to the prediction of a point network. The model must have been fitted or loaded.
func (m *Model) WriteDot(w io.Writer, rows int, d graph.Dot) (err error) {
	defer build.Recover(&err)
	if m.Params == nil || m.XScale == nil {
		return errors.New("training: the Model has no parameters yet: fit it before drawing it")
	}
	f, err := m.pass(layers.Pass{Mode: layers.Predict}, rows, len(m.XScale.Scale))
	if err != nil {
		return err
	}
	d.Params = f.Nodes()
	if point, ok := f.q.(distributions.Deterministic); ok {
		return d.Write(w, point.Loc)
	}
	first := len(f.Graph.AllNodes())
	y := build.Input(f.Graph, f.Dtype, "y", append(f.q.BatchShape(), f.q.EventShape()...)...)
	logProb := f.q.LogProb(y)
	build.Name(f.Graph, first, "log_prob")
	d.Observed = append(d.Observed, y)
	return d.Write(w, logProb)
}
