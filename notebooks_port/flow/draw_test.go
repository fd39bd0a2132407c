package main

import (
	"context"
	"math"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/notebooks_port/internal/densities"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// The region of a level holds that share of the mass of a map, to a cell of the largest density.
func TestThreshold(t *testing.T) {
	for _, x := range shownX {
		s := options{}.window(moonsAt(x))
		log := truth(moonsAt(x), s.points())
		for _, level := range levels {
			least, sum := threshold(s, log, level), 0.
			for _, l := range log {
				if l >= least {
					sum += math.Exp(l) * s.cell()
				}
			}
			if sum < level || sum > level+2*math.Exp(floats.Max(log))*s.cell() {
				t.Errorf("x = %v: the region of %v holds %v", x, level, sum)
			}
		}
	}
}

// A flow that has not been trained takes a grid to itself in units of the training points' means and sds.
func TestWarpBeforeTraining(t *testing.T) {
	y := densities.Draws(densities.TwoMoons{Noise: .1}, 1, "warp", 1000)
	m := &training.Model{Net: plane}
	if _, err := (training.Trainer{Seed: 1}).Fit(context.Background(), m, data.Set{X: mat.NewDense(1000, 1, nil), Y: y}, 0); err != nil {
		t.Fatal(err)
	}
	z := gridLine(0, .5)
	got, err := warped(m, z)
	if err != nil {
		t.Fatal(err)
	}
	mean, sd := make([]float64, 2), make([]float64, 2)
	for i, v := range y {
		mean[i%2] += v / 1000
	}
	for i, v := range y {
		sd[i%2] += (v - mean[i%2]) * (v - mean[i%2]) / 1000
	}
	for i, v := range got {
		if want := mean[i%2] + math.Sqrt(sd[i%2])*z[i]; math.Abs(v-want) > 1e-4 {
			t.Fatalf("number %d goes to %v, want %v", i, v, want)
		}
	}
}
