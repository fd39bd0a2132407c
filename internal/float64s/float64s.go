// Package float64s reads and writes tensors of either float type as float64: states, files and linear algebra have one type.
package float64s

import (
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/kernel"
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

// At is element i of such a value.
func At(v G.Value, i int) float64 {
	if v.Dtype() == tensor.Float64 {
		return ops.Data[float64](v)[i]
	}
	return float64(ops.Data[float32](v)[i])
}

// SumSquares is the sum of (x/unit)² over the elements, NaN or +Inf if one of them is.
func SumSquares(v G.Value, unit float64) float64 {
	if v.Dtype() == tensor.Float64 {
		return squares(ops.Data[float64](v), unit)
	}
	return squares(ops.Data[float32](v), unit)
}

// squares divides by the unit: its reciprocal may overflow.
func squares[T float32 | float64](x []T, unit float64) (sum float64) {
	if unit == 1 {
		return kernel.SumSquares(x)
	}
	for _, v := range x {
		u := float64(v) / unit
		sum += u * u
	}
	return sum
}

// Peak is the largest absolute element, NaN if one is.
func Peak(v G.Value) float64 {
	if v.Dtype() == tensor.Float64 {
		return peak(ops.Data[float64](v))
	}
	return peak(ops.Data[float32](v))
}

func peak[T float32 | float64](x []T) (top float64) {
	for _, v := range x {
		top = max(top, math.Abs(float64(v)))
	}
	return top
}
