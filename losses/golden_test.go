package losses_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

type golden struct {
	Name   string
	Params [][]float64
	Y      float64
	Value  float64
	Grad   []float64 // by the params, then perhaps by y
}

func mixtureOfNormals(p G.Nodes) distributions.Distribution {
	return distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: p[0]},
		Components: distributions.Normal{Loc: p[1], Scale: p[2]},
	}
}

func piecewise(p G.Nodes) distributions.Distribution {
	return distributions.PiecewiseLinear{Levels: []float64{.1, .25, .5, .9}, Values: p[0]}
}

var goldenLosses = map[string]struct {
	loss losses.Loss
	q    func(p G.Nodes) distributions.Distribution
}{
	"crps normal":  {losses.CRPS{}, normal},
	"crps mixture": {losses.CRPS{}, mixtureOfNormals},
	"crps pieces":  {losses.CRPS{}, piecewise},
	"crps laplace": {losses.CRPS{}, func(p G.Nodes) distributions.Distribution {
		return distributions.Laplace{Loc: p[0], Scale: p[1]}
	}},
	"crps logistic": {losses.CRPS{}, func(p G.Nodes) distributions.Distribution {
		return distributions.Logistic{Loc: p[0], Scale: p[1]}
	}},
	"crps student": {losses.CRPS{}, func(p G.Nodes) distributions.Distribution {
		return distributions.StudentT{DF: p[0], Loc: p[1], Scale: p[2]}
	}},
	"crps poisson": {losses.CRPS{}, func(p G.Nodes) distributions.Distribution { return distributions.Poisson{Rate: p[0]} }},
	"crps negative binomial": {losses.CRPS{}, func(p G.Nodes) distributions.Distribution {
		return distributions.NegativeBinomial{Rate: p[0], Concentration: p[1]}
	}},
	"crps binomial": {losses.CRPS{}, func(p G.Nodes) distributions.Distribution {
		return distributions.Binomial{Total: ops.Full(p[0].Graph(), p[0].Dtype(), 12, 1), Logits: p[0]}
	}},
	"crps geometric": {losses.CRPS{}, func(p G.Nodes) distributions.Distribution { return distributions.Geometric{Logits: p[0]} }},
	"crps ordered": {losses.CRPS{}, func(p G.Nodes) distributions.Distribution {
		cuts := ops.Concat(1, ops.Reshape(p[1], 1, 1), ops.Reshape(p[2], 1, 1), ops.Reshape(p[3], 1, 1))
		return distributions.OrderedLogistic{Loc: p[0], Cutpoints: cuts}
	}},
	"crps bernoulli":           {losses.CRPS{}, bernoulli},
	"crps categorical":         {losses.CRPS{}, categorical},
	"pinball":                  {losses.Pinball{}, piecewise},
	"beta-nll .5":              {losses.BetaNLL{}, normal},
	"beta-nll 1":               {losses.BetaNLL{Beta: 1}, normal},
	"focal 2":                  {losses.Focal{}, categorical},
	"focal .5 weighted":        {losses.Focal{Gamma: .5, Weights: []float64{1, .25, 3}}, categorical},
	"focal 2 of two":           {losses.Focal{}, bernoulli},
	"focal .5 of two weighted": {losses.Focal{Gamma: .5, Weights: []float64{.75, .25}}, bernoulli},
	"smoothed":                 {losses.CategoricalCrossEntropy{Smoothing: .1}, categorical},
	"smoothed of two":          {losses.BinaryCrossEntropy{Smoothing: .1}, bernoulli},
}

func goldens(t *testing.T) (all []golden) {
	t.Helper()
	filetest.ReadJSON(t, "../testdata/losses.json", &all)
	return all
}

// inputs is one row of the parameters, scalars as (1) and vectors as (1, k), and the target.
func (g golden) inputs() (in []array) {
	vectors := len(g.Name) > 6 && (g.Name[:5] == "focal" || g.Name[:6] == "smooth") && len(g.Params[0]) > 1
	vectors = vectors || g.Name == "crps mixture" || g.Name == "crps categorical" || g.Name == "crps pieces" || g.Name == "pinball"
	for _, p := range g.Params {
		if vectors {
			in = append(in, matrix(1, p...))
		} else {
			in = append(in, vec(p...))
		}
	}
	return append(in, vec(g.Y))
}

// Values and gradients against mpmath: 1e-12 is relative to the number, or for a gradient, in which terms of the loss's own size
// may cancel, to the loss.
func TestGoldens(t *testing.T) {
	seen := map[string]bool{}
	for i, g := range goldens(t) {
		seen[g.Name] = true
		c := goldenLosses[g.Name]
		out := must(t, c.loss, c.q, g.inputs()...)
		near := func(what string, got, want, scale float64) {
			t.Helper()
			if !(math.Abs(got-want) <= 1e-12*scale) {
				t.Errorf("%s, case %d, %v at %v: %s %v, want %v", g.Name, i, g.Params, g.Y, what, got, want)
			}
		}
		near("loss", out[0][0], g.Value, math.Abs(g.Value))
		at := 0
		for _, grads := range out[1:] {
			for _, d := range grads {
				near(fmt.Sprint("gradient ", at), d, g.Grad[at], max(math.Abs(g.Grad[at]), math.Abs(g.Value)))
				at++
			}
		}
	}
	for name := range goldenLosses {
		if !seen[name] {
			t.Errorf("%s has no case", name)
		}
	}
}

// Float32 says what float64 says of the same inputs, to a hundred roundings of the larger of loss and gradient.
func TestGoldensInFloat32(t *testing.T) {
	for i, g := range goldens(t) {
		c := goldenLosses[g.Name]
		in := g.inputs()
		for k := range in {
			for j, v := range in[k].data {
				in[k].data[j] = float64(float32(v))
			}
		}
		wide := must(t, c.loss, c.q, in...)
		narrow, err := rowsAndGrad(c.loss, c.q, tensor.Float32, in...)
		if err != nil {
			t.Fatal(err)
		}
		for k := range wide {
			for j, want := range wide[k] {
				if got := narrow[k][j]; !(math.Abs(got-want) <= 100*0x1p-24*max(math.Abs(want), math.Abs(wide[0][0]), 1e-30)) {
					t.Errorf("%s, case %d, %v at %v: output %d is %v in float32, %v in float64", g.Name, i, g.Params, g.Y, k, got, want)
				}
			}
		}
	}
}
