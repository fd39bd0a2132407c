package plan

import (
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// MinRows is the least rows of a piece of a product: B is packed for each.
const MinRows = 32

// perProduct is the time of a multiplication and addition of a product on one core in nanoseconds, at 100 GFLOP/s.
const perProduct = .02

// ProductWork is the time of a product of matrices (m, k) and (k, n) on one core in nanoseconds.
func ProductWork(m, n, k int) float64 { return float64(m) * float64(n) * float64(k) * perProduct }

// ownParts are those of an op of package ops that says how its rows are computed.
func ownParts(op G.Op) *Parts {
	o, ok := op.(interface{ Rows() *ops.Rows })
	if !ok {
		return nil
	}
	r := o.Rows()
	if r == nil {
		return nil
	}
	least := MinRows
	if r.Least > 0 {
		least = r.Least
	}
	return Split(r.N, least, r.Work*perProduct, func(lo, hi int) func(out G.Value, in []G.Value) {
		return func(out G.Value, in []G.Value) { r.Compute(out, in, lo, hi) }
	})
}

// parts cuts a layer by rows.
func (l layer) parts(dt tensor.Dtype) *Parts {
	if dt == tensor.Float32 {
		return layerParts[float32](l)
	}
	return layerParts[float64](l)
}

func layerParts[T kernel.Float](l layer) *Parts {
	return Split(l.m, MinRows, ProductWork(l.m, l.n, l.k), func(lo, hi int) func(out G.Value, in []G.Value) {
		return func(out G.Value, in []G.Value) {
			x, w, b, y := ops.Data[T](in[0]), ops.Data[T](in[1]), ops.Data[T](in[2]), ops.Data[T](out)
			kernel.Dense(y[lo*l.n:], hi-lo, l.n, l.k, x[lo*l.k:], w, b, l.act)
		}
	})
}
