package plan

import (
	"strings"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// pickOne lets a pick from the log-softmax of narrow rows compute only what it picks, where nothing else reads the rest.
func (f *fusion) pickOne(s *Step) {
	if s.compute == nil || s.op.String() != "pick" || !f.passing(s.In[0]) {
		return
	}
	m := f.producer(s.In[0])
	if m == nil || !strings.HasPrefix(m.op.String(), "log_softmax") || f.hold[m.Out] {
		return
	}
	shape := f.Shapes[m.Out]
	k := shape[len(shape)-1]
	rows := pickRows[float64](k)
	if f.Dtypes[s.Out] == tensor.Float32 {
		rows = pickRows[float32](k)
	}
	if rows == nil {
		return
	}
	n := f.Shapes[s.Out].TotalSize()
	f.replace("pick", s, []int{m.In[0], s.In[1]}, func(out G.Value, in []G.Value) error { rows(out, in, 0, n); return nil }, Form{})
	const exponential = 2 // nanoseconds, as in package ops
	s.parts = Split(n, MinRows, exponential*float64(n*k), func(lo, hi int) func(out G.Value, in []G.Value) {
		return func(out G.Value, in []G.Value) { rows(out, in, lo, hi) }
	})
}

// pickRows computes rows lo to hi of k elements, nil if they are not narrow.
func pickRows[T kernel.Float](k int) func(out G.Value, in []G.Value, lo, hi int) {
	if !kernel.PickLogSoftmax[T](nil, nil, nil, k) {
		return nil
	}
	return func(out G.Value, in []G.Value, lo, hi int) {
		dst, x, index := ops.Data[T](out)[lo:hi], ops.Data[T](in[0])[lo*k:hi*k], ops.Data[T](in[1])[lo:hi]
		if !kernel.PickLogSoftmax(dst, x, index, k) { // a test has lowered the level since
			all := make([]T, len(x))
			kernel.LogSoftmax(all, x, k)
			kernel.Pick(dst, all, index, k)
		}
	}
}
