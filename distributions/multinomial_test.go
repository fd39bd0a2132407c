package distributions_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Draws of a Multinomial are counts that add up to its total, with its means and covariances within 5 standard errors, for excluded classes and
// none to draw too; the first number is the Binomial's quantile at its noise.
func TestMultinomialSample(t *testing.T) {
	const m, k = 20000, 3
	logits := []float64{.3, -1, .5, math.Inf(-1), 2, 0, 0, math.Inf(-1), math.Inf(-1), .1, .2, .3}
	totals := []float64{12, 7, 5, 0}
	rows := len(totals)
	noise := make([]float64, rows*m*k)
	rng.New(4, "multinomial", 0, 0).Normal64(noise, 0)
	in := []array{{data: totals, shape: []int{rows}}, {data: logits, shape: []int{rows, k}}, {data: noise, shape: []int{rows, m, k}}}
	out := mustEval(t, tensor.Float64, in, func(in G.Nodes) G.Nodes {
		d := distributions.Multinomial{Total: in[0], Logits: in[1]}
		return G.Nodes{distributions.Sample(d, in[2]), distributions.Mean(d), d.Covariance()}
	})
	for i, n := range totals {
		var mean [k]float64
		var second [k][k]float64
		for s := range m {
			y := out[0][(i*m+s)*k : (i*m+s+1)*k]
			sum := 0.
			for a, v := range y {
				if v < 0 || v != math.Floor(v) {
					t.Fatalf("row %d: draw %v", i, y)
				}
				sum += v
				mean[a] += v / m
				for b, u := range y {
					second[a][b] += v * u / m
				}
			}
			if sum != n {
				t.Fatalf("row %d: draw %v of total %v", i, y, n)
			}
		}
		for a := range k {
			want, variance := out[1][i*k+a], out[2][(i*k+a)*k+a]
			within(t, "mean", mean[a], want, 5*math.Sqrt(variance/m)+1e-12)
			for b := range k {
				size := math.Sqrt(variance * out[2][(i*k+b)*k+b])
				within(t, "covariance", second[a][b]-mean[a]*mean[b], out[2][(i*k+a)*k+b], 10*size/math.Sqrt(m)+1e-9) // 5 of sqrt(2..4) size
			}
		}
	}
}

// A draw has no gradient, and says so by its op; NaN parameters and noise are NaN, as is a total that is no count.
func TestMultinomialSampleRefusals(t *testing.T) {
	row := []array{{data: []float64{4}, shape: []int{1}}, {data: []float64{0, 1}, shape: []int{1, 2}}, {data: []float64{.3, 0}, shape: []int{1, 2}}}
	_, err := evalNodes(tensor.Float64, row, func(in G.Nodes) G.Nodes {
		y := distributions.Sample(distributions.Multinomial{Total: in[0], Logits: in[1]}, in[2])
		g, err := graph.Gradient(ops.Sum(ops.Square(y)), in[1])
		if err == nil {
			t.Error("a draw of counts has a gradient")
			return g
		}
		if !strings.Contains(err.Error(), "binomial_quantile") {
			t.Errorf("the refusal does not name the op: %v", err)
		}
		return G.Nodes{y}
	})
	if err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(in []array){
		"total":        func(in []array) { in[0].data = []float64{2.5} },
		"total of NaN": func(in []array) { in[0].data = []float64{math.NaN()} },
		"logit":        func(in []array) { in[1].data = []float64{0, math.NaN()} },
		"noise":        func(in []array) { in[2].data = []float64{0, math.NaN()} },
	} {
		bad := append([]array(nil), row...)
		change(bad)
		for j, v := range mustEval(t, tensor.Float64, bad, one(func(in G.Nodes) *G.Node {
			return distributions.Sample(distributions.Multinomial{Total: in[0], Logits: in[1]}, in[2])
		}))[0] {
			if !math.IsNaN(v) {
				t.Errorf("%s: number %d is %v, want NaN", what, j, v)
			}
		}
	}
}

// The mode is as probable as any vector of counts, and its entropy -E log p over all of them, by a sum.
func TestMultinomialMode(t *testing.T) {
	const n, k = 7., 3
	logits := []float64{.3, -1, .5}
	var grid []float64
	for a := 0.; a <= n; a++ {
		for b := 0.; a+b <= n; b++ {
			grid = append(grid, a, b, n-a-b)
		}
	}
	in := []array{{data: []float64{n}, shape: []int{1}}, {data: logits, shape: []int{1, k}}, {data: grid, shape: []int{1, len(grid) / k, k}}}
	out := mustEval(t, tensor.Float64, in, func(in G.Nodes) G.Nodes {
		d := distributions.Multinomial{Total: in[0], Logits: in[1]}
		mode := distributions.Mode(d)
		return G.Nodes{distributions.LogProb(d, in[2]), distributions.LogProb(d, mode), distributions.Entropy(d)}
	})
	entropy := 0.
	for j, l := range out[0] {
		entropy -= math.Exp(l) * l
		if l > out[1][0]+1e-13 {
			t.Errorf("%v has %v, the mode %v", grid[3*j:3*j+3], l, out[1][0])
		}
	}
	within(t, "entropy", out[2][0], entropy, 1e-13)
}
