// Package unit has what heads and flows count in: standard deviations of each number of the training target from its mean, so that weights,
// floors and priors of weights mean the same for any target.
package unit

import (
	"math"
	"math/rand/v2"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// States are means and standard deviations, (d), kept beside the weights of s as "target/mean" and "target/sd". They are of targets, asked
// for once rows are there, which are those of the first fit; 0 and 1 if none are known.
func States(s *layers.Scope, d int, targets func() *layers.Targets) (mean, sd *G.Node) {
	at := s.Sub("target")
	from := func(of func(t *layers.Targets, j int) float64, unknown float64) layers.Initializer {
		return layers.InitializerFunc(func(_ *rand.Rand, shape ...int) []float64 {
			x, t := make([]float64, shape[0]), targets()
			for j := range x {
				if x[j] = unknown; t.Known() {
					x[j] = of(t, j)
				}
			}
			return x
		})
	}
	middle := func(t *layers.Targets, j int) float64 { return Mean(t, j, s.Dtype()) }
	width := func(t *layers.Targets, j int) float64 { return Width(t, j, s.Dtype()) }
	return at.State("mean", from(middle, 0), d), at.State("sd", from(width, 1), d)
}

// Mean is the mean of number j. One that numbers of type dt do not have a place for is an error.
func Mean(t *layers.Targets, j int, dt tensor.Dtype) float64 {
	mean, most := t.Mean(j), math.MaxFloat64
	if dt == tensor.Float32 {
		most = math.MaxFloat32
	}
	if !(math.Abs(mean) <= most) {
		build.Fail("target", nil, "the target's mean is %v, beyond %v: give the Model a scaler, such as Y: data.Standardize{}", mean, dt)
	}
	return mean
}

// Width is the standard deviation of number j, 1 if it is constant. One that numbers of type dt do not have a place for is an error, and
// so is one that few of them lie in, so far from 0 is the mean: a network of that type would see targets that are equal.
func Width(t *layers.Targets, j int, dt tensor.Dtype) float64 {
	sd := t.StdDev(j)
	if sd == 0 {
		return 1
	}
	if dt == tensor.Float32 && !(sd > 1e-30 && sd < 1e30) || !(sd < math.MaxFloat64) {
		build.Fail("target", nil, "the target's standard deviation is %v, at the end of %v: give the Model a scaler, such as Y: data.Standardize{}", sd, dt)
	}
	Resolved(t, j, dt, 4)
	return sd
}

// Resolved refuses a number j of which so many floats of type dt do not lie in a standard deviation, so far from 0 is its mean.
func Resolved(t *layers.Targets, j int, dt tensor.Dtype, floats float64) {
	epsilon := 0x1p-52
	if dt == tensor.Float32 {
		epsilon = 0x1p-23
	}
	if mean, sd := t.Mean(j), t.StdDev(j); sd > 0 && sd < floats*epsilon*math.Abs(mean) {
		build.Fail("target", nil, "the target is %.6g +- %.2g, where %v has hardly a number between two targets: give the Model a scaler, such as Y: data.Standardize{}, or Dtype: tensor.Float64", mean, sd, dt)
	}
}
