package distributions_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func betaOf(p G.Nodes) distributions.Distribution {
	return distributions.Beta{Alpha: p[0], Beta: p[1]}
}

// everything is all that a distribution of scalars says at y.
func everything(d distributions.Distribution, y *G.Node) G.Nodes {
	all := G.Nodes{d.LogProb(y), distributions.Mean(d), distributions.Variance(d), distributions.Entropy(d), distributions.CDF(d, y)}
	if _, ok := d.(distributions.Normal); ok {
		all = append(all, distributions.Sample(d, y))
	}
	return all
}

// A scale or a shape that is not positive makes every quantity NaN, in both types, and of its own row only.
func TestParametersOutsideTheirDomain(t *testing.T) {
	good, bad := vec(2, 2, 2, 2, 2), vec(2, -1.5, 0, math.NaN(), -inf)
	for _, dt := range bothTypes {
		for _, c := range []struct {
			name string
			make func(p G.Nodes) distributions.Distribution
			in   []array
		}{{"scale", normalOf, []array{good, bad}}, {"alpha", betaOf, []array{bad, good}}, {"beta", betaOf, []array{good, bad}}} {
			in := append(c.in, vec(.5, .5, .5, .5, .5))
			for k, v := range mustEval(t, dt, in, func(p G.Nodes) G.Nodes { return everything(c.make(p[:2]), p[2]) }) {
				checkNaNs(t, fmt.Sprintf("%v, %s, quantity %d", dt, c.name, k), v)
			}
		}
	}
}

// checkNaNs wants a number in the first row and NaN in all others.
func checkNaNs(t *testing.T, what string, v []float64) {
	t.Helper()
	for i, x := range v {
		if math.IsNaN(x) != (i > 0) {
			t.Errorf("%s, row %d: %v", what, i, x)
		}
	}
}

// As numbers such rows are refused, with the row, the parameter and the value; a NaN is let through.
func TestPosteriorRefusesParametersOutsideTheirDomain(t *testing.T) {
	nan := math.NaN()
	mixture := func(p G.Nodes) distributions.Distribution {
		return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: p[0]}, Components: distributions.Normal{Loc: p[0], Scale: p[1]}}
	}
	for _, c := range []struct {
		make func(p G.Nodes) distributions.Distribution
		in   []array
		want string
	}{
		{normalOf, []array{vec(0, 0, 0), vec(1, -1, 2)}, "row 1: parameter in1 is -1, but must be positive and finite"},
		{normalOf, []array{vec(0, 0), vec(1, 0)}, "row 1: parameter in1 is 0"},
		{normalOf, []array{vec(0), vec(inf)}, "row 0: parameter in1 is +Inf"},
		{normalOf, []array{vec(0, 0), vec(1, nan)}, ""},
		{normalOf, []array{vec(0, -5), arr([]float64{-2})}, "every row: parameter in1 is -2"},
		{betaOf, []array{vec(2, 0), vec(1, 1)}, "row 1: parameter in0 is 0"},
		{betaOf, []array{vec(2, 2), vec(-.5, 1)}, "row 0: parameter in1 is -0.5"},
		{mixture, []array{arr([]float64{-inf, 0, -5, 5}, 2, 2), arr([]float64{1, 1, 1, -3}, 2, 2)}, "row 1, component 1: parameter in1 is -3"},
	} {
		q, err := tryPosterior(c.make, c.in...)
		switch {
		case c.want == "" && err != nil:
			t.Error(err)
		case c.want == "":
			checkNaNs(t, "log-prob", q.LogProb(make([]float64, q.Rows())))
			checkNaNs(t, "sd", q.StdDev())
		case err == nil || !strings.Contains(err.Error(), c.want):
			t.Errorf("error %v, want %q", err, c.want)
		}
	}
}

// Draws of a network's weights are told apart.
func TestMixtureRefusesParametersOutsideTheirDomain(t *testing.T) {
	g := G.NewGraph()
	d := distributions.Normal{Loc: G.NewVector(g, tensor.Float64, G.WithShape(2), G.WithName("loc")), Scale: G.NewVector(g, tensor.Float64, G.WithShape(2), G.WithName("scale"))}
	draw := func(scale ...float64) func(n *G.Node) G.Value {
		return func(n *G.Node) G.Value {
			if n == d.Loc {
				return vec(0, 0).value(tensor.Float64)
			}
			return vec(scale...).value(tensor.Float64)
		}
	}
	_, err := distributions.NewMixture(d, []func(n *G.Node) G.Value{draw(1, 1), draw(2, -2)})
	if want := "draw 1: row 1: parameter scale is -2"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want %q", err, want)
	}
}
