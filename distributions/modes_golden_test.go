package distributions_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A modeGolden is a line of testdata/modes.json.
type modeGolden struct {
	Name         string
	Params, Grad [][]float64
	Mode, Width  float64
}

// of makes the distribution of its parameters, each (1, k).
func (g modeGolden) of(p G.Nodes) distributions.Distribution {
	number := func(n *G.Node) *G.Node { return ops.Reshape(n, 1) }
	mixing := distributions.Categorical{Logits: p[0]}
	switch g.Name {
	case "normals", "truncated":
		d := distributions.MixtureSameFamily{Mixing: mixing, Components: distributions.Normal{Loc: p[1], Scale: p[2]}}
		if g.Name == "truncated" {
			return distributions.Truncated{Base: d, Low: ops.Full(p[0].Graph(), p[0].Dtype(), .5, 1)}
		}
		return d
	case "gammas":
		return distributions.MixtureSameFamily{Mixing: mixing, Components: distributions.Gamma{Concentration: p[1], Rate: p[2]}}
	case "laplaces":
		return distributions.MixtureSameFamily{Mixing: mixing, Components: distributions.Laplace{Loc: p[1], Scale: p[2]}}
	case "normal and exponential":
		return distributions.Mixture{Mixing: mixing, Components: []distributions.Distribution{
			distributions.Normal{Loc: number(p[1]), Scale: number(p[2])}, distributions.Exponential{Rate: number(p[3])}}}
	}
	maps := map[string]distributions.Bijector{"sigmoid": distributions.Sigmoid{}, "softplus": distributions.Softplus{}}
	return distributions.Transformed{Base: distributions.Normal{Loc: number(p[0]), Scale: number(p[1])}, Bijector: maps[g.Name]}
}

// modeAndGradients is the mode of what make gives, and the gradient of its sum by all inputs.
func modeAndGradients(t *testing.T, make func(p G.Nodes) distributions.Distribution) func(in G.Nodes) G.Nodes {
	return func(in G.Nodes) G.Nodes {
		m := distributions.Mode(make(in))
		grads, err := graph.Gradient(ops.Sum(m), in...)
		if err != nil {
			t.Fatal(err)
		}
		return append(G.Nodes{m}, grads...)
	}
}

// Modes that are found, and their derivatives, are mpmath's: to 1e-14, or in float32 2^-20, of the largest derivative, once more for what rounding of
// the parameters moves the place by; and to what the place is rounded to, in widths of the top, for that moves every derivative.
func TestModeGoldens(t *testing.T) {
	b, err := os.ReadFile("../testdata/modes.json")
	if err != nil {
		t.Fatal(err)
	}
	var goldens []modeGolden
	if err := json.Unmarshal(b, &goldens); err != nil {
		t.Fatal(err)
	}
	for i, g := range goldens {
		var in []array
		largest := 1.
		for k, p := range g.Params {
			in = append(in, arr(p, 1, len(p)))
			for j := range p {
				largest = max(largest, math.Abs(g.Grad[k][j]))
			}
		}
		for dt, eps := range map[tensor.Dtype]float64{tensor.Float64: 1e-14, tensor.Float32: 0x1p-20} {
			derivative := eps * largest * largest
			if g.Width > 0 {
				derivative = max(derivative, largest*math.Abs(g.Mode)/g.Width*map[tensor.Dtype]float64{tensor.Float64: 0x1p-51, tensor.Float32: 0x1p-22}[dt])
			}
			out := mustEval(t, dt, in, modeAndGradients(t, g.of))
			what := fmt.Sprintf("%s, case %d, %v", g.Name, i, dt)
			within(t, what+": the mode", out[0][0], g.Mode, eps*max(1, math.Abs(g.Mode))*largest)
			for k, p := range g.Grad {
				for j, want := range p {
					within(t, fmt.Sprintf("%s: the derivative by number %d of parameter %d", what, j, k), out[k+1][j], want, derivative)
				}
			}
		}
	}
}
