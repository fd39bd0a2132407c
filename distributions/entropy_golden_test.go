package distributions_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// An entropyGolden is a line of testdata/entropies.json.
type entropyGolden struct {
	Name    string
	Params  []float64
	Entropy float64
	Grad    []float64
}

// counted makes the family of its parameters, each (1); a count is held.
func (g entropyGolden) counted(p G.Nodes) distributions.Distribution {
	held := func() *G.Node { return ops.Full(p[0].Graph(), p[0].Dtype(), g.Params[0], 1) }
	switch g.Name {
	case "poisson":
		return distributions.Poisson{Rate: p[0]}
	case "negativebinomial":
		return distributions.NegativeBinomial{Rate: p[0], Concentration: p[1]}
	case "binomial":
		return distributions.Binomial{Total: held(), Logits: p[0]}
	}
	each := make([]*G.Node, len(p))
	for k, l := range p {
		each[k] = ops.Reshape(l, 1, 1)
	}
	return distributions.Multinomial{Total: held(), Logits: ops.Concat(1, each...)}
}

// inputs are the parameters without a count.
func (g entropyGolden) inputs() (in []array) {
	params := g.Params
	if g.Name == "binomial" || g.Name == "multinomial" {
		params = params[1:]
	}
	for _, v := range params {
		in = append(in, array{data: []float64{v}, shape: []int{1}})
	}
	return in
}

func loadEntropies(t *testing.T) (all []entropyGolden) {
	t.Helper()
	filetest.ReadJSON(t, "../testdata/entropies.json", &all)
	return all
}

// Entropies of counts and their gradients are mpmath's: to 1e-11 of themselves, in float32 to 200 roundings of what their terms are. A
// gradient's terms are as large as the entropy, and cancel where it is largest.
func TestEntropyGoldens(t *testing.T) {
	for _, g := range loadEntropies(t) {
		name := fmt.Sprint(g.Name, g.Params)
		for dt, tol := range map[tensor.Dtype]float64{tensor.Float64: 1e-11, tensor.Float32: 200 * 0x1p-24} {
			out := mustEval(t, dt, g.inputs(), func(in G.Nodes) G.Nodes {
				h := distributions.Entropy(g.counted(in))
				grads, err := graph.Gradient(ops.Sum(h), in...)
				if err != nil {
					t.Fatal(name, err)
				}
				return append(G.Nodes{h}, grads...)
			})
			size := 1.
			if dt == tensor.Float32 && g.Name == "negativebinomial" { // differences of r log(1 + m/r) + m log(1 + r/m) and as much
				m, r := g.Params[0], g.Params[1]
				size = 1 + (r*math.Log1p(m/r)+m*math.Log1p(r/m))/math.Abs(g.Entropy)
			}
			within(t, fmt.Sprint(name, dt), out[0][0], g.Entropy, tol*size*g.Entropy)
			for k, want := range g.Grad {
				within(t, fmt.Sprint(name, dt, " gradient ", k), out[k+1][0], want, 10*tol*size*max(math.Abs(want), g.Entropy))
			}
		}
	}
}

// A Multinomial's entropy is that of OneHotCategorical for one trial, and beside a Binomial's for two classes; a NegativeBinomial's that
// of a Geometric for a concentration of 1, a Poisson's in the limit, and continuous where the rules meet.
func TestEntropyBetweenFamilies(t *testing.T) {
	row := func(v ...float64) array { return array{data: v, shape: []int{1, len(v)}} }
	of := func(in []array, f func(p G.Nodes) distributions.Distribution) float64 {
		return mustEval(t, tensor.Float64, in, one(func(in G.Nodes) *G.Node { return distributions.Entropy(f(in)) }))[0][0]
	}
	total := func(p *G.Node, n float64) *G.Node { return ops.Full(p.Graph(), p.Dtype(), n, 1) }
	logits := []array{row(.3, -1, 2)}
	for _, c := range []struct {
		what      string
		got, want float64
	}{
		{"one trial",
			of(logits, func(p G.Nodes) distributions.Distribution {
				return distributions.Multinomial{Total: total(p[0], 1), Logits: p[0]}
			}),
			of(logits, func(p G.Nodes) distributions.Distribution { return distributions.OneHotCategorical{Logits: p[0]} })},
		{"two classes",
			of([]array{row(1, -.5)}, func(p G.Nodes) distributions.Distribution {
				return distributions.Multinomial{Total: total(p[0], 1e6), Logits: p[0]}
			}),
			of([]array{{data: []float64{1.5}, shape: []int{1}}}, func(p G.Nodes) distributions.Distribution {
				return distributions.Binomial{Total: total(p[0], 1e6), Logits: p[0]}
			})},
		{"an excluded class",
			of([]array{row(1, math.Inf(-1), -.5)}, func(p G.Nodes) distributions.Distribution {
				return distributions.Multinomial{Total: total(p[0], 20), Logits: p[0]}
			}),
			of([]array{row(1, -.5)}, func(p G.Nodes) distributions.Distribution {
				return distributions.Multinomial{Total: total(p[0], 20), Logits: p[0]}
			})},
		{"geometric", negativeEntropy(t, 3, 1), of([]array{{data: []float64{-math.Log(3)}, shape: []int{1}}}, func(p G.Nodes) distributions.Distribution {
			return distributions.Geometric{Logits: p[0]}
		})},
		{"both rules", negativeEntropy(t, 300, 64) - negativeEntropy(t, 300, math.Nextafter(64, 65)), 0},
		{"a Poisson", negativeEntropy(t, 7, 1e15), of([]array{{data: []float64{7}, shape: []int{1}}}, func(p G.Nodes) distributions.Distribution { return distributions.Poisson{Rate: p[0]} })},
		{"a large Poisson", of([]array{{data: []float64{1e15}, shape: []int{1}}}, func(p G.Nodes) distributions.Distribution { return distributions.Poisson{Rate: p[0]} }), (1 + math.Log(2*math.Pi*1e15)) / 2},
		{"a larger one", of([]array{{data: []float64{1e300}, shape: []int{1}}}, func(p G.Nodes) distributions.Distribution { return distributions.Poisson{Rate: p[0]} }), (1 + math.Log(2*math.Pi*1e300)) / 2},
	} {
		within(t, c.what, c.got, c.want, 2e-11*max(1, math.Abs(c.want)))
	}
	for _, bad := range [][2]float64{{-1, 2}, {2, -1}, {math.NaN(), 1}, {1, math.NaN()}, {1e40, 1e-40}} {
		if h := negativeEntropy(t, bad[0], bad[1]); !math.IsNaN(h) {
			t.Errorf("the entropy at %v is %v", bad, h)
		}
	}
}

func negativeEntropy(t *testing.T, m, r float64) float64 {
	t.Helper()
	in := []array{{data: []float64{m}, shape: []int{1}}, {data: []float64{r}, shape: []int{1}}}
	return mustEval(t, tensor.Float64, in, one(func(in G.Nodes) *G.Node {
		return distributions.Entropy(distributions.NegativeBinomial{Rate: in[0], Concentration: in[1]})
	}))[0][0]
}
