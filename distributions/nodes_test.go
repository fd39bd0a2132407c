package distributions_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/filetest"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// An array is a test's tensor: its shape and numbers, put into a graph as float64 or float32.
type array struct {
	shape []int
	data  []float64
}

func vec(v ...float64) array              { return array{[]int{len(v)}, v} }
func arr(v []float64, shape ...int) array { return array{shape, v} }

func (a array) value(dt tensor.Dtype) G.Value {
	switch {
	case len(a.shape) == 0 && dt == tensor.Float64:
		return G.NewF64(a.data[0])
	case len(a.shape) == 0:
		return G.NewF32(float32(a.data[0]))
	case dt == tensor.Float64:
		return tensor.New(tensor.WithShape(a.shape...), tensor.WithBacking(a.data))
	}
	f := make([]float32, len(a.data))
	for i, v := range a.data {
		f[i] = float32(v)
	}
	return tensor.New(tensor.WithShape(a.shape...), tensor.WithBacking(f))
}

// evalNodes runs a function of nodes on arrays and returns the outputs' numbers.
func evalNodes(dt tensor.Dtype, in []array, f func(in G.Nodes) G.Nodes) ([][]float64, error) {
	values := make([]G.Value, len(in))
	for i, a := range in {
		values[i] = a.value(dt)
	}
	out, err := graph.NewFunc(f).Call(values...)
	if err != nil {
		return nil, err
	}
	numbers := make([][]float64, len(out))
	for i, v := range out {
		numbers[i] = floats(v)
	}
	return numbers, nil
}

func floats(v G.Value) []float64 {
	switch d := v.Data().(type) {
	case []float64:
		return d
	case []float32:
		f := make([]float64, len(d))
		for i, x := range d {
			f[i] = float64(x)
		}
		return f
	case float64:
		return []float64{d}
	case float32:
		return []float64{float64(d)}
	}
	panic("no numbers")
}

func mustEval(t *testing.T, dt tensor.Dtype, in []array, f func(in G.Nodes) G.Nodes) [][]float64 {
	t.Helper()
	out, err := evalNodes(dt, in, f)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// one is a function of nodes with one output.
func one(f func(in G.Nodes) *G.Node) func(in G.Nodes) G.Nodes {
	return func(in G.Nodes) G.Nodes { return G.Nodes{f(in)} }
}

// number is a float64 in a golden file, where infinities are strings.
type number float64

func (n *number) UnmarshalJSON(b []byte) error {
	s, err := strconv.Unquote(string(b))
	if err != nil {
		s = string(b)
	}
	v, err := strconv.ParseFloat(s, 64)
	*n = number(v)
	return err
}

// golden is one family of testdata/distributions.json: a row each for parameters and y, and what follows from them.
type golden struct {
	Params                                map[string][][]number
	Y                                     []number
	LogProb, CDF, Mean, Variance, Entropy []number
	Grad                                  map[string][][]number // null where there is none
}

func loadGoldens(t *testing.T) map[string]golden {
	t.Helper()
	var g map[string]golden
	filetest.ReadJSON(t, "../testdata/distributions.json", &g)
	return g
}

// columns joins rows of width k into one array: (n) for k = 1 unless wide, (n, k) else.
func columns(rows [][]number, wide bool) array {
	a := array{shape: []int{len(rows)}}
	if k := len(rows[0]); k > 1 || wide {
		a.shape = append(a.shape, k)
	}
	for _, r := range rows {
		for _, v := range r {
			a.data = append(a.data, float64(v))
		}
	}
	return a
}

// goldenFamilies tells how each family of the golden file is made of its parameters, in this order.
var goldenFamilies = []struct {
	name   string
	params []string
	make   func(p G.Nodes) distributions.Distribution
}{
	{"normal", []string{"loc", "scale"}, func(p G.Nodes) distributions.Distribution {
		return distributions.Normal{Loc: p[0], Scale: p[1]}
	}},
	{"beta", []string{"alpha", "beta"}, func(p G.Nodes) distributions.Distribution {
		return distributions.Beta{Alpha: p[0], Beta: p[1]}
	}},
	{"bernoulli", []string{"logits"}, func(p G.Nodes) distributions.Distribution {
		return distributions.Bernoulli{Logits: p[0]}
	}},
	{"categorical", []string{"logits"}, func(p G.Nodes) distributions.Distribution {
		return distributions.Categorical{Logits: p[0]}
	}},
	{"normal_mixture", []string{"logits", "loc", "scale"}, func(p G.Nodes) distributions.Distribution {
		return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: p[0]}, Components: distributions.Normal{Loc: p[1], Scale: p[2]}}
	}},
	{"beta_mixture", []string{"logits", "alpha", "beta"}, func(p G.Nodes) distributions.Distribution {
		return distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: p[0]}, Components: distributions.Beta{Alpha: p[1], Beta: p[2]}}
	}},
}

// within fails unless got is want to an absolute tolerance, infinities exactly.
func within(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if got == want || math.Abs(got-want) <= tol {
		return
	}
	t.Errorf("%s = %v, want %v +- %.1g", what, got, want, tol)
}
