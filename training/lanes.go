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

// lanes are kept between predictions, so that one of a single row costs microseconds.
type lanes struct {
	mu   sync.Mutex
	idle []*lane
}

// take returns a lane for f, nil if none fits: its weights must be the model's own, those that it is bound to, where it
// reads them.
func (k *lanes) take(f *flight) *lane {
	if !f.ownWeights() {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for len(k.idle) > 0 {
		l := k.idle[len(k.idle)-1]
		k.idle = k.idle[:len(k.idle)-1]
		if l.readsFrom(f.params) {
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

// ownWeights reports whether the prediction is of the weights of the model, and not of draws or copies of them.
func (f *flight) ownWeights() bool { return f.d.sampler == nil && f.params == f.model.Params }

// spot is where a lane found a weight.
type spot struct {
	v              *tensor.Dense
	memory         *byte // nil: it was not in order, so that the lane has a copy
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

// readsFrom reports whether the lane reads the tensors of p where they are.
func (l *lane) readsFrom(p *layers.Params) bool {
	if p.Len() != len(l.spots) {
		return false
	}
	i := 0
	for _, v := range p.All() {
		if !l.spots[i].holds(v) {
			return false
		}
		i++
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
