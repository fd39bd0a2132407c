package mock

import (
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/rng"
)

// The flow of harness.FlowStep: couplings of splines of Targets numbers given Features.
const (
	Targets   = 6
	Couplings = 5
	Bins      = 8
)

// Vectors are targets of Targets numbers, row after row: (n, Targets).
type Vectors []float32

// NewVectors draws the targets of rows from a seed: y_j = tanh(x_j x_(j+6)) + x_j/2 + (z_j + z_0)/3 for standard normal z, which are
// about as wide as the splines' bins reach.
func NewVectors(rows Rows, seed uint64) Vectors {
	v := make(Vectors, rows.Len()*Targets)
	rng.New(seed, "vectors", 0, 0).Normal32(v, 0)
	for i := range rows.Len() {
		x, y := rows[i*(Features+1):], v[i*Targets:][:Targets]
		first := y[0]
		for j := range y {
			y[j] = float32(math.Tanh(float64(x[j]*x[j+Targets]))) + x[j]/2 + (y[j]+first)/3
		}
	}
	return v
}

// Set is the first n rows with the targets in the place of their own.
func (v Vectors) Set(rows Rows, n int) data.Set {
	s := data.Set{X: rows.Set(0, n).X, Y: make([]float64, n*Targets)}
	for i := range s.Y {
		s.Y[i] = float64(v[i])
	}
	return s
}

// Write saves them as a NumPy array of float32 (n, Targets).
func (v Vectors) Write(path string) error {
	nested := make([][Targets]float32, len(v)/Targets)
	for i := range nested {
		nested[i] = [Targets]float32(v[i*Targets:])
	}
	return write(path, nested)
}

// FlowWeights are those of the networks of all couplings, from noise to data.
func FlowWeights(hidden []int, seed uint64) (w Weights) {
	for i := range Couplings {
		w = append(w, NewWeights(FlowWidths(hidden), rng.SplitAt(seed, "coupling", i))...)
	}
	return w
}

// FlowWidths are those of one network.
func FlowWidths(hidden []int) []int {
	widths := append([]int{Targets/2 + Features}, hidden...)
	return append(widths, Targets/2*(3*Bins-1))
}
