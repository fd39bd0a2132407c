package distributions_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/distributions/distributiontest"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// rainy is a user's distribution with a Hurdle in a field, of which a prediction is about one part.
type rainy struct {
	distributions.Hurdle
	Amount bool
}

func (d rainy) Predicted() distributions.Distribution {
	if d.Amount {
		return d.Base
	}
	return distributions.Bernoulli{Logits: d.Logits}
}

// A mass amid a density is refused wherever it stands, since integrals of the density would leave it out: mean 2.9 of the closed form,
// but an entropy, a CRPS and regions of the density alone. The error says what to ask.
func TestNoAtomInDensity(t *testing.T) {
	gamma := distributions.Gamma{Concentration: constant(2), Rate: constant(.5)}
	rain := distributions.Hurdle{Logits: constant(-1), Base: gamma}
	halves := distributions.Categorical{Logits: distributiontest.Array([]float64{0, 0}, 1, 2)}
	for name, d := range map[string]distributions.Distribution{
		"alone":        rain,
		"pointer":      &rain,
		"of a mixture": distributions.Mixture{Mixing: halves, Components: []distributions.Distribution{gamma, rain}},
		"transformed":  transformed(rain, distributions.Affine{Shift: constant(1), Scale: constant(2)}),
		"truncated":    distributions.Truncated{Base: rain, Low: constant(-1), High: constant(9)},
		"a user's":     rainy{Hurdle: rain},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := distributions.Numbers(d)
			var built *graph.BuildError
			if !errors.As(err, &built) {
				t.Fatalf("%v, want a *graph.BuildError", err)
			}
			for _, want := range []string{"Hurdle over distributions.Gamma", "Bernoulli{Logits: Logits}", "Base", "CDF"} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
		})
	}
}

// The parts answer, and so does a hurdle of masses.
func TestPartsOfHurdle(t *testing.T) {
	d := rainy{Hurdle: distributions.Hurdle{Logits: constant(-1), Base: distributions.Gamma{Concentration: constant(2), Rate: constant(.5)}}}
	dry := numbersOf(t, distributions.Predicted(d))
	d.Amount = true
	rain := numbersOf(t, distributions.Predicted(d))
	whole := mustEval(t, tensor.Float64, []array{vec(-1)}, func(in G.Nodes) G.Nodes {
		shape := ops.AddConst(in[0], 3)
		return G.Nodes{distributions.Hurdle{Logits: in[0], Base: distributions.Gamma{Concentration: shape, Rate: ops.MulConst(shape, .25)}}.Mean()}
	})[0][0]
	within(t, "mean", (1-dry.Mean()[0])*rain.Mean()[0], whole, 1e-14)
	numbersOf(t, distributions.Hurdle{Logits: constant(-1), Base: distributions.Poisson{Rate: constant(2)}})
}
