package distributions

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Mixture is p(y) = sum_k w_k p_k(y) with w = softmax(Mixing.Logits) and components of different families, all densities or all
// masses, of one event shape. MixtureSameFamily is faster where they are of one family.
type Mixture struct {
	Mixing     Categorical    // Logits (n..., k)
	Components []Distribution // k of them, batch (n...) each, or fewer axes if rows share one
}

// BatchShape is the common shape of Mixing's batch and the components'.
func (d Mixture) BatchShape() tensor.Shape {
	d.check()
	shapes := []tensor.Shape{d.Mixing.BatchShape()}
	for _, c := range d.Components {
		shapes = append(shapes, c.BatchShape())
	}
	return batchOfShapes("mixture", shapes...)
}

// EventShape is that of the components.
func (d Mixture) EventShape() tensor.Shape {
	d.check()
	return d.Components[0].EventShape()
}

// LogProb is the log-sum-exp over components of log w_k + log p_k(y).
func (d Mixture) LogProb(y *G.Node) *G.Node {
	return onPoints("mixture log-prob", d, y, Mixture.logDensity)
}

// Mean is sum_k w_k mean_k.
func (d Mixture) Mean() *G.Node { return d.average(d.each(Mean)) }

// Variance is sum_k w_k (var_k + (mean_k - mean)^2).
func (d Mixture) Variance() *G.Node {
	means := d.each(Mean)
	mean := d.average(means)
	var parts []*G.Node
	for k, v := range d.each(Variance) {
		parts = append(parts, ops.Add(v, ops.Square(ops.Sub(means[k], mean))))
	}
	return d.average(parts)
}

// Mode is found numerically, as that of MixtureSameFamily.
func (d Mixture) Mode() *G.Node { return solvedMode(d) }

// CDF is sum_k w_k CDF_k(y), for scalar events.
func (d Mixture) CDF(y *G.Node) *G.Node { return onPoints("mixture cdf", d, y, Mixture.cdf) }

// LogCDF is the log-sum-exp over components of log w_k + log CDF_k(y), for scalar events.
func (d Mixture) LogCDF(y *G.Node) *G.Node {
	return onPoints("mixture log-cdf", d, y, Mixture.logCDF)
}

// LogSurvival is the log-sum-exp over components of log w_k + log survival_k(y), for scalar events.
func (d Mixture) LogSurvival(y *G.Node) *G.Node {
	return onPoints("mixture log-survival", d, y, Mixture.logSurvival)
}

// Sample is the inverse cdf at Phi(noise), as that of MixtureSameFamily.
func (d Mixture) Sample(noise *G.Node) *G.Node {
	return onPoints("mixture sample", d, noise, Mixture.sample)
}

// Support is the smallest interval that holds all components'.
func (d Mixture) Support() Support {
	d.check()
	all := make([]Support, len(d.Components))
	for k, c := range d.Components {
		if all[k] = SupportOf(c); all[k].AtZero != all[0].AtZero && all[k].Kind == all[0].Kind {
			build.Fail("mixture", append(shapesOf(d.Components[0]), shapesOf(c)...), "%T and %T do not mix: one has a mass at 0 amid its density, and at 0 the density of the other would be added to it; put the mixture of the densities into one Hurdle", d.Components[0], c)
		}
		if all[k].Kind != all[0].Kind {
			build.Fail("mixture", append(shapesOf(d.Components[0]), shapesOf(c)...), "%T and %T do not mix: one has a density, the other masses; ZeroInflated and Hurdle put a mass at 0", d.Components[0], c)
		}
	}
	return unionOf(all, d.Mixing.Logits)
}

// Bump is about the components' bulks, as wide as all of them.
func (d Mixture) Bump() (at, width *G.Node) {
	var ats, widths []*G.Node
	d.each(func(c Distribution) *G.Node {
		a, w := bumpOf(c)
		ats, widths = append(ats, onShape(a, d.BatchShape())), append(widths, ops.Square(w))
		return a
	})
	at = d.average(ats)
	for k, a := range ats {
		widths[k] = ops.Add(widths[k], ops.Square(ops.Sub(a, at)))
	}
	return at, ops.Sqrt(d.average(widths))
}
