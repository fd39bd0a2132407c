package mock

import (
	"math"
	"path/filepath"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/data"
)

// Layers part the numbers in the order in which they are drawn, and a kernel's variance is one over its inputs.
func TestWeights(t *testing.T) {
	widths := []int{50, 40, 3}
	w := NewWeights(widths, 1)
	layers, rest := append(w, 7).Layers(widths)
	if len(layers) != 2 || len(rest) != 1 || rest[0] != 7 || layers[1].In != 40 || layers[1].Out != 3 {
		t.Fatalf("%d layers, and %v is left", len(layers), rest)
	}
	if !slices.Equal(slices.Concat(layers[0].Kernel, layers[0].Bias, layers[1].Kernel, layers[1].Bias), w) {
		t.Error("the layers are not the numbers")
	}
	square := 0.
	for _, v := range layers[0].Kernel {
		square += float64(v) * float64(v)
	}
	// The mean of 2000 squares is within 5 of its standard errors.
	if got := square / 2000 * 50; math.Abs(got-1) > 5*math.Sqrt(2./2000) {
		t.Errorf("the kernel has %v times its variance", got)
	}
	if r := w.Reversed(); r[0] != w[len(w)-1] || !slices.Equal(r.Reversed(), w) {
		t.Error("reversed twice they are not the numbers")
	}
	if slices.Equal(w, NewWeights(widths, 2)) {
		t.Error("two seeds give the same weights")
	}
	if f := FlowWeights([]int{4}, 1); len(f) != Couplings*(18*4+5*69) || f[0] == f[18*4+5*69] {
		t.Errorf("a flow has %d weights, or its networks are the same", len(f))
	}
}

// Vectors depend on their rows, spread about as far as splines reach, and are written as they are.
func TestVectors(t *testing.T) {
	const n = 500
	rows := New(n, 1)
	v := NewVectors(rows, 1)
	s := v.Set(rows, n)
	square, with := 0., 0.
	for i := range n {
		for j, y := range s.Y[i*Targets:][:Targets] {
			square += y * y / n / Targets
			with += y * s.X.At(i, j) / n / Targets
		}
	}
	if !(square > .4 && square < 2) || !(with > .3 && with < .7) {
		t.Errorf("the mean square is %v, with the feature %v", square, with)
	}
	path := filepath.Join(t.TempDir(), "v.npy")
	if err := v.Write(path); err != nil {
		t.Fatal(err)
	}
	table, err := data.ReadNPY(path)
	if err != nil {
		t.Fatal(err)
	}
	if col, err := table.Column("c5"); err != nil || len(col) != n || col[n-1] != float64(v[len(v)-1]) {
		t.Errorf("the last column is wrong: %v", err)
	}
}
