package graphtest

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/plan"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Edges are numbers at which formulas branch, and between them.
func Edges(k, n int) []float64 {
	special := []float64{0, math.Copysign(0, -1), 1, -1, 2, -2, .5, 1e-40, -1e-40, 1e-30, 1e30, 3e38, math.Inf(1), math.Inf(-1), math.NaN(), 5}
	x := make([]float64, n)
	for i := range x {
		j := i
		for range k {
			j /= len(special)
		}
		if x[i] = special[j%len(special)]; i >= n/2 {
			x[i] = 3 * math.Sin(float64(i*(k+1)))
		}
	}
	return x
}

// Computed is the first output after a run.
func Computed(t *testing.T, m *plan.Machine) []float64 {
	if err := m.RunAll(); err != nil {
		t.Fatal(err)
	}
	return Numbers(m.Vals[m.Plan.Outputs[0]])
}

// ValueOf is a vector of these numbers.
func ValueOf(dt tensor.Dtype, x []float64) G.Value {
	if dt == tensor.Float64 {
		return tensor.New(tensor.WithShape(len(x)), tensor.WithBacking(x))
	}
	y := make([]float32, len(x))
	for i, v := range x {
		y[i] = float32(v)
	}
	return tensor.New(tensor.WithShape(len(x)), tensor.WithBacking(y))
}

// Same compares bits, but for NaNs, of which any is as good.
func Same(t *testing.T, what string, got, want []float64) {
	for i, v := range got {
		if v != want[i] && (v == v || want[i] == want[i]) {
			t.Fatalf("%s: element %d is %v, want %v", what, i, v, want[i])
		}
	}
}
