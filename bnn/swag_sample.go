package bnn

import (
	"math"

	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/floats"
)

// swagSampler is a normal of low rank plus diagonal around the mean of weights.
type swagSampler struct {
	params  *layers.Params // at the mean
	slots   []slot
	scale   float64
	pace    swagPace // zero if the solver was given
	gauge   gauge
	n       int         // weights taken
	mean    []float64   // of them
	squares []float64   // sum of squared deviations, by Welford's recurrence
	last    [][]float64 // the last ones
}

// swagSamplers are those of several starts, which give draws in turn.
type swagSamplers []*swagSampler

var _ training.Sampler = swagSamplers(nil)

// take adds weights to the moments and keeps the last rank of them.
func (s *swagSampler) take(p *layers.Params, rank int) {
	if s.n == 0 {
		var d int
		s.slots, d = slotsOf(p)
		s.mean, s.squares = make([]float64, d), make([]float64, d)
	}
	s.n++
	w := vector(p, s.slots)
	for i, v := range w {
		d := v - s.mean[i]
		s.mean[i] += d / float64(s.n)
		s.squares[i] += d * (v - s.mean[i])
	}
	if s.last = append(s.last, w); len(s.last) > rank {
		s.last = s.last[1:]
	}
}

// Len is 0: there is no end to the draws.
func (s swagSamplers) Len() int { return 0 }

// Sample draws weights; the states are those of the mean.
func (s swagSamplers) Sample(into *layers.Params, seed uint64, k int) error {
	one := s[k%len(s)]
	if err := into.CopyFrom(one.params); err != nil {
		return err
	}
	setVector(into, one.slots, one.vector(seed, k))
	return nil
}

// vector is draw k.
func (s *swagSampler) vector(seed uint64, k int) []float64 {
	w, z := make([]float64, len(s.mean)), make([]float64, len(s.last))
	rng.New(seed, "bnn/swag/diagonal", 0, uint64(k)).Normal64(w, 0)
	rng.New(seed, "bnn/swag/deviations", 0, uint64(k)).Normal64(z, 0)
	for i := range w {
		w[i] = s.mean[i] + math.Sqrt(s.scale*s.squares[i]/float64(2*s.n))*w[i]
	}
	unit := math.Sqrt(s.scale / float64(2*(len(s.last)-1)))
	for j, x := range s.last {
		floats.AddScaled(w, unit*z[j], x)
		floats.AddScaled(w, -unit*z[j], s.mean)
	}
	return w
}
