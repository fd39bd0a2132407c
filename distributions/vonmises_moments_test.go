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

// vonMisesMoments is mean and variance, and the gradients of both by location and concentration.
func vonMisesMoments(t *testing.T) func(in G.Nodes) G.Nodes {
	return func(in G.Nodes) (out G.Nodes) {
		d := distributions.VonMises{Loc: in[0], Concentration: in[1]}
		out = G.Nodes{distributions.Mean(d), distributions.Variance(d)}
		for _, n := range out[:2] {
			grads, err := graph.Gradient(ops.Sum(n), in...)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, grads...)
		}
		return out
	}
}

// Mean and variance of an angle as a number, and their derivatives, are those of a series in mpmath: to eight roundings of what the derivative by the
// location makes of them.
func TestVonMisesMomentGoldens(t *testing.T) {
	b, err := os.ReadFile("../testdata/vonmisesmoments.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows [][8]float64
	if err := json.Unmarshal(b, &rows); err != nil {
		t.Fatal(err)
	}
	loc, k := make([]float64, len(rows)), make([]float64, len(rows))
	for i, r := range rows {
		loc[i], k[i] = r[0], r[1]
	}
	for dt, eps := range map[tensor.Dtype]float64{tensor.Float64: 0x1p-49, tensor.Float32: 0x1p-20} {
		out := mustEval(t, dt, []array{vec(loc...), vec(k...)}, vonMisesMoments(t))
		for i, r := range rows {
			// a location moves by its rounding, and the density at the cut, where all derivatives are made, by sqrt(k) as much
			unit := math.Pi * eps * max(1, math.Abs(r[4]), math.Abs(r[6])) * math.Sqrt(1+k[i])
			for j, what := range []string{"mean", "variance", "d mean/d loc", "d mean/d k", "d variance/d loc", "d variance/d k"} {
				within(t, fmt.Sprintf("%v, loc %v, k %v: %s", dt, loc[i], k[i], what), out[j][i], r[j+2], unit)
			}
		}
	}
}

// Concentrations from next to nothing to next to infinity are numbers with derivatives, also where the cut is; the derivative of the mean at
// Loc = 0 is that beside it; parameters out of their domain are NaN.
func TestVonMisesMomentEdges(t *testing.T) {
	k := []float64{1e-300, 1, 1e8, 1e100, 1e300}
	for _, loc := range []float64{0, math.Pi, -math.Pi, 1e-300, 3, 1e3} {
		out := mustEval(t, tensor.Float64, []array{vec(loc, loc, loc, loc, loc), vec(k...)}, vonMisesMoments(t))
		for j, v := range out[:4] {
			for i, x := range v {
				if math.IsNaN(x) || math.IsInf(x, 0) {
					t.Errorf("loc %v, k %v: output %d is %v", loc, k[i], j, x)
				}
			}
		}
	}
	out := mustEval(t, tensor.Float64, []array{vec(math.NaN(), 0, 0, 0, inf), vec(1, 0, -1, math.NaN(), 1)}, vonMisesMoments(t))
	for j, v := range out[:2] {
		for i, x := range v {
			if !math.IsNaN(x) {
				t.Errorf("row %d, output %d is %v, want NaN", i, j, x)
			}
		}
	}
}
