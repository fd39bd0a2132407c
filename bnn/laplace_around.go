package bnn

import (
	"slices"

	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// around is a normal around the weights of a model.
type around struct {
	*subset
	mean   []float64 // the mode
	cov    covariance
	params *layers.Params // all weights, at the mode
	model  *training.Model
}

var _ training.Sampler = (*around)(nil)

// Len is 0: there is no end to the draws.
func (a *around) Len() int { return 0 }

// Sample is the mode plus a deviation.
func (a *around) Sample(into *layers.Params, seed uint64, k int) error {
	if err := into.CopyFrom(a.params); err != nil {
		return err
	}
	w := a.deviation(seed, k)
	for i, v := range a.mean {
		w[i] += v
	}
	a.set(into, w)
	return nil
}

// deviation is a draw of N(0, cov).
func (a *around) deviation(seed uint64, k int) []float64 {
	z := make([]float64, a.dim())
	rng.New(seed, "bnn/laplace", 0, uint64(k)).Normal64(z, 0)
	a.cov.draw(z)
	return z
}

// around is the normal around the last layers' weights, which the model gets; its others are as they were.
func (h *head) around(m *training.Model, chol *mat.Cholesky) *around {
	s := &subset{}
	for k, l := range h.lasts {
		kernel := h.params.Get(l.param("kernel")).Size()
		s.slots = append(s.slots, slot{l.param("kernel"), l.at, l.at + kernel})
		if l.bias {
			s.slots = append(s.slots, slot{l.param("bias"), l.at + kernel, l.at + l.size()})
		}
		s.wide += l.size()
		s.group = append(s.group, slices.Repeat([]int{k}, l.size())...)
	}
	cov := &fullCovariance{group: s.group, chol: *chol}
	chol.UTo(&cov.root)
	params := m.Params.Clone()
	if h.noise != nil {
		setNumbers(params.Get(h.noisePath), h.noise)
	}
	s.set(params, h.weights)
	return newAround(m, s, h.weights, cov, params)
}

func newAround(m *training.Model, s *subset, mean []float64, cov covariance, params *layers.Params) *around {
	return &around{subset: s, mean: mean, cov: cov, params: params, model: m.With(params)}
}
