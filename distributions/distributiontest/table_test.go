package distributiontest_test

import (
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/slow"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

var update = flag.Bool("update", false, "write the files that tests compare with")

const tableHead = `# Families

Written by TestTable, which asks every family and combinator for everything. "closed form": a node, with gradients, special functions
and the implicit ones of samples and of modes that are searched for included. "numeric": no node, but a Posterior's number, from the density. "undefined": there is no such
quantity, or none for the parameters of the test (a mean of a Cauchy). "-": vectors have no such answer here; a Joint has more. Quantile, HPD and CRPS
are those of the Posterior; "closed form" is said where distributions.Quantile or distributions.CRPS has a node too. A combinator has
what its parts have.

| family | LogProb | CDF | LogCDF | LogSurvival | Mean | Variance | Mode | Entropy | Sample | Quantile | HPD | CRPS |
|---|---|---|---|---|---|---|---|---|---|---|---|---|
`

// A question is a column: as a node, and as a number if there is none; both nil where it is never so.
type question struct {
	node   func(d distributions.Distribution, y *G.Node) *G.Node
	number func(q distributions.Posterior, y []float64) []float64
}

var questions = []question{
	{func(d distributions.Distribution, y *G.Node) *G.Node { return distributions.LogProb(d, y) }, nil},
	{distributions.CDF, distributions.Posterior.CDF},
	{distributions.LogCDF, distributions.Posterior.LogCDF},
	{distributions.LogSurvival, distributions.Posterior.LogSurvival},
	{ofRow(distributions.Mean), number(distributions.Posterior.Mean)},
	{ofRow(distributions.Variance), number(distributions.Posterior.Variance)},
	{ofRow(distributions.Mode), number(distributions.Posterior.Mode)},
	{ofRow(distributions.Entropy), number(distributions.Posterior.Entropy)},
	{sampled, func(q distributions.Posterior, _ []float64) []float64 { return q.Sample(1, 1)[0] }},
	{func(d distributions.Distribution, _ *G.Node) *G.Node { return distributions.Quantile(d, .3) }, func(q distributions.Posterior, _ []float64) []float64 { return q.Quantile(.3) }},
	{nil, func(q distributions.Posterior, _ []float64) (ends []float64) {
		for _, runs := range q.HPD(.9) {
			if len(runs) == 0 {
				return []float64{math.NaN()}
			}
			ends = append(ends, runs[0].Lo, runs[0].Hi)
		}
		return ends
	}},
	{distributions.CRPS, distributions.Posterior.CRPS},
}

func ofRow(f func(d distributions.Distribution) *G.Node) func(d distributions.Distribution, _ *G.Node) *G.Node {
	return func(d distributions.Distribution, _ *G.Node) *G.Node { return f(d) }
}

func number(f func(q distributions.Posterior) []float64) func(q distributions.Posterior, _ []float64) []float64 {
	return func(q distributions.Posterior, _ []float64) []float64 { return f(q) }
}

// sampled draws from noise of 0, the median.
func sampled(d distributions.Distribution, y *G.Node) *G.Node {
	shape := distributions.NoiseShape(d)
	noise := G.NewTensor(y.Graph(), tensor.Float64, len(shape), G.WithShape(shape...), G.WithName("noise"), G.WithValue(tensor.New(tensor.WithShape(shape...), tensor.Of(tensor.Float64))))
	return distributions.Sample(d, noise)
}

// cell says how l answers a question.
func (c question) cell(t *testing.T, l line) string {
	if c.node != nil {
		if v, err := asNode(l, c.node); err == nil {
			return saying("closed form", v)
		}
	}
	if len(l.d.EventShape()) > 0 || c.number == nil {
		return "-"
	}
	q, err := distributions.Numbers(l.d)
	if err != nil {
		t.Fatalf("%s: %v", typeOf(l.d), err)
	}
	return saying("numeric", c.number(q, l.y))
}

// saying is how, unless a number is NaN: a variance may be infinite.
func saying(how string, v []float64) string {
	if slices.ContainsFunc(v, math.IsNaN) {
		return "undefined"
	}
	return how
}

// asNode evaluates a node of l, whose parameters are put on one graph.
func asNode(l line, f func(d distributions.Distribution, y *G.Node) *G.Node) ([]float64, error) {
	var values []G.Value
	seen := map[*G.Node]int{}
	for _, p := range distributions.Parameters(l.d) {
		if _, ok := seen[p.Node]; !ok {
			seen[p.Node] = len(values)
			values = append(values, p.Node.Value())
		}
	}
	shape := append(l.d.BatchShape().Clone(), l.d.EventShape()...)
	values = append(values, tensor.New(tensor.WithShape(shape...), tensor.WithBacking(slices.Clone(l.y))))
	fn := graph.NewFunc(func(in G.Nodes) G.Nodes {
		d := distributions.Map(l.d, func(n *G.Node) *G.Node { return in[seen[n]] })
		return G.Nodes{f(d, in[len(in)-1])}
	})
	for i := range values {
		fn.InputNames = append(fn.InputNames, fmt.Sprint("input", i))
	}
	out, err := fn.Call(values...)
	if err != nil {
		return nil, err
	}
	if v, ok := out[0].Data().([]float64); ok {
		return v, nil
	}
	return []float64{out[0].Data().(float64)}, nil
}

// wordsOf is the type, and of a combinator the types of its parts.
func wordsOf(d distributions.Distribution) string {
	switch d := d.(type) {
	case distributions.MixtureSameFamily:
		return "MixtureSameFamily of " + typeOf(d.Components)
	case distributions.Mixture:
		var parts []string
		for _, c := range d.Components {
			parts = append(parts, typeOf(c))
		}
		return "Mixture of " + strings.Join(parts, " and ")
	}
	if base := reflect.ValueOf(d).FieldByName("Base"); base.IsValid() {
		return typeOf(d) + " of " + base.Elem().Type().Name()
	}
	return typeOf(d)
}

// The table in the tree says what is so.
func TestTable(t *testing.T) {
	slow.Test(t)
	var b strings.Builder
	b.WriteString(tableHead)
	rows := map[string]string{}
	for _, l := range lines() {
		var cells []string
		for _, c := range questions {
			cells = append(cells, c.cell(t, l))
		}
		rows[wordsOf(l.d)] = fmt.Sprintf("| %s | %s |\n", wordsOf(l.d), strings.Join(cells, " | "))
	}
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		b.WriteString(rows[name])
	}
	const file = "../FAMILIES.md"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if was, err := os.ReadFile(file); err != nil || string(was) != b.String() {
		t.Errorf("%s is not what was found (%v): go test ./distributions/distributiontest -run TestTable -update\n%s", file, err, b.String())
	}
}
