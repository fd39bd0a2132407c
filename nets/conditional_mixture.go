package nets

import (
	"math"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/unit"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A rawFamily is components of a Mixture that are made of raw numbers: two each, (..., k) and (..., k).
type rawFamily interface {
	starts(modes, spacings []float64, mean, sd float64) (first, second []float64)
	of(first, second, mean, sd *G.Node) distributions.Distribution
}

var (
	_ rawFamily = NormalComponents{}
	_ rawFamily = BetaComponents{}
)

// raw is how many components there are, and of what.
func (m Mixture) raw() (k int, of rawFamily) {
	bare("mixture", m.Body, 0)
	if k = m.Components; k == 0 {
		k = 8
	}
	if k < 0 {
		build.Fail("mixture", nil, "Components is %d: want how many there are, 0 for 8", k)
	}
	build.Elements("mixture", tensor.Shape{3, k})
	if m.Of == nil {
		return k, NormalComponents{}
	}
	of, ok := m.Of.(rawFamily)
	if !ok {
		build.Fail("mixture", nil, "Of is %T: the numbers of a vector, one given the others, have mixtures of NormalComponents or BetaComponents; for others write a flows.Conditional", m.Of)
	}
	return k, of
}

// Parameters is 3 a component: a logit and two of its own.
func (m Mixture) Parameters() int { k, _ := m.raw(); return 3 * k }

// Start is equal weights, and components over shares of the targets of a number, as those of the head.
func (m Mixture) Start(t *layers.Targets) []float64 {
	k, of := m.raw()
	modes, spacings, mean, sd := make([]float64, k), make([]float64, k), 0., 1.
	q := normalQuantile
	if t.Known() {
		mean, sd = t.Mean(0), unit.Width(t, 0, tensor.Float64)
		q = func(p float64) float64 { return t.Quantile(0, p) }
	}
	n, ends := float64(k), 1e-3
	least := (q(1-ends) - q(ends)) / n / 20
	if least == 0 {
		least = .5 * sd
	}
	for i := range modes {
		lo, hi := max(float64(i)/n, ends), min(float64(i+1)/n, 1-ends)
		modes[i], spacings[i] = q((float64(i)+.5)/n), max((q(hi)-q(lo))/2, least)
		if i > 0 && modes[i] <= modes[i-1] {
			modes[i] = modes[i-1] + 1e-3*least // two that are the same would learn the same
		}
	}
	first, second := of.starts(modes, spacings, mean, sd)
	return append(append(make([]float64, k), first...), second...)
}

// Distribution is a MixtureSameFamily.
func (m Mixture) Distribution(raw, mean, sd *G.Node) distributions.Distribution {
	k, of := m.raw()
	part := func(i int) *G.Node { return ops.Slice(raw, raw.Dims()-1, i*k, (i+1)*k) }
	wide := func(x *G.Node) *G.Node { return ops.Reshape(x, append(x.Shape().Clone(), 1)...) }
	return distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: part(0)},
		Components: of.of(part(1), part(2), wide(mean), wide(sd)),
	}
}

func (f NormalComponents) starts(modes, spacings []float64, mean, sd float64) (loc, scale []float64) {
	floor := floorOf("normal components", f.Floor)
	for i, m := range modes {
		loc, scale = append(loc, (m-mean)/sd), append(scale, unsoftplus(spacings[i]/sd-floor))
	}
	return loc, scale
}

func (f NormalComponents) of(loc, scale, mean, sd *G.Node) distributions.Distribution {
	t := target{mean, sd}
	return distributions.Normal{Loc: t.place(loc), Scale: t.stretch(above(floorOf("normal components", f.Floor), scale))}
}

// starts are the concentrations that layers.Scope.BetaQuantiles has.
func (BetaComponents) starts(modes, spacings []float64, _, _ float64) (alpha, beta []float64) {
	for i, m := range modes {
		m = min(max(m, .01), .99)
		c := max(m*(1-m)/(spacings[i]*spacings[i])-3, .5)
		alpha, beta = append(alpha, unsoftplus(max(c*m, .01))), append(beta, unsoftplus(max(c*(1-m), .01)))
	}
	return alpha, beta
}

func (BetaComponents) of(alpha, beta, _, _ *G.Node) distributions.Distribution {
	return distributions.Beta{Alpha: above(1, alpha), Beta: above(1, beta)}
}

// checkCountsOf is checkCounts of one number among others.
func checkCountsOf(t *layers.Targets, op string) {
	checkTargets(t, op, 1, func(y float64) bool { return y >= 0 && y == math.Trunc(y) }, "a count, a whole number from 0 on: leave Model.Y nil")
}
