package mock

import (
	"math"
	"path/filepath"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/data"
)

// Normals have the means and standard deviations of the betas of one seed, and their weights.
func TestMixtures(t *testing.T) {
	const n = 50
	beta, normal := NewMixtures(n, false, 1), NewMixtures(n, true, 1)
	if beta.Len() != n || normal.Len() != n {
		t.Fatalf("%d and %d mixtures, want %d", beta.Len(), normal.Len(), n)
	}
	if !slices.Equal(beta.Part(0), normal.Part(0)) {
		t.Error("the weights differ")
	}
	loc, scale := normal.Part(1), normal.Part(2)
	b := beta.Part(2)
	for i, a := range beta.Part(1) {
		a, b := float64(a), float64(b[i])
		mean, sd := a/(a+b), math.Sqrt(a*b/(a+b+1))/(a+b)
		// Rounding of a and b to float32 moves the mean and the deviation by no more than a few of its ulps.
		if a < 1 || b < 1 || math.Abs(mean-float64(loc[i])) > 4e-7*mean || math.Abs(sd-float64(scale[i])) > 4e-7*sd {
			t.Errorf("component %d is beta %v, %v and normal %v, %v", i, a, b, loc[i], scale[i])
		}
	}
	if few := NewMixtures(7, false, 1); !slices.Equal(few, beta[:len(few)]) {
		t.Error("fewer mixtures are not the first ones")
	}
	if other := NewMixtures(n, false, 2); slices.Equal(other, beta) {
		t.Error("two seeds give the same mixtures")
	}
}

// What is written for NumPy is what the library computes with.
func TestMixturesAndPriorFiles(t *testing.T) {
	dir := t.TempDir()
	m, h := NewMixtures(3, true, 1), Prior()
	if len(h.Mass) != 64 || h.Edges[0] > Flat.Min || h.Edges[64] < Flat.Max {
		t.Errorf("the prior has %d bins from %v to %v", len(h.Mass), h.Edges[0], h.Edges[64])
	}
	path := filepath.Join(dir, "m.npy")
	if err := m.Write(path); err != nil {
		t.Fatal(err)
	}
	table, err := data.ReadNPY(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		row   int
		value float32
	}{{"c0", 0, m[0]}, {"c47", 2, m[len(m)-1]}, {"c16", 1, m.Part(1)[16]}} {
		if col, err := table.Column(c.name); err != nil || col[c.row] != float64(c.value) {
			t.Errorf("%s of row %d is %v, %v, want %v", c.name, c.row, col, err, c.value)
		}
	}
	path = filepath.Join(dir, "prior.npy")
	if err := WritePrior(path, h); err != nil {
		t.Fatal(err)
	}
	if table, err = data.ReadNPY(path); err != nil {
		t.Fatal(err)
	}
	edges, _ := table.Column("c0")
	mass, err := table.Column("c1")
	if err != nil || !slices.Equal(edges, h.Edges) || !slices.Equal(mass, append(slices.Clone(h.Mass), 0)) {
		t.Errorf("the prior is read as %v, %v, %v", edges, mass, err)
	}
	if err := m.Write(filepath.Join(dir, "none", "m.npy")); err == nil {
		t.Error("mixtures are written into no directory")
	}
}
