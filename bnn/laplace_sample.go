package bnn

import (
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// laplaceSampler draws the last layers' weights from a normal.
type laplaceSampler struct {
	params *layers.Params // all weights, those of the last layers at the mode
	mean   []float64
	root   mat.TriDense // upper: root'·root is the precision
	slots  []slot
}

var _ training.Sampler = (*laplaceSampler)(nil)

// sampler draws around the weights as they are; params are the model's at their mode.
func (h *head) sampler(m *training.Model, chol *mat.Cholesky) (s *laplaceSampler, params *layers.Params, err error) {
	s = &laplaceSampler{params: m.Params.Clone(), mean: h.weights}
	chol.UTo(&s.root)
	for _, l := range h.lasts {
		kernel := h.params.Get(l.param("kernel")).Size()
		s.slots = append(s.slots, slot{l.param("kernel"), l.at, l.at + kernel})
		if l.bias {
			s.slots = append(s.slots, slot{l.param("bias"), l.at + kernel, l.at + l.size()})
		}
	}
	if h.noise != nil {
		setFloat64s(s.params.Get(h.noisePath), h.noise)
	}
	setVector(s.params, s.slots, s.mean)
	return s, s.params.Clone(), nil
}

// Len is 0: there is no end to the draws.
func (s *laplaceSampler) Len() int { return 0 }

// Sample is the mode plus root^-1 e for standard normals e, whose covariance is that of the posterior.
func (s *laplaceSampler) Sample(into *layers.Params, seed uint64, k int) error {
	if err := into.CopyFrom(s.params); err != nil {
		return err
	}
	w := make([]float64, len(s.mean))
	rng.New(seed, "bnn/laplace", 0, uint64(k)).Normal64(w, 0)
	blas64.Trsv(blas.NoTrans, s.root.RawTriangular(), blas64.Vector{N: len(w), Data: w, Inc: 1})
	for i, v := range s.mean {
		w[i] += v
	}
	setVector(into, s.slots, w)
	return nil
}
