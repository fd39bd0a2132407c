// Package watch notes the numbers of values before a step that may spoil them, finds what was spoilt, and takes it back.
package watch

import (
	"math"

	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Watch is float32 and float64 values as they were.
type Watch struct {
	values []G.Value
	narrow [][]float32 // of value i, if it is of that type
	wide   [][]float64
}

// New notes the values, whose elements are in order (rowmajor.Is).
func New(values []G.Value) *Watch {
	w := &Watch{values: values, narrow: make([][]float32, len(values)), wide: make([][]float64, len(values))}
	for i, v := range values {
		if single(v) {
			w.narrow[i] = make([]float32, v.Shape().TotalSize())
		} else {
			w.wide[i] = make([]float64, v.Shape().TotalSize())
		}
	}
	w.Keep()
	return w
}

func single(v G.Value) bool { return v.Dtype() == tensor.Float32 }

// Keep notes the values as they are now. It allocates nothing.
func (w *Watch) Keep() {
	for i, v := range w.values {
		if single(v) {
			copy(w.narrow[i], ops.Data[float32](v))
		} else {
			copy(w.wide[i], ops.Data[float64](v))
		}
	}
}

// Restore makes the values what they were when they were last noted, bit for bit.
func (w *Watch) Restore() {
	for i, v := range w.values {
		if single(v) {
			copy(ops.Data[float32](v), w.narrow[i])
		} else {
			copy(ops.Data[float64](v), w.wide[i])
		}
	}
}

// Values are those that are watched.
func (w *Watch) Values() []G.Value { return w.values }

// NonFinite is a number of v that is infinite or NaN, if there is one. The sum of the squares, which is quick, tells that there is
// none; only where it may have overflowed is each number looked at.
func NonFinite(v G.Value) (bad float64, yes bool) {
	if sum := float64s.SumSquares(v, 1); sum < math.Inf(1) {
		return 0, false
	}
	for i := range v.Shape().TotalSize() {
		if x := float64s.At(v, i); x-x != 0 {
			return x, true
		}
	}
	return 0, false
}
