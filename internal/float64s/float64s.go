// Package float64s reads and writes tensors of either float type as float64: states, files and linear algebra have one type.
package float64s

import (
	"slices"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Of is a copy of the elements of a value whose elements are in order (rowmajor.Is).
func Of(v G.Value) []float64 {
	if v.Dtype() == tensor.Float64 {
		return slices.Clone(ops.Data[float64](v))
	}
	x := ops.Data[float32](v)
	wide := make([]float64, len(x))
	for i, e := range x {
		wide[i] = float64(e)
	}
	return wide
}

// Set overwrites the elements of such a value with x, of its size, rounded to its type.
func Set(v G.Value, x []float64) {
	if v.Dtype() == tensor.Float64 {
		copy(ops.Data[float64](v), x)
		return
	}
	dst := ops.Data[float32](v)
	for i, e := range x {
		dst[i] = float32(e)
	}
}
