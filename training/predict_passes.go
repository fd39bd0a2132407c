package training

import (
	"fmt"
	"reflect"
	"sync"
	"unsafe"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"gorgonia.org/tensor"
)

// predictorKey is what the compiled passes of a model differ by.
type predictorKey struct {
	rows, features, part int
	marginal             bool // of one number of the target, not the whole
	prior                bool
}

// predictors are the compiled passes of a model. The zero value is empty.
type predictors struct {
	mu    sync.Mutex
	of    *layers.Params // whose shapes they were built for
	net   Net            // whose passes they are
	dtype tensor.Dtype
	made  map[predictorKey]*predictor
}

// unchanged refuses a network or a type that is not the one whose passes are there, for weights that are. A network that is
// written again, equal but for what functions captured, is the same.
func (c *predictors) unchanged(m *Model) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.like(m)
}

func (c *predictors) like(m *Model) error {
	switch {
	case c.of != m.Params || len(c.made) == 0:
		return nil
	case c.dtype != m.dtype():
		return fmt.Errorf("the Model's Dtype was %v when it predicted and is %v now: make another Model", c.dtype, m.dtype())
	case sameWords(c.net, m.Net):
		return nil
	case !sameNet(c.net, m.Net):
		return fmt.Errorf("the Model's Net was exchanged after it had predicted, a %T for a %T: make another Model for it, other := m.With(m.Params), and set other.Net", m.Net, c.net)
	}
	c.net = m.Net
	return nil
}

// sameWords reports whether two interfaces hold the same value in the same place, which it need not look at: a prediction of
// one row takes microseconds.
func sameWords(a, b Net) bool {
	return *(*[2]uintptr)(unsafe.Pointer(&a)) == *(*[2]uintptr)(unsafe.Pointer(&b))
}

// sameNet compares types, settings and the code of functions.
func sameNet(a, b Net) bool {
	var f, g fingerprint
	f.walk(reflect.ValueOf(a), newTrail(true))
	g.walk(reflect.ValueOf(b), newTrail(true))
	return f == g
}

// predictor finds or compiles the pass over so many rows, for one part of the distribution, or the whole if part is nil.
func (m *Model) predictor(k predictorKey, part func(q distributions.Distribution, j int) distributions.Distribution) (*predictor, error) {
	c := &m.own().predictors
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.like(m); err != nil {
		return nil, err
	}
	if c.of != m.Params {
		c.of, c.made = m.Params, map[predictorKey]*predictor{}
	}
	c.net, c.dtype = m.Net, m.dtype()
	if p := c.made[k]; p != nil {
		return p, nil
	}
	p, err := m.newPredictor(k, func(q distributions.Distribution) distributions.Distribution {
		if part == nil {
			return q
		}
		return part(q, k.part)
	})
	if err == nil {
		c.made[k] = p
	}
	return p, err
}
