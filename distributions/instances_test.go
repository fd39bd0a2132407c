package distributions_test

import (
	"math"
	"slices"

	"github.com/deepprob/deepprob/distributions"
	G "gorgonia.org/gorgonia"
)

// Instances of the scalar families for the laws of laws_test.go. Pieces are such that 40 points integrate each, and cover all but 1e-10
// of the moments.
func init() { instances = append(instances, scalarInstances...) }

// widening is pieces around 0 whose ends grow by the factor 2 out to far, on both sides.
func widening(far float64) (cuts []float64) {
	for c := 1. / 8; c < far; c *= 2 {
		cuts = append(cuts, c, -c)
	}
	cuts = append(cuts, 0)
	slices.Sort(cuts)
	return cuts
}

// shrinking is pieces from lo to hi that halve towards lo, down to 2^-n.
func shrinking(lo, hi float64, n int) (cuts []float64) {
	cuts = append(cuts, lo)
	for k := n; k >= 0; k-- {
		cuts = append(cuts, lo+(hi-lo)*math.Pow(2, -float64(k)))
	}
	return cuts
}

// towardsEnds is pieces of [0, 1] that halve towards both ends.
func towardsEnds(n int) []float64 {
	cuts := shrinking(0, .5, n)
	for k := len(cuts) - 2; k >= 0; k-- {
		cuts = append(cuts, 1-cuts[k])
	}
	return cuts
}

var scalarInstances = []instance{
	{name: "log normal", in: []array{vec(-1, 0, .5), vec(.5, 1, .3)}, y: []float64{.2, 1.5, 3}, cuts: shrinking(0, 1e5, 45), make: scalarFamilies["lognormal"]},
	{name: "laplace", in: []array{vec(-1, 0, 1), vec(.5, 1, 2)}, y: []float64{-3, .5, 2}, cuts: widening(200), make: scalarFamilies["laplace"]},
	{name: "cauchy", in: []array{vec(-1, 0, 1), vec(.5, 1, 2)}, y: []float64{-3, .5, 2}, cuts: widening(1e12), make: scalarFamilies["cauchy"]},
	{name: "student t", in: []array{vec(6, 30, 12), vec(-1, 0, 1), vec(.5, 1, 2)}, y: []float64{-3, .5, 2}, cuts: widening(1e5), make: scalarFamilies["studentt"]},
	{name: "logistic", in: []array{vec(-1, 0, 1), vec(.5, 1, 2)}, y: []float64{-3, .5, 2}, cuts: widening(200), make: scalarFamilies["logistic"]},
	{name: "gumbel", in: []array{vec(-1, 0, 1), vec(.5, 1, 2)}, y: []float64{-2, .5, 2}, cuts: widening(200), make: scalarFamilies["gumbel"]},
	{name: "exponential", in: []array{vec(.5, 1, 7)}, y: []float64{.1, 1.5, 2}, cuts: shrinking(0, 128, 12), make: scalarFamilies["exponential"]},
	{name: "gamma", in: []array{vec(1.5, 3, 20), vec(.5, 1, 7)}, y: []float64{.1, 1.5, 2}, cuts: shrinking(0, 256, 40), make: scalarFamilies["gamma"]},
	{name: "inverse gamma", in: []array{vec(11, 20, 14.5), vec(.5, 1, 7)}, y: []float64{.1, .06, .5}, cuts: shrinking(0, 1e4, 40), make: scalarFamilies["inversegamma"]},
	{name: "kumaraswamy", in: []array{vec(1, 2, 5), vec(1, 3, 2.5)}, y: []float64{.1, .6, .7}, cuts: towardsEnds(20), make: scalarFamilies["kumaraswamy"]},
	{name: "uniform", in: []array{vec(-1, 0, .5), vec(2, 1, 4)}, y: []float64{.7, .5, 3}, cuts: []float64{-1, 0, .5, 1, 2, 4}, make: scalarFamilies["uniform"]},
	{name: "half normal", in: []array{vec(.5, 1, 7)}, y: []float64{.1, 1.5, 2}, cuts: shrinking(0, 128, 10), make: scalarFamilies["halfnormal"]},
	{name: "half cauchy", in: []array{vec(.5, 1, 7)}, y: []float64{.1, 1.5, 2}, cuts: shrinking(0, 1e13, 50), make: scalarFamilies["halfcauchy"]},
	{name: "truncated normal", in: []array{vec(-1, 0, 5), vec(1, 2, .5), vec(-2, 1, 1), vec(inf, 8, 4)}, y: []float64{.7, 1.5, 3.6}, cuts: []float64{-2, -1, 0, 1, 2, 3, 3.5, 4, 6, 8, 12}, make: scalarFamilies["truncatednormal"]},
	{name: "asymmetric laplace", in: []array{vec(-1, 0, 1), vec(.5, 1, 2), vec(1, 2, .5)}, y: []float64{-3, .5, 2}, cuts: widening(400), make: scalarFamilies["asymmetriclaplace"]},
	{name: "weibull", in: []array{vec(1, 2, 3.5), vec(.5, 1, 7)}, y: []float64{.1, 1.5, 2}, cuts: shrinking(0, 64, 20), make: scalarFamilies["weibull"]},
	{name: "pareto", in: []array{vec(8, 10, 12.5), vec(2, 2, 2)}, y: []float64{2.1, 3, 2.5}, cuts: shrinking(2, 1e5, 30), make: scalarFamilies["pareto"]},
	{name: "mixture of laplaces", in: []array{arr([]float64{0, 1, -1, .5, 0, 0}, 3, 2), arr([]float64{-1, 1, 0, 0, 2, 4}, 3, 2), arr([]float64{.5, 1, 1, .25, 3, .5}, 3, 2)},
		y: []float64{-1.3, .1, 4.8}, cuts: append(widening(150), -1.5, 3, 4.5),
		make: func(p G.Nodes) distributions.Distribution {
			return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: p[0]}, Components: distributions.Laplace{Loc: p[1], Scale: p[2]}}
		}},
}

func init() {
	for _, c := range scalarInstances {
		slices.Sort(c.cuts)
	}
}
