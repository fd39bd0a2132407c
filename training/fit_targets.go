package training

import (
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/layers"
)

// Targets are the scaled targets of the training rows that count, for parameters that start by them, and for whoever
// initializes the network by a layers.Pass of its own. The model must have its scalers. They are made when first asked for, so
// that networks that do not ask pay nothing.
func (m *Model) Targets(train data.Set) *layers.Targets {
	k := len(train.Y) / train.Rows()
	return layers.NewTargets(k, func() (y, weights []float64) {
		s, _ := counting(train)
		y = make([]float64, len(s.Y))
		for i, v := range s.Y {
			y[i] = (v - m.YScale.Shift[i%k]) / m.YScale.Scale[i%k]
		}
		return y, meanOne(s.Weights, s.Rows())
	})
}
