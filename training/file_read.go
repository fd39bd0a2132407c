package training

import (
	"errors"
	"fmt"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/registry"
	"github.com/deepprob/deepprob/internal/safetensors"
	"github.com/deepprob/deepprob/layers"
)

// netSource says whose network a model that is read has.
type netSource int

const (
	netOfFile   netSource = iota
	netGiven              // the Model's own
	netCompared           // the Model's own, if it is not seen to be another than the file's
)

// read fills m, which has nothing but its Net if that is not to be read.
func (m *Model) read(f *safetensors.File, net netSource) error {
	text, ok := f.Metadata[metadataKey]
	if !ok {
		return fmt.Errorf("it has tensors but no model (no metadata %q): it is another program's, whose weights package convert reads", metadataKey)
	}
	h, err := parseHead(text)
	if err != nil {
		return err
	}
	if net == netCompared {
		if d := m.netDiffersFrom(h.Model); d != "" {
			return fmt.Errorf("the Net is not the one that was saved: %s: give that one, or take Load and exchange the Model's Net if the change is meant", d)
		}
	}
	if net != netOfFile {
		if h.Model, err = without(h.Model, "Net"); err != nil {
			return err
		}
	}
	from, read := newSource(f, h.Tensors, net != netOfFile), Model{}
	if err = registry.Read(h.Model, &read, from); err == nil {
		err = from.rest()
	}
	if err != nil {
		return h.by(err)
	}
	if net != netOfFile {
		read.Net = m.Net
	}
	if err := read.sound(); err != nil {
		return h.by(err)
	}
	m.become(&read)
	return nil
}

// by adds which versions an error is of: what one of them does not know may be the other's.
func (h head) by(err error) error {
	if h.Library == version() {
		return err
	}
	return fmt.Errorf("%w (written by deepprob %q, read by %q)", err, h.Library, version())
}

// sound compares what was read with itself: weights, scalers, and where the run is.
func (m *Model) sound() error {
	if m.Net == nil {
		return errors.New("it has no network: " + damaged)
	}
	if m.Trainer != nil {
		m.Trainer = m.Trainer.Settings()
	}
	if m.Epochs < 0 || m.Steps < 0 {
		return fmt.Errorf("it has been fitted for %d epochs, %d steps: %s", m.Epochs, m.Steps, damaged)
	}
	if err := m.Run.sound(m.Params); err != nil {
		return fmt.Errorf("its Run: %w", err)
	}
	if m.Params.Len() == 0 || m.XScale == nil || m.YScale == nil {
		return nil // it has not been fitted
	}
	return m.fits()
}

// fits builds the network over one row, as a prediction does, which declares all parameters: there must be these and no others, of
// these shapes. No number of them is read, and none drawn.
func (m *Model) fits() (err error) {
	defer func() {
		if r := recover(); r != nil { // settings that no literal has, in a network that does not look
			err = fmt.Errorf("its network cannot be built: %v: %s", r, damaged)
		}
	}()
	if err := m.check(len(m.XScale.Scale), len(m.YScale.Scale)); err != nil {
		return err
	}
	_, err = m.pass(layers.Pass{Mode: layers.Predict}, 1, len(m.XScale.Scale))
	return err
}

// sound refuses a run with which a fit could not go on: its weights are of the model's names, shapes and type, in their order.
func (run *Run) sound(p *layers.Params) error {
	if run.Epochs < 0 || run.Steps < 0 || run.SolverSteps < 0 || run.SinceBest < 0 || run.Epoch.Steps < 0 {
		return errors.New("a number of epochs or steps is negative: " + damaged)
	}
	all := map[string]*layers.Params{"Best": run.Best, "Last": run.Last}
	for i, mean := range run.Means {
		if mean.Params == nil || mean.Steps < 1 {
			return fmt.Errorf("in Means[%d] there are %d steps and %d weights: %s", i, mean.Steps, mean.Params.Count(), damaged)
		}
		all[fmt.Sprintf("Means[%d]", i)] = mean.Params
	}
	for name, q := range all {
		if q != nil && !alike(p, q) {
			return fmt.Errorf("the weights of %s are not of the model's names, shapes and type: %s", name, damaged)
		}
	}
	return turnable(run.Turning, p)
}

// alike reports whether two sets of parameters are of the same names, in their order, shapes and types.
func alike(p, q *layers.Params) bool {
	for path, v := range p.All() {
		if w := q.Get(path); w == nil || !build.SameShape(v.Shape(), w.Shape()) || v.Dtype() != w.Dtype() {
			return false
		}
	}
	return slices.Equal(p.Names(), q.Names())
}

// turnable refuses groups of columns that cannot be turned together.
func turnable(groups []layers.Turning, p *layers.Params) error {
	for _, g := range groups {
		columns := 0
		for i, path := range g.Paths {
			v := p.Get(path)
			if v == nil || v.Dims() != 2 || i > 0 && v.Shape()[1] != columns {
				return fmt.Errorf("in Turning %q is no matrix of the model with as many columns as others of its group: %s", path, damaged)
			}
			columns = v.Shape()[1]
		}
		if columns == 0 {
			return errors.New("in Turning a group is empty: " + damaged)
		}
	}
	return nil
}
