package bnn

import (
	"math"
	"math/rand/v2"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/deepprob/deepprob/internal/rowmajor"
	"github.com/deepprob/deepprob/layers"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// MOPED is an empirical-Bayes start from the weights of a trained plain network (Krishnan, Subedar and Tickoo 2020,
// arXiv:1906.05323): the prior is N(w, scale²) around them, in a state prior_loc that is saved with the parameters, and
// the posterior starts at loc = w with sd = delta |w|, at least 1e-6. trained has the paths of the plain network.
func MOPED(params *layers.Params, delta, scale float64) (NormalPrior, MeanField) {
	t := &trained{params: params, delta: delta}
	return NormalPrior{Scale: scale, center: t}, MeanField{start: t}
}

// trained is the weights of a plain network.
type trained struct {
	params *layers.Params
	delta  float64
}

// leastSD is where the posterior of a weight starts that is 0 in the trained network.
const leastSD = 1e-6

// at starts loc and sd of a path.
func (t *trained) at(path string) (loc, sd layers.Initializer) {
	if !(t.delta > 0) || math.IsInf(t.delta, 1) {
		build.Fail("moped", nil, "delta is %g: it is the standard deviation by the size of a weight, positive and finite", t.delta)
	}
	loc = layers.InitializerFunc(func(_ *rand.Rand, shape ...int) []float64 { return t.values(path, shape) })
	sd = layers.InitializerFunc(func(_ *rand.Rand, shape ...int) []float64 {
		x := t.values(path, shape)
		for i, w := range x {
			x[i] = max(t.delta*math.Abs(w), leastSD)
		}
		return x
	})
	return loc, sd
}

func (t *trained) values(path string, shape tensor.Shape) []float64 {
	v := t.params.Get(path)
	if v == nil {
		build.Fail("moped", []tensor.Shape{shape}, "the trained weights have no %s", path)
	}
	if !build.SameShape(v.Shape(), shape) {
		build.Fail("moped", []tensor.Shape{v.Shape(), shape}, "the trained weights of %s have the first shape, the network asks for the second", path)
	}
	return numbers(v)
}

// numbers is a copy of a value's elements in order. It panics with a build.Error if they cannot be read.
func numbers(v G.Value) []float64 {
	v, err := rowmajor.Of(v)
	if err != nil {
		build.Fail("weights", nil, "%v", err)
	}
	return float64s.Of(v)
}
