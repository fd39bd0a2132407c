package unit_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/unit"
	"github.com/deepprob/deepprob/layers"
	"gorgonia.org/tensor"
)

// A constant column counts in itself, and one at the end of a type is refused there and nowhere else.
func TestWidth(t *testing.T) {
	of := func(dt tensor.Dtype, y ...float64) (sd float64, err error) {
		defer build.Recover(&err)
		return unit.Width(layers.NewTargets(1, func() ([]float64, []float64) { return y, nil }), 0, dt), nil
	}
	for _, c := range []struct {
		dt   tensor.Dtype
		y    [2]float64
		want float64 // 0: an error
	}{
		{tensor.Float32, [2]float64{7, 7}, 1}, {tensor.Float64, [2]float64{1, 5}, 2},
		{tensor.Float32, [2]float64{0, 1e31}, 0}, {tensor.Float64, [2]float64{0, 1e31}, 5e30},
		{tensor.Float32, [2]float64{0, 1e-31}, 0}, {tensor.Float64, [2]float64{0, math.Inf(1)}, 0},
		{tensor.Float32, [2]float64{1e6 - 1, 1e6 + 1}, 1}, {tensor.Float32, [2]float64{1e7 - 1, 1e7 + 1}, 0}, {tensor.Float64, [2]float64{1e7 - 1, 1e7 + 1}, 1}, {tensor.Float64, [2]float64{1e16 - 2, 1e16 + 2}, 0},
	} {
		sd, err := of(c.dt, c.y[:]...)
		if (err != nil) != (c.want == 0) || err == nil && math.Abs(sd-c.want) > 1e-15*c.want {
			t.Errorf("%v of %v: %v, %v, want %v", c.y, c.dt, sd, err, c.want)
		}
	}
}

// A mean beyond a type is refused there and nowhere else.
func TestMean(t *testing.T) {
	of := func(dt tensor.Dtype, y float64) (mean float64, err error) {
		defer build.Recover(&err)
		return unit.Mean(layers.NewTargets(1, func() ([]float64, []float64) { return []float64{y, y}, nil }), 0, dt), nil
	}
	for _, c := range []struct {
		dt   tensor.Dtype
		y    float64
		fits bool
	}{
		{tensor.Float32, 7, true}, {tensor.Float32, -math.MaxFloat32, true}, {tensor.Float32, 4e38, false}, {tensor.Float64, 4e38, true}, {tensor.Float64, math.Inf(1), false},
	} {
		if mean, err := of(c.dt, c.y); (err == nil) != c.fits || c.fits && mean != c.y {
			t.Errorf("%v in %v: %v, %v", c.y, c.dt, mean, err)
		}
	}
}
