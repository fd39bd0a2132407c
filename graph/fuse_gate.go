package graph

import (
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// gate lets the gradient of a layer's input, a product of this library's, end in the derivative of the ReLU that made the
// input: it is applied as the product is stored.
func (f *fusion) gate(s *step) {
	if s.compute == nil || s.form.kind != elementwise || s.form.name != "relu_grad" {
		return
	}
	m := f.producer(s.in[1])
	if m == nil || !f.passing(m.out) || m.op.String() != "matmul_n_t" {
		return
	}
	dz, w, y := m.in[0], m.in[1], s.in[0]
	if len(f.shapes[dz]) != 2 || len(f.shapes[w]) != 2 || !f.full(s, 0) || !f.full(s, 1) {
		return
	}
	g := inputGrad{rows: f.shapes[dz][0], n: f.shapes[dz][1], k: f.shapes[w][0]}
	dt := f.dtypes[s.out]
	f.replace("gate", s, []int{dz, w, y}, byType(dt, gated[float32](g), gated[float64](g)), form{})
	if dt == tensor.Float32 {
		s.parts = gatedParts[float32](g)
	} else {
		s.parts = gatedParts[float64](g)
	}
}

// inputGrad is the extents of a layer of n outputs and k inputs over so many rows.
type inputGrad struct{ rows, n, k int }

func gated[T kernel.Float](g inputGrad) compute {
	return func(out G.Value, in []G.Value) error {
		gate(g, ops.Data[T](out), ops.Data[T](in[0]), ops.Data[T](in[1]), ops.Data[T](in[2]), 0, g.rows)
		return nil
	}
}

func gatedParts[T kernel.Float](g inputGrad) *parts {
	return split(g.rows, minRows, productWork(g.rows, g.n, g.k), func(lo, hi int) func(out G.Value, in []G.Value) {
		return func(out G.Value, in []G.Value) {
			gate(g, ops.Data[T](out), ops.Data[T](in[0]), ops.Data[T](in[1]), ops.Data[T](in[2]), lo, hi)
		}
	})
}

// gate computes rows lo to hi of dx = dz wᵀ where y > 0, 0 elsewhere.
func gate[T kernel.Float](g inputGrad, dx, dz, w, y []T, lo, hi int) {
	kernel.DenseInput(dx[lo*g.k:], hi-lo, g.n, g.k, dz[lo*g.n:], w, y[lo*g.k:], kernel.ActReLU)
}
