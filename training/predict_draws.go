package training

import (
	"errors"
	"fmt"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/layers"
)

// PredictOption says how often, and from what, a prediction draws the weights.
type PredictOption func(*drawing)

// drawing is what the options of a prediction add up to, and where the weights come from.
type drawing struct {
	n     int  // 0: one, for a network without noise
	asked bool // whether an option said how many
	seed  uint64
	prior bool

	sampler  Sampler // nil: the weights are the model's
	distinct int     // draws that it has; 0 if there is no end to them
}

// Draws predicts the equally weighted mixture over n draws of the weights, or of dropout masks: numbers 0 to n-1, a
// function of seed and number each. Of a Sampler that has more of them they are evenly spaced ones, the last among them;
// of one that has fewer, all. More than 1,048,576 draws are an error.
func Draws(n int) PredictOption { return func(d *drawing) { d.n, d.asked = n, true } }

// PriorDraws is Draws from the prior of the weights instead of their posterior: what the network believes before any
// data. The model need not have been fitted, if it does not scale by data.
func PriorDraws(n int) PredictOption {
	return func(d *drawing) { d.n, d.asked, d.prior = n, true, true }
}

// DrawSeed is the seed of the draws, 0 without this option.
func DrawSeed(seed uint64) PredictOption { return func(d *drawing) { d.seed = seed } }

// Sampler draws the weights of a network from an approximation of their posterior: an ensemble's members, a sampler's
// chain, a normal around the best fit.
//
// Laws: a draw is a function of seed and k alone; it may be asked for by several goroutines at once.
type Sampler interface {
	// Len is the number of distinct draws, 0 if there is no end to them.
	Len() int
	// Sample overwrites the numbers in the tensors of into, which has those of the model's Params, with draw k >= 0.
	Sample(into *layers.Params, seed uint64, k int) error
}

// maxDraws is how many a prediction mixes at most: each keeps about a kilobyte while rows are computed, and what their number adds
// to the error of a mean falls as its square root.
const maxDraws = 1 << 20

// drawing checks the options against the model.
func (m *Model) drawing(options []PredictOption) (d drawing, err error) {
	for _, o := range options {
		o(&d)
	}
	if d.asked && d.n < 1 {
		return d, fmt.Errorf("%d draws of the weights: want at least one", d.n)
	}
	if d.sampler = m.Sampler; d.sampler == nil {
		return d, d.bounded()
	}
	d.distinct = d.sampler.Len()
	switch {
	case d.prior:
		return d, errors.New("a Sampler has no prior to draw from: use a model of the same network without one")
	case !d.asked && d.distinct == 0:
		return d, errors.New("the model draws its weights without end: say how many to mix, training.Draws(100)")
	case d.distinct > 0 && (!d.asked || d.n > d.distinct):
		d.n = d.distinct
	}
	return d, d.bounded()
}

func (d drawing) bounded() error {
	if d.n > maxDraws {
		return fmt.Errorf("%d draws of the weights: want %d at most; 1,000 give a mean to 3%% of the draws' spread", d.n, maxDraws)
	}
	return nil
}

// number is which of a Sampler's draws draw k is.
func (d drawing) number(k int) int {
	if d.distinct == 0 {
		return k
	}
	return spaced(k, d.n, d.distinct)
}

// unfitted is the model with weights of the seed and no scaling, for draws of the prior before there is any data.
func (m *Model) unfitted(features int, seed uint64) (*Model, error) {
	if m.Params != nil && m.XScale != nil && m.YScale != nil {
		return m, nil
	}
	u := m.With(m.Params.Clone())
	if u.XScale == nil && m.X != nil || u.YScale == nil && m.Y != nil {
		return nil, errors.New("the model scales by data but has not been fitted: set XScale and YScale")
	}
	if u.XScale == nil {
		u.XScale = identity(features)
	}
	if u.YScale == nil {
		u.YScale = identity(1)
	}
	if err := u.check(features, len(u.YScale.Scale)); err != nil {
		return nil, err
	}
	_, err := u.pass(layers.Pass{Init: true, Seed: seed}, 1, features)
	return u, err
}

func identity(columns int) *data.Affine {
	a := &data.Affine{Shift: make([]float64, columns), Scale: make([]float64, columns)}
	for j := range a.Scale {
		a.Scale[j] = 1
	}
	return a
}
