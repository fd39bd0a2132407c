package training

import (
	"runtime"
	"slices"
	"sync"

	"github.com/deepprob/deepprob/internal/rowmajor"
	"github.com/deepprob/deepprob/layers"
	"gorgonia.org/tensor"
)

// lanes are kept between predictions, so that one of a single row costs microseconds.
type lanes struct {
	mu   sync.Mutex
	idle []*lane
}

// take returns a lane for f, nil if none fits: its weights must be the model's own, those that it is bound to, in order,
// so that it reads them where they are.
func (k *lanes) take(f *flight) *lane {
	if !f.ownWeights() {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for len(k.idle) > 0 {
		l := k.idle[len(k.idle)-1]
		k.idle = k.idle[:len(k.idle)-1]
		if slices.Equal(l.bound, tensors(f.params)) {
			l.d, l.drawn = f.d, -1 // the weights may have changed in place
			return l
		}
	}
	return nil
}

// put takes the lanes of a prediction that has landed, as many as there are cores.
func (k *lanes) put(f *flight) {
	if !f.ownWeights() {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.idle = append(k.idle, f.idle...)
	k.idle = k.idle[:min(len(k.idle), runtime.GOMAXPROCS(0))]
	f.idle = nil
}

// ownWeights reports whether the prediction computes with the tensors of the model, and not with copies of them.
func (f *flight) ownWeights() bool {
	if f.d.sampler != nil || f.params != f.model.Params {
		return false
	}
	for _, v := range f.params.All() {
		if !rowmajor.Is(v) {
			return false
		}
	}
	return true
}

// tensors lists the tensors of p.
func tensors(p *layers.Params) (ts []*tensor.Dense) {
	for _, v := range p.All() {
		ts = append(ts, v)
	}
	return ts
}
