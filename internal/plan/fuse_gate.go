package plan

import (
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// gate lets the gradient of a layer's input, a product of this library's, end in the derivative of the ReLU that made the
// input: it is applied as the product is stored.
func (f *fusion) gate(s *Step) {
	if s.compute == nil || s.form.Kind != Elementwise || s.form.Name != "relu_grad" {
		return
	}
	m := f.producer(s.In[1])
	if m == nil || !f.passing(m.Out) || m.op.String() != "matmul_n_t" {
		return
	}
	dz, w, y := m.In[0], m.In[1], s.In[0]
	if len(f.Shapes[dz]) != 2 || len(f.Shapes[w]) != 2 || !f.full(s, 0) || !f.full(s, 1) {
		return
	}
	g := inputGrad{rows: f.Shapes[dz][0], n: f.Shapes[dz][1], k: f.Shapes[w][0]}
	dt := f.Dtypes[s.Out]
	f.replace("gate", s, []int{dz, w, y}, byType(dt, gated[float32](g), gated[float64](g)), Form{})
	if dt == tensor.Float32 {
		s.parts = gatedParts[float32](g)
	} else {
		s.parts = gatedParts[float64](g)
	}
}

// inputGrad is the extents of a layer of n outputs and k inputs over so many rows.
type inputGrad struct{ rows, n, k int }

func gated[T kernel.Float](g inputGrad) Compute {
	return func(out G.Value, in []G.Value) error {
		gate(g, ops.Data[T](out), ops.Data[T](in[0]), ops.Data[T](in[1]), ops.Data[T](in[2]), 0, g.rows)
		return nil
	}
}

func gatedParts[T kernel.Float](g inputGrad) *Parts {
	return Split(g.rows, MinRows, ProductWork(g.rows, g.n, g.k), func(lo, hi int) func(out G.Value, in []G.Value) {
		return func(out G.Value, in []G.Value) {
			gate(g, ops.Data[T](out), ops.Data[T](in[0]), ops.Data[T](in[1]), ops.Data[T](in[2]), lo, hi)
		}
	})
}

// gate computes rows lo to hi of dx = dz wᵀ where y > 0, 0 elsewhere.
func gate[T kernel.Float](g inputGrad, dx, dz, w, y []T, lo, hi int) {
	kernel.DenseInput(dx[lo*g.k:], hi-lo, g.n, g.k, dz[lo*g.n:], w, y[lo*g.k:], kernel.ActReLU)
}
