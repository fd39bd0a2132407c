package training

import (
	"sync"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
)

// predictorKey is what the compiled passes of a model differ by.
type predictorKey struct {
	rows, features, part int
	prior                bool
}

// predictors are the compiled passes of a model. The zero value is empty.
type predictors struct {
	mu   sync.Mutex
	of   *layers.Params // whose shapes they were built for
	made map[predictorKey]*predictor
}

// predictor finds or compiles the pass over so many rows, for one part of the distribution.
func (m *Model) predictor(k predictorKey, part func(q distributions.Distribution, j int) distributions.Distribution) (*predictor, error) {
	c := &m.predictors
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of != m.Params {
		c.of, c.made = m.Params, map[predictorKey]*predictor{}
	}
	if p := c.made[k]; p != nil {
		return p, nil
	}
	p, err := m.newPredictor(k, func(q distributions.Distribution) distributions.Distribution { return part(q, k.part) })
	if err == nil {
		c.made[k] = p
	}
	return p, err
}
