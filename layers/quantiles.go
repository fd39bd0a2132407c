package layers

import (
	"math"
	"math/rand/v2"

	"github.com/deepprob/deepprob/internal/build"
	"gorgonia.org/tensor"
)

// Quantiles is an Initializer that spreads the locations of K components over the training target: component k starts at its
// quantile (k+½)/K, in the network's units, so that each begins with its own share of the rows. With random locations some
// components start far from all of them, and those may die. It is for the bias of a head whose kernel starts at 0, as Locations is.
//
// The likelihood gains by it. But components tend to stay near their starts, so that the mode of a density that is nearly flat over
// several of them may stand at one of them.
//
// It draws nothing, so members of an ensemble start at the same locations; what differs is the layers below. Where no target is
// known, as in Function.Init and in prior draws before a fit, it is that of the standard normal, the start for a standardized
// target. A target of several numbers a row has no quantiles: it is a BuildError then.
func (s *Scope) Quantiles() Initializer {
	return InitializerFunc(func(_ *rand.Rand, shape ...int) []float64 {
		q, k := s.target(), 0
		n := float64(size(shape))
		return fill(shape, func() float64 { k++; return q((float64(k) - .5) / n) })
	})
}

// Spacings is an Initializer of scales to go with Quantiles: half the width between the quantiles k/K and (k+1)/K of the training
// target, so that neighbours overlap and the mixture has the target's quantiles. Where the target has ties a component keeps a tenth
// of an equal share of the range, 1 if the target is constant.
func (s *Scope) Spacings() Initializer {
	return InitializerFunc(func(_ *rand.Rand, shape ...int) []float64 {
		q, k := s.target(), 0
		n := float64(size(shape))
		least := (q(1) - q(0)) / n / 20
		if least == 0 {
			least = .5
		}
		return fill(shape, func() float64 {
			k++
			return max((q(float64(k)/n)-q(float64(k-1)/n))/2, least)
		})
	})
}

// BetaQuantiles are Quantiles and Spacings for the concentrations of Betas, of a target in [0, 1]: the mode of component k starts at
// the target's quantile (k+½)/K, its standard deviation at about the spacing there. Both concentrations start above 1, so they are for
//
//	alpha, beta := s.BetaQuantiles()
//	first := s.Call("alpha", layers.Positive{Units: k, Floor: 1, Kernel: layers.Zeros, Start: alpha}, h)
//	second := s.Call("beta", layers.Positive{Units: k, Floor: 1, Kernel: layers.Zeros, Start: beta}, h)
func (s *Scope) BetaQuantiles() (alpha, beta Initializer) {
	s.pass.Quantiles = true
	start := func(share func(mode float64) float64) Initializer {
		return InitializerFunc(func(r *rand.Rand, shape ...int) []float64 {
			modes, sds := s.Quantiles().Draw(r, shape...), s.Spacings().Draw(r, shape...)
			for i, m := range modes {
				m = min(max(m, .01), .99)
				// A Beta(1 + c m, 1 + c (1-m)) has mode m, and variance about m (1-m) / (c+3).
				c := max(m*(1-m)/(sds[i]*sds[i])-3, .5)
				modes[i] = 1 + c*share(m)
			}
			return modes
		})
	}
	return start(func(m float64) float64 { return m }), start(func(m float64) float64 { return 1 - m })
}

// StartAtQuantiles says that components of a mixture start at quantiles of the target, for heads that scale their own: the warning of
// components that died then does not advise it.
func (s *Scope) StartAtQuantiles() { s.pass.Quantiles = true }

// target is the quantile function of the training target.
func (s *Scope) target() func(p float64) float64 {
	s.pass.Quantiles = true
	t := s.targets()
	switch k := t.Columns(); {
	case k == 0:
		return standardQuantile
	case k > 1:
		build.Fail("quantiles", []tensor.Shape{{t.Rows(), k}}, "a target of %d numbers a row has no quantiles to start at: use layers.Normal for the bias, and Positive without Start", k)
	}
	return func(p float64) float64 { return t.Quantile(0, p) }
}

// standardQuantile is that of the standard normal, cut at ±3, so that the outer cells have a width.
func standardQuantile(p float64) float64 {
	return min(max(-math.Sqrt2*math.Erfinv(1-2*p), -3), 3)
}
