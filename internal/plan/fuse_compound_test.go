package plan_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/native"
	"github.com/deepprob/deepprob/internal/plan"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

var update = flag.Bool("update", false, "write the files that tests compare with")

// compounded are the log-densities that package kernel has loops of their own for: what else there is takes longer to compute than
// to move.
var compounded = []struct {
	name   string
	params int
	make   func(p G.Nodes) distributions.Distribution
}{
	{"Normal", 2, func(p G.Nodes) distributions.Distribution { return distributions.Normal{Loc: p[0], Scale: p[1]} }},
	{"LogNormal", 2, func(p G.Nodes) distributions.Distribution { return distributions.LogNormal{Loc: p[0], Scale: p[1]} }},
	{"Laplace", 2, func(p G.Nodes) distributions.Distribution { return distributions.Laplace{Loc: p[0], Scale: p[1]} }},
	{"Cauchy", 2, func(p G.Nodes) distributions.Distribution { return distributions.Cauchy{Loc: p[0], Scale: p[1]} }},
	{"Exponential", 1, func(p G.Nodes) distributions.Distribution { return distributions.Exponential{Rate: p[0]} }},
	{"Uniform", 2, func(p G.Nodes) distributions.Distribution { return distributions.Uniform{Low: p[0], High: p[1]} }},
	{"HalfNormal", 1, func(p G.Nodes) distributions.Distribution { return distributions.HalfNormal{Scale: p[0]} }},
	{"HalfCauchy", 1, func(p G.Nodes) distributions.Distribution { return distributions.HalfCauchy{Scale: p[0]} }},
	{"Pareto", 2, func(p G.Nodes) distributions.Distribution {
		return distributions.Pareto{Concentration: p[0], Scale: p[1]}
	}},
}

// density is a log-density of n numbers on inputs of special and other numbers.
func density(dt tensor.Dtype, params, n int, make func(p G.Nodes) distributions.Distribution) (*G.Node, G.Nodes) {
	g := G.NewGraph()
	var in G.Nodes
	for k := range params + 1 {
		in = append(in, build.Input(g, dt, fmt.Sprint("x", k), n))
	}
	return make(in[:params]).LogProb(in[params]), in
}

// edges are numbers at which formulas branch, and between them.
func edges(k, n int) []float64 {
	special := []float64{0, math.Copysign(0, -1), 1, -1, 2, -2, .5, 1e-40, -1e-40, 1e-30, 1e30, 3e38, math.Inf(1), math.Inf(-1), math.NaN(), 5}
	x := make([]float64, n)
	for i := range x {
		j := i
		for range k {
			j /= len(special)
		}
		if x[i] = special[j%len(special)]; i >= n/2 {
			x[i] = 3 * math.Sin(float64(i*(k+1)))
		}
	}
	return x
}

// The log-densities of compounded are compounds, whose bits are those of their operations one after the other. After a change of
// their formulas run with -tags noasm -update, then go generate ./internal/kernel.
func TestCompounds(t *testing.T) {
	lines := "# Compounds with assembly, a line each: a name and the code, which internal/plan's TestCompounds writes with -update.\n"
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		for _, c := range compounded {
			out, in := density(dt, c.params, 1<<13, c.make)
			code := plan.Expression(out, native.Ops{})
			lines += fmt.Sprintf("%s%d | %s\n", c.name, 8*dt.Size(), code)
			p := plan.New(G.Nodes{out}, nil, native.Ops{Strict: true})
			m, plain := p.Machine(), p.Plain().Machine()
			for k, n := range in {
				v := valueOf(dt, edges(k, 1<<13))
				m.Vals[p.Slot[n]], plain.Vals[plain.Plan.Slot[n]] = v, v
			}
			same(t, c.name, computed(t, m), computed(t, plain))
			if has := p.Took["compound"]; !*update && has != 1 && kernel.CPULevel() != kernel.Generic {
				t.Errorf("%s of %v: %d compounds, code %q", c.name, dt, has, code)
			}
		}
	}
	const file = "../kernel/compounds.txt"
	if *update {
		if err := os.WriteFile(file, []byte(lines), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if b, err := os.ReadFile(file); err != nil || strings.TrimSpace(string(b)) != strings.TrimSpace(lines) {
		t.Errorf("%s is not up to date (%v): go test -tags noasm ./internal/plan -run TestCompounds -update, then go generate ./internal/kernel", file, err)
	}
}

// computed is the first output after a run.
func computed(t *testing.T, m *plan.Machine) []float64 {
	if err := m.RunAll(); err != nil {
		t.Fatal(err)
	}
	return graphtest.Numbers(m.Vals[m.Plan.Outputs[0]])
}

func valueOf(dt tensor.Dtype, x []float64) G.Value {
	if dt == tensor.Float64 {
		return tensor.New(tensor.WithShape(len(x)), tensor.WithBacking(x))
	}
	y := make([]float32, len(x))
	for i, v := range x {
		y[i] = float32(v)
	}
	return tensor.New(tensor.WithShape(len(x)), tensor.WithBacking(y))
}

// same compares bits, but for NaNs, of which any is as good.
func same(t *testing.T, what string, got, want []float64) {
	for i, v := range got {
		if v != want[i] && (v == v || want[i] == want[i]) {
			t.Fatalf("%s: element %d is %v, want %v", what, i, v, want[i])
		}
	}
}
