package training

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unsafe"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/rowmajor"
	"github.com/deepprob/deepprob/layers"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Model is a network and the units it works in, and Fitted, what is known of it. Fitting fills in what is missing; a Model that has
// been fitted, or given all of it, predicts. Predict may be called from several goroutines at the same time; while the model is
// being fitted, but for the caller's loop between two epochs, it is an error, and so is a second fit. Once it has predicted, a
// Net or Dtype that is exchanged is an error: make another Model. A copy of a Model has the same weights in the same memory
// and counts as another Model: give it a Params.Clone() before one of them is fitted. With is the same network with weights of its
// own.
type Model struct {
	Net   Net
	X     data.Scaler  // of the features; nil: as they are
	Y     data.Scaler  // of the target; nil: as it is
	Dtype tensor.Dtype // of all computation in the network; zero: float32
	Note  string       // the user's, which goes wherever the model goes

	Fitted

	state unsafe.Pointer // *state, atomic
}

// FitScalers fits XScale and YScale to the training rows, where they are not there yet. Fitting does it; several fits of
// one network do it once.
func (m *Model) FitScalers(train data.Set) error {
	if err := train.Check(); err != nil {
		return err
	}
	if m.XScale == nil {
		a, err := train.FitX(scaler(m.X))
		if err != nil {
			return fmt.Errorf("scaling the features: %w", err)
		}
		m.XScale = &a
	}
	if m.YScale == nil {
		a, err := train.FitY(scaler(m.Y))
		if err != nil {
			return fmt.Errorf("scaling the target: %w", err)
		}
		m.YScale = &a
	}
	return nil
}

// init fits the scalers to the training set and draws the parameters from the seed, keeping those that are there: a
// Model with Params goes on where they are.
func (m *Model) init(train data.Set, seed uint64) error {
	if err := m.FitScalers(train); err != nil {
		return err
	}
	if m.Params == nil {
		m.Params = &layers.Params{}
	}
	_, features := train.X.Dims()
	if err := m.check(features, len(train.Y)/train.Rows()); err != nil {
		return err
	}
	_, err := m.pass(layers.Pass{Init: true, Seed: seed, Targets: m.Targets(train)}, 1, features)
	return err
}

// check refuses a model that cannot take so many features and targets.
func (m *Model) check(features, targets int) error {
	switch dt := m.dtype(); {
	case m.Net == nil:
		return errors.New("the Model has no Net")
	case dt != tensor.Float32 && dt != tensor.Float64:
		return fmt.Errorf("the Model's Dtype is %v: networks compute in float32 or float64", dt)
	case m.Params == nil || m.XScale == nil || m.YScale == nil:
		return errors.New("the Model has no parameters yet: fit it first, or set Params, XScale and YScale")
	}
	if err := m.XScale.Check(); err != nil {
		return fmt.Errorf("XScale: %w", err)
	}
	if err := m.YScale.Check(); err != nil {
		return fmt.Errorf("YScale: %w", err)
	}
	if err := m.XScale.CheckColumns(features); err != nil {
		return err
	}
	if want := len(m.YScale.Scale); targets != want {
		return fmt.Errorf("there are %d targets a row, the model was fitted on %d", targets, want)
	}
	return nil
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
	f.Rows = G.Nodes{f.x}
	build.OneAtATime(func() { f.q = m.Net.Forward(s, f.x) })
	if f.q == nil {
		build.Fail("net", nil, "%T returned nil: Forward must return a distribution", m.Net)
	}
	if b := f.q.BatchShape(); len(b) == 0 || b[0] != rows {
		build.Fail("net", []tensor.Shape{b}, "the network was given %d rows but its distribution has the first shape: it must be one distribution a row", rows)
	}
	return f, f.strangers(m.Net)
}

// strangers refuses parameters that the network does not declare: another network's, which would be kept, counted and saved
// beside its own. A pass that trains, or draws from the prior, may leave some out.
func (f *forward) strangers(net Net) error {
	if f.Mode != layers.Predict || f.Prior {
		return nil
	}
	var strange []string
	for path := range f.Params.All() {
		if f.Node(path) == nil {
			strange = append(strange, path)
		}
	}
	if len(strange) == 0 {
		return nil
	}
	const some = 5
	text := strings.Join(strange[:min(len(strange), some)], ", ")
	if len(strange) > some {
		text += ", ..."
	}
	return fmt.Errorf("the Model's Params have %d tensors that %T does not declare (%s): they are of another network, or of other names; leave them out, or give the Model the Net that they belong to", len(strange), net, text)
}

// bind gives a program the model's weights, through headers of its own over the same memory.
func (f *forward) bind(p *graph.Program) error {
	for _, path := range slices.Concat(f.Paths(), f.States()) {
		v, err := rowmajor.Dense(f.Params.Get(path))
		if err != nil {
			return fmt.Errorf("parameter %s: %w", path, err)
		}
		header := tensor.New(tensor.WithShape(v.Shape()...), tensor.WithBacking(v.Data()))
		if err := p.Let(f.Node(path), header); err != nil {
			return fmt.Errorf("parameter %s: %w", path, err)
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
