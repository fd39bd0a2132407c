package training

import (
	"github.com/deepprob/deepprob/layers"
)

// Call is what a fit was called with: where its Model stood, and fingerprints of what cannot be told from its settings. By it a fit
// that resumes tells whether a file is of the same call.
type Call struct {
	Epochs, Steps int    // of the Model when it began
	Weights       uint64 // those it was given; 0: none

	Net, Rows, Validation  uint64
	Count, BatchSize, Held int // training rows, rows a step, and validation rows
}

// made is how many epochs of the call the model has made.
func (c Call) made(m *Model) int { return m.Epochs - c.Epochs }

// callOf is a call that begins with the model as it stands.
func callOf(m *Model) (c Call) {
	c.Epochs, c.Steps = m.Epochs, m.Steps
	if m.Params.Len() > 0 {
		c.Weights = weightsPrint(m.Params)
	}
	return c
}

// weightsPrint is the fingerprint of parameters with their values.
func weightsPrint(p *layers.Params) uint64 {
	var f fingerprint
	f.names(p)
	for _, v := range p.All() {
		f.tensor(v)
	}
	return uint64(f)
}

// with adds what the fit is made of.
func (c Call) with(r *run) Call {
	print := func(do func(f *fingerprint)) uint64 {
		var f fingerprint
		do(&f)
		return uint64(f)
	}
	c.Net = print(func(f *fingerprint) { f.value(r.model.Net) })
	c.Rows = print(func(f *fingerprint) { f.rows(r.train) })
	c.Count, c.BatchSize = r.train.n, r.BatchSize
	if r.check != nil {
		c.Validation, c.Held = print(func(f *fingerprint) { f.rows(r.check.rows) }), r.check.rows.n
	}
	return c
}
