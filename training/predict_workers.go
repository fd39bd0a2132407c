package training

import (
	"runtime"
	"slices"
	"sync"
	"unsafe"

	"github.com/deepprob/deepprob/internal/rowmajor"
	"github.com/deepprob/deepprob/layers"
	"gorgonia.org/tensor"
)

// workers are kept between predictions, so that one of a single row costs microseconds.
type workers struct {
	mu   sync.Mutex
	idle []*worker
}

// take returns a worker for p, nil if none fits: its weights must be the model's own, those that it is bound to, where it
// reads them.
func (k *workers) take(p *prediction) *worker {
	if !p.ownWeights() {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for len(k.idle) > 0 {
		w := k.idle[len(k.idle)-1]
		k.idle = k.idle[:len(k.idle)-1]
		if w.readsFrom(p.params) {
			w.d, w.drawn = p.d, -1 // the weights may have changed in place
			return w
		}
	}
	return nil
}

// put takes the workers of a prediction that has ended, as many as there are cores.
func (k *workers) put(p *prediction) {
	if !p.ownWeights() {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.idle = append(k.idle, p.idle...)
	k.idle = k.idle[:min(len(k.idle), runtime.GOMAXPROCS(0))]
	p.idle = nil
}

// ownWeights reports whether the prediction is of the weights of the model, and not of draws or copies of them.
func (p *prediction) ownWeights() bool { return p.d.sampler == nil && p.params == p.model.Params }

// spot is where a worker found a weight.
type spot struct {
	v              *tensor.Dense
	memory         *byte // nil: it was not in order, so that the worker has a copy
	shape, strides []int
}

func spotOf(v *tensor.Dense) spot {
	if !rowmajor.Is(v) {
		return spot{v: v}
	}
	return spot{v, unsafe.SliceData(v.Raw), v.Shape().Clone(), slices.Clone(v.Strides())}
}

// holds reports whether v can still be read there. T, which only exchanges strides, is seen as well as another tensor; it
// is asked at every prediction, so it compares no more than it must.
func (s *spot) holds(v *tensor.Dense) bool {
	return v == s.v && s.memory != nil && unsafe.SliceData(v.Raw) == s.memory &&
		slices.Equal(v.Strides(), s.strides) && slices.Equal(v.Shape(), s.shape) && len(v.Mask()) == 0
}

// readsFrom reports whether the worker reads the tensors of p where they are.
func (w *worker) readsFrom(p *layers.Params) bool {
	if p.Len() != len(w.spots) {
		return false
	}
	i := 0
	for _, v := range p.All() {
		if !w.spots[i].holds(v) {
			return false
		}
		i++
	}
	return true
}
