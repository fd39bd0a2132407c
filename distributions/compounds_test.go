package distributions_test

import (
	"flag"
	"fmt"
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

// The log-densities of compounded are compounds, whose bits are those of their operations one after the other. After a change of
// their formulas run with -tags noasm -update, then go generate ./internal/kernel.
func TestCompounds(t *testing.T) {
	lines := "# Compounds with assembly, a line each: a name and the code, which TestCompounds of distributions writes with -update.\n"
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		for _, c := range compounded {
			out, in := density(dt, c.params, 1<<13, c.make)
			code := plan.Expression(out, native.Ops{})
			lines += fmt.Sprintf("%s%d | %s\n", c.name, 8*dt.Size(), code)
			p := plan.New(G.Nodes{out}, nil, native.Ops{Strict: true})
			m, plain := p.Machine(), p.Plain().Machine()
			for k, n := range in {
				v := graphtest.ValueOf(dt, graphtest.Edges(k, 1<<13))
				m.Vals[p.Slot[n]], plain.Vals[plain.Plan.Slot[n]] = v, v
			}
			graphtest.Same(t, c.name, graphtest.Computed(t, m), graphtest.Computed(t, plain))
			if has := p.Took["compound"]; !*update && has != 1 && kernel.CPULevel() != kernel.Generic {
				t.Errorf("%s of %v: %d compounds, code %q", c.name, dt, has, code)
			}
		}
	}
	const file = "../internal/kernel/compounds.txt"
	if *update {
		if err := os.WriteFile(file, []byte(lines), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if b, err := os.ReadFile(file); err != nil || strings.TrimSpace(string(b)) != strings.TrimSpace(lines) {
		t.Errorf("%s is not up to date (%v): go test -tags noasm ./distributions -run TestCompounds -update, then go generate ./internal/kernel", file, err)
	}
}
