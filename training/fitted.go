package training

import (
	"slices"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/solvers"
)

// Fitted is what fitting has found of a network.
type Fitted struct {
	XScale, YScale *data.Affine // fitted on the training rows only
	Params         *layers.Params

	// Sampler, if there is one, draws the weights for each draw of a prediction; without it they are Params.
	Sampler Sampler

	// How far it has been fitted: Epochs and Steps name the shuffle and the noise that come next, and Run is what else a fit
	// goes on with, so that ten fits of one epoch are one fit of ten.
	Epochs, Steps int
	Run           Run

	// How it came about: the epochs of all fits that went on from each other, and the settings of the last one.
	History History
	Trainer *Trainer

	// Prior is the distribution of the training targets, for distributions.SwapPrior. Fitting does not find it: it is the user's to
	// set, so that it goes wherever the model goes.
	Prior distributions.Prior
}

// With is the model with other weights, such as a Params.Clone() of its own with some changed: the same network, scalers, counters,
// history and note. It is another Model, which may be fitted or predict beside this one. Its weights are no Run's and no
// Sampler's: it has neither.
func (m *Model) With(p *layers.Params) *Model {
	f := m.Fitted
	f.Params, f.Sampler, f.Run = p, nil, Run{}
	return m.like(f)
}

// Fresh is the model before it was fitted, but for its scalers and the Prior of its targets: a fit begins anew, on data scaled alike.
func (m *Model) Fresh() *Model {
	return m.like(Fitted{XScale: m.XScale, YScale: m.YScale, Prior: m.Prior})
}

// like is the same network with something else found of it. Whatever a Model gains stands here and in become, and nowhere else.
func (m *Model) like(f Fitted) *Model {
	return &Model{Net: m.Net, X: m.X, Y: m.Y, Dtype: m.Dtype, Note: m.Note, Fitted: f}
}

// become makes m what o is, but for who is at it.
func (m *Model) become(o *Model) {
	m.Net, m.X, m.Y, m.Dtype, m.Note, m.Fitted = o.Net, o.X, o.Y, o.Dtype, o.Note, o.Fitted
}

// Settings are what a file can hold of a Trainer: without Validation, Progress and Checkpoint, and with a Solver that has made no
// step where one can be had (solvers.Fresh).
func (t Trainer) Settings() *Trainer {
	t.Validation, t.Progress, t.Checkpoint, t.Resume = nil, nil, nil, false
	if s, err := solvers.Fresh(t.Solver); err == nil {
		t.Solver = s
	}
	return &t
}

// begun notes that a fit of these settings begins: it goes on with the history if there are weights to go on from. The history is a
// copy, since the model may have been copied.
func (f *Fitted) begun(t Trainer, anew bool) {
	f.Trainer = t.Settings()
	if f.History = slices.Clone(f.History); anew {
		f.History = nil
	}
}
