package training

import (
	"slices"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/deepprob/deepprob/ops"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// rows is a data set in the network's units and type: what batches are gathered from. Features, targets and weight of a
// row stand together, because rows are gathered in random order and each place in memory is waited for.
type rows struct {
	n, features, targets int
	origin               []int         // row of the caller's set; nil if they are the same
	all                  *tensor.Dense // (n, features + targets + 1); the weights have mean 1
}

// rows scales a set. The features must be as many as the scaler was fitted on.
func (m *Model) rows(s data.Set) (*rows, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	s, err := m.Ordered(s)
	if err != nil {
		return nil, err
	}
	s, kept := counting(s)
	n, features := s.X.Dims()
	r := &rows{n: n, features: features, targets: len(s.Y) / n, origin: kept}
	if err := m.check(features, r.targets); err != nil {
		return nil, err
	}
	w := mat.NewDense(n, 1, meanOne(s.Weights, n))
	x, y := m.scaled(s.X, *m.XScale), m.scaled(s.Targets(), *m.YScale)
	r.all = together(x, y, m.scaled(w, data.Affine{Shift: []float64{0}, Scale: []float64{1}}))
	return r, nil
}

// together puts the columns of matrices side by side.
func together(ms ...*tensor.Dense) *tensor.Dense {
	n, width := ms[0].Shape()[0], 0
	for _, m := range ms {
		width += m.Shape()[1]
	}
	all := ops.NewValue(ms[0].Dtype(), tensor.Shape{n, width}).(*tensor.Dense)
	size, at := all.Dtype().Size(), uintptr(0)
	for _, m := range ms {
		own := uintptr(m.Shape()[1]) * size
		for i := range uintptr(n) {
			copy(all.Raw[i*uintptr(width)*size+at:], m.Raw[i*own:(i+1)*own])
		}
		at += own
	}
	return all
}

// target is target j of row i.
func (r *rows) target(i, j int) float64 { return float64s.At(r.all, i*r.all.Shape()[1]+r.features+j) }

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

// gather fills a shard with the given rows, each row's loss weighing its weight over the batch's rows.
func (r *rows) gather(s *shard, at []int, batch int) {
	if r.all.Dtype() == tensor.Float64 {
		gather[float64](r, s, at, batch)
	} else {
		gather[float32](r, s, at, batch)
	}
}

func gather[T float32 | float64](r *rows, s *shard, at []int, batch int) {
	x, y, w, all := ops.Data[T](s.x), ops.Data[T](s.y), ops.Data[T](s.w), ops.Data[T](r.all)
	width := r.features + r.targets + 1
	for i, k := range at { // short, so that many rows are on their way from memory at a time; below they are there
		w[i] = all[(k+1)*width-1] / T(batch)
	}
	for i, k := range at {
		row := all[k*width:][:width]
		copy(x[i*r.features:][:r.features], row)
		for j, v := range row[r.features : width-1] {
			y[i*r.targets+j] = v
		}
	}
}
