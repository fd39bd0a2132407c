package training

import (
	"slices"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/ops"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// rows is a data set in the network's units and type: what batches are gathered from.
type rows struct {
	n, features, targets int
	origin               []int         // row of the caller's set; nil if they are the same
	x, y, w              *tensor.Dense // (n, features), (n, targets), (n); w has mean 1
}

// rows scales a set. The features must be as many as the scaler was fitted on.
func (m *Model) rows(s data.Set) (*rows, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	s, kept := counting(s)
	n, features := s.X.Dims()
	r := &rows{n: n, features: features, targets: len(s.Y) / n, origin: kept}
	if err := m.check(features, r.targets); err != nil {
		return nil, err
	}
	w := meanOne(s.Weights, n)
	r.x, r.y = m.scaled(s.X, *m.XScale), m.scaled(s.Targets(), *m.YScale)
	r.w = m.scaled(mat.NewDense(n, 1, w), data.Affine{Shift: []float64{0}, Scale: []float64{1}})
	return r, nil
}

// counting leaves out rows of weight 0, whose loss might be infinite, and returns where the others were.
func counting(s data.Set) (data.Set, []int) {
	if !slices.Contains(s.Weights, 0) {
		return s, nil
	}
	var kept []int
	for i, w := range s.Weights {
		if w != 0 {
			kept = append(kept, i)
		}
	}
	return s.Take(kept), kept
}

// meanOne scales row weights, which Set.Check found to be positive somewhere, to a mean of 1, so that a loss keeps its
// size; nil is 1 for every row.
func meanOne(w []float64, n int) []float64 {
	out, sum, largest := make([]float64, n), 0., 1.
	if w != nil {
		largest = slices.Max(w) // in units of it the sum cannot overflow
	}
	for i := range out {
		out[i] = 1
		if w != nil {
			out[i] = w[i] / largest
		}
		sum += out[i]
	}
	for i := range out {
		out[i] *= float64(n) / sum
	}
	return out
}

// scaled brings a matrix to the network's units and type.
func (m *Model) scaled(x *mat.Dense, a data.Affine) *tensor.Dense {
	r, c := x.Dims()
	v := ops.NewValue(m.dtype(), tensor.Shape{r, c}).(*tensor.Dense)
	if m.dtype() == tensor.Float64 {
		a.Forward(ops.Data[float64](v), x)
	} else {
		a.Forward32(ops.Data[float32](v), x)
	}
	return v
}

// gather fills a shard with the given rows, each row's loss weighing its weight over the batch's rows.
func (r *rows) gather(s *shard, at []int, batch int) {
	if r.x.Dtype() == tensor.Float64 {
		gather[float64](r, s, at, batch)
	} else {
		gather[float32](r, s, at, batch)
	}
}

func gather[T float32 | float64](r *rows, s *shard, at []int, batch int) {
	take(ops.Data[T](s.x), ops.Data[T](r.x), at, r.features)
	take(ops.Data[T](s.y), ops.Data[T](r.y), at, r.targets)
	w, from := ops.Data[T](s.w), ops.Data[T](r.w)
	for i, row := range at {
		w[i] = from[row] / T(batch)
	}
}

func take[T float32 | float64](dst, src []T, at []int, width int) {
	for i, row := range at {
		copy(dst[i*width:(i+1)*width], src[row*width:])
	}
}
