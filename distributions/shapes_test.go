package distributions_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// zeros is an array of a shape whose numbers do not matter.
func zeros(shape ...int) array {
	return arr(make([]float64, tensor.Shape(shape).TotalSize()), shape...)
}

func normalOf(p G.Nodes) distributions.Distribution {
	return distributions.Normal{Loc: p[0], Scale: p[1]}
}

// The shapes that LogProb takes and gives.
func TestLogProbShapes(t *testing.T) {
	for _, c := range []struct {
		name       string
		loc, scale []int
		wrap       func(d distributions.Distribution) distributions.Distribution
		y, want    []int
	}{
		{"one a row", []int{5}, []int{5}, nil, []int{5}, []int{5}},
		{"grid", []int{5}, []int{5}, nil, []int{5, 7}, []int{5, 7}},
		{"square grid", []int{5}, []int{5}, nil, []int{5, 5}, []int{5, 5}},
		{"shared scale on a grid", []int{5}, nil, nil, []int{5, 7}, []int{5, 7}},
		{"one row", []int{1}, []int{1}, nil, []int{1}, []int{1}},
		{"one row, grid", []int{1}, []int{1}, nil, []int{1, 4}, []int{1, 4}},
		{"scalar batch", nil, nil, nil, []int{3, 2}, []int{3, 2}},
		{"column", []int{5, 1}, []int{5, 1}, nil, []int{5, 1}, []int{5, 1}},
		{"batch of two axes on a grid", []int{5, 3}, []int{3}, nil, []int{5, 3, 2}, []int{5, 3, 2}},
		{"vectors", []int{5, 3}, []int{5, 3}, independent(1), []int{5, 3}, []int{5}},
		{"vectors on a grid", []int{5, 3}, []int{3}, independent(1), []int{5, 2, 3}, []int{5, 2}},
		{"matrices", []int{5, 3, 2}, []int{5, 3, 2}, independent(2), []int{5, 3, 2}, []int{5}},
		{"one vector, many targets", []int{3}, []int{3}, independent(1), []int{6, 3}, []int{6}},
	} {
		t.Run(c.name, func(t *testing.T) {
			mustEval(t, tensor.Float64, []array{zeros(c.loc...), zeros(c.scale...), zeros(c.y...)}, func(in G.Nodes) G.Nodes {
				d := normalOf(in)
				if c.wrap != nil {
					d = c.wrap(d)
				}
				lp := d.LogProb(in[2])
				if got, want := graphShape(lp.Shape()), graphShape(c.want); got != want {
					t.Errorf("LogProb has shape %s, want %s", got, want)
				}
				return G.Nodes{lp}
			})
		})
	}
}

func graphShape(s tensor.Shape) string {
	e := graph.BuildError{Shapes: []tensor.Shape{s}}
	return e.Error()
}

func independent(dims int) func(d distributions.Distribution) distributions.Distribution {
	return func(d distributions.Distribution) distributions.Distribution {
		return distributions.Independent{Base: d, EventDims: dims}
	}
}

// shapeError is a question to a distribution that has no answer, and what its error says.
type shapeError struct {
	name string
	in   []array // parameters, then y
	make func(p G.Nodes) distributions.Distribution
	ask  func(d distributions.Distribution, y *G.Node) *G.Node
	want []string
}

func logProb(d distributions.Distribution, y *G.Node) *G.Node { return d.LogProb(y) }

func mixtureOf(p G.Nodes) distributions.Distribution {
	return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: p[0]}, Components: distributions.Normal{Loc: p[1], Scale: p[1]}}
}

// unfitting are shapes that do not fit together.
func unfitting() []shapeError {
	return []shapeError{
		{"target (n,) against (n, 1)", []array{zeros(4, 1), zeros(4, 1), zeros(4)}, normalOf, logProb,
			[]string{"normal log-prob", "(4,) and (4, 1)", "ops.Reshape the target to (4, 1), or the parameters"}},
		{"target (n, 1) against (n,)", []array{zeros(4), zeros(4), zeros(4, 1)}, normalOf, logProb,
			[]string{"(4, 1) and (4,)", "would pair every row with every other", "ops.Reshape the target to (4,)"}},
		{"its cdf", []array{zeros(4), zeros(4), zeros(4, 1)}, normalOf, distributions.CDF,
			[]string{"normal cdf", "(4, 1) and (4,)"}},
		{"its samples", []array{zeros(4), zeros(4), zeros(4, 1)}, normalOf, distributions.Sample,
			[]string{"normal sample", "(4, 1) and (4,)"}},
		{"other rows", []array{zeros(4), zeros(4), zeros(5)}, normalOf, logProb,
			[]string{"(5,) and (4,)", "must have the distribution's shape (4,), or (4, m) with m > 1"}},
		{"grid in front", []array{zeros(4), zeros(4), zeros(7, 4)}, normalOf, logProb, []string{"(7, 4) and (4,)"}},
		{"vectors", []array{zeros(4, 3), zeros(4, 3), zeros(4, 2)}, func(p G.Nodes) distributions.Distribution { return independent(1)(normalOf(p)) }, logProb,
			[]string{"independent log-prob", "(4, 2) and (4, 3)", "(4, m, 3)"}},
		{"parameters (n,) and (n, 1)", []array{zeros(4), zeros(4, 1), zeros(4)}, normalOf, logProb,
			[]string{"normal", "(4, 1) and (4,)", "do not fit together"}},
		{"too many event axes", []array{zeros(4), zeros(4), zeros(4)}, func(p G.Nodes) distributions.Distribution { return independent(2)(normalOf(p)) }, logProb,
			[]string{"independent", "2 event axes"}},
		{"scalar logits", []array{zeros(), zeros()}, func(p G.Nodes) distributions.Distribution { return distributions.Categorical{Logits: p[0]} }, logProb,
			[]string{"categorical", "last axis"}},
		{"one weight for many components", []array{zeros(4, 1), zeros(4, 3), zeros(4)}, mixtureOf, logProb,
			[]string{"mixture", "(4, 1) and (4, 3)", "must agree"}},
		{"other number of components", []array{zeros(4, 2), zeros(4, 3), zeros(4)}, mixtureOf, logProb, []string{"(4, 2) and (4, 3)"}},
		{"other rows in components", []array{zeros(4, 2), zeros(3, 2), zeros(4)}, mixtureOf, logProb, []string{"(4, 2) and (3, 2)"}},
	}
}

// unanswered are questions to what is missing, and those that have no answer in closed form.
func unanswered() []shapeError {
	return []shapeError{
		{"nil parameter", []array{zeros(4), zeros(4)}, func(p G.Nodes) distributions.Distribution { return distributions.Normal{Loc: p[0]} }, logProb,
			[]string{"normal", "nil"}},
		{"nil components", []array{zeros(4, 2), zeros(4)}, func(p G.Nodes) distributions.Distribution {
			return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: p[0]}}
		}, logProb, []string{"mixture", "Components is nil"}},
		{"nil base", []array{zeros(4)}, func(G.Nodes) distributions.Distribution { return distributions.Independent{} }, logProb, []string{"Base is nil"}},
		{"entropy of a mixture", []array{zeros(4, 2), zeros(4, 2), zeros(4)}, mixtureOf,
			func(d distributions.Distribution, _ *G.Node) *G.Node { return distributions.Entropy(d) },
			[]string{"distributions.MixtureSameFamily has no entropy in closed form"}},
		{"samples inside an Independent", []array{zeros(4, 2), zeros(4, 2)}, func(p G.Nodes) distributions.Distribution {
			return independent(1)(distributions.Bernoulli{Logits: p[0]})
		}, distributions.Sample, []string{"distributions.Bernoulli has no sample in closed form"}},
		{"cdf of vectors in a mixture", []array{zeros(4, 2), zeros(4, 2, 3), zeros(4, 3)}, func(p G.Nodes) distributions.Distribution {
			return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: p[0]}, Components: independent(1)(distributions.Normal{Loc: p[1], Scale: p[1]})}
		}, distributions.CDF, []string{"distributions.Independent has no cdf in closed form"}},
	}
}

// What does not fit is refused with both shapes and what to do.
func TestShapeErrors(t *testing.T) {
	for _, c := range slices.Concat(unfitting(), unanswered()) {
		t.Run(c.name, c.check)
	}
}

func (c shapeError) check(t *testing.T) {
	_, err := evalNodes(tensor.Float64, c.in, one(func(in G.Nodes) *G.Node { return c.ask(c.make(in), in[len(in)-1]) }))
	if err == nil {
		t.Fatal("no error")
	}
	if _, ok := err.(*graph.BuildError); !ok {
		t.Errorf("%T, want a *graph.BuildError", err)
	}
	for _, want := range c.want {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not say %q", err, want)
		}
	}
}
