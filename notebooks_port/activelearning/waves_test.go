package main

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// The inner product of two rows is amplitude² times the mean of cos(w·d), d the points' distance, of which the covariance
// k = exp(-|d|²/(2 length²)) is the expectation and (1 - k²)²/2 the variance: with many layers, to 5 standard errors.
func TestWavesCovariance(t *testing.T) {
	const layers = 400
	x := mat.NewDense(5, 2, []float64{.3, -.7, .3, -.7, .4, -.7, .3, -.2, 1.3, 1})
	sum := make([]float64, 5)
	for seed := range uint64(layers) {
		h := newWaves(seed).of(x)
		for i := range sum {
			sum[i] += mat.Dot(h.RowView(0), h.RowView(i)) / layers
		}
	}
	for i, got := range sum {
		d := math.Hypot(x.At(i, 0)-x.At(0, 0), x.At(i, 1)-x.At(0, 1))
		k := math.Exp(-d * d / (2 * length * length))
		se := (1 - k*k) / math.Sqrt(2*pairs*layers)
		if math.Abs(got/(amplitude*amplitude)-k) > 5*se+1e-12 {
			t.Errorf("distance %v: covariance %v, want %v ± %v", d, got/(amplitude*amplitude), k, se)
		}
	}
}
