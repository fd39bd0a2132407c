package graph_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// empty are functions of a value without elements and what every element of the result is, if it has any: a sum of nothing
// is 0, a maximum -Inf, and log of a sum too.
var empty = map[string]struct {
	shape []int
	f     func(x *G.Node) *G.Node
	want  float64
}{
	"exp":                {[]int{0, 3}, ops.Exp, 0},
	"softmax":            {[]int{3, 0}, ops.Softmax, 0},
	"sum of rows":        {[]int{3, 0}, func(x *G.Node) *G.Node { return ops.Sum(x, 1) }, 0},
	"sum of columns":     {[]int{0, 3}, func(x *G.Node) *G.Node { return ops.Sum(x, 0) }, 0},
	"sum of all":         {[]int{0, 3}, func(x *G.Node) *G.Node { return ops.Sum(x) }, 0},
	"sum between":        {[]int{2, 0, 3}, func(x *G.Node) *G.Node { return ops.Sum(x, 1) }, 0},
	"mean":               {[]int{3, 0}, func(x *G.Node) *G.Node { return ops.Mean(x, 1) }, math.NaN()},
	"maximum":            {[]int{3, 0}, func(x *G.Node) *G.Node { return ops.Max(x, 1) }, math.Inf(-1)},
	"maximum of columns": {[]int{0, 3}, func(x *G.Node) *G.Node { return ops.Max(x, 0) }, math.Inf(-1)},
	"log-sum-exp":        {[]int{3, 0}, func(x *G.Node) *G.Node { return ops.LogSumExp(x) }, math.Inf(-1)},
	"product":            {[]int{3, 0}, func(x *G.Node) *G.Node { return ops.MatMul(x, x, false, true) }, 0},
	"dense": {[]int{0, 4}, func(x *G.Node) *G.Node {
		return ops.Dense(ops.Transpose(x), x, ops.Full(x.Graph(), tensor.Float64, 2, 4), ops.ActLinear)
	}, 2},
	"transpose":          {[]int{3, 0}, ops.Transpose, 0},
	"concatenation":      {[]int{3, 0}, func(x *G.Node) *G.Node { return ops.Concat(0, x, x) }, 0},
	"broadcast":          {[]int{0, 3}, func(x *G.Node) *G.Node { return ops.Add(ops.Tanh(x), ops.Sum(ops.Exp(x), 0)) }, 0},
	"native exp":         {[]int{0, 3}, func(x *G.Node) *G.Node { return G.Must(G.Exp(x)) }, 0},
	"native sum":         {[]int{3, 0}, func(x *G.Node) *G.Node { return G.Must(G.Sum(x, 1)) }, 0},
	"native sum of many": {[]int{2, 3, 2, 0, 2, 3}, func(x *G.Node) *G.Node { return G.Must(G.Sum(x, 1, 3, 5)) }, 0},
	"native maximum":     {[]int{3, 0}, func(x *G.Node) *G.Node { return G.Must(G.Max(x, 1)) }, math.Inf(-1)},
	"native product":     {[]int{3, 0}, func(x *G.Node) *G.Node { return G.Must(G.Mul(x, G.Must(G.Transpose(x)))) }, 0},
	"native softmax":     {[]int{3, 0}, func(x *G.Node) *G.Node { return G.Must(G.SoftMax(x)) }, 0},
	"native rectify":     {[]int{3, 0}, func(x *G.Node) *G.Node { return G.Must(G.Rectify(x)) }, 0},
	"native reshape":     {[]int{3, 0}, func(x *G.Node) *G.Node { return G.Must(G.Reshape(x, tensor.Shape{0, 5})) }, 0},
	"native join":        {[]int{3, 0}, func(x *G.Node) *G.Node { return G.Must(G.Concat(0, x, x)) }, 0},
	"where":              {[]int{2, 0}, func(x *G.Node) *G.Node { return ops.Where(ops.Less(x, x), x, ops.Neg(x)) }, 0},
	"no images":          {[]int{0, 2, 4, 4}, func(x *G.Node) *G.Node { return G.Must(G.MaxPool2D(x, tensor.Shape{2, 2}, []int{0, 0}, []int{2, 2})) }, 0},
	"no images, own": {[]int{0, 4, 4, 2}, func(x *G.Node) *G.Node {
		return ops.Conv(x, ops.Full(x.Graph(), tensor.Float64, 1, 2, 2, 2, 3), nil, ops.ActLinear)
	}, 0},
	"batch norm": {[]int{0, 2, 4, 4}, func(x *G.Node) *G.Node {
		y, _, _, _, err := G.BatchNorm(x, nil, nil, .9, 1e-5)
		return G.Must(y, err)
	}, 0},
	"no products":         {[]int{0, 2, 2}, func(x *G.Node) *G.Node { return G.Must(G.BatchedMatMul(x, x)) }, 0},
	"products":            {[]int{2, 2, 0}, func(x *G.Node) *G.Node { return G.Must(G.BatchedMatMul(x, x, false, true)) }, 0},
	"softmax, by hand":    {[]int{3, 0}, func(x *G.Node) *G.Node { return quotient(G.Must(G.Exp(x))) }, 0},
	"log of sum, by hand": {[]int{3, 0}, logSum, math.Inf(-1)},
}

// A program of values without elements computes what is left of them, into memory that held something else, fused or not,
// and so does a machine.
func TestEmptyExtents(t *testing.T) {
	for name, c := range empty {
		g := G.NewGraph()
		x := build.Input(g, tensor.Float64, "x", c.shape...)
		y := c.f(x)
		if err := G.Let(x, tensor.New(tensor.WithShape(c.shape...), tensor.Of(tensor.Float64))); err != nil {
			t.Fatal(err)
		}
		p, err := graph.Compile(y)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want := slices.Repeat([]float64{c.want}, y.Shape().TotalSize())
		for _, q := range []*graph.Program{p, graph.Unfused(p)} {
			graph.Poison(q)
			mustRun(t, q)
			agree(t, name, numbers(graph.Results(q)[0]), want, 0)
		}
		mustRun(t, graph.NewVM(g))
		agree(t, name+", machine", numbers(y.Value()), want, 0)
	}
}

// A slice of no elements to which Gorgonia gives a shape of some is an error, of programs and machines.
func TestSliceOfNothing(t *testing.T) {
	g := G.NewGraph()
	x := build.Input(g, tensor.Float64, "x", 3, 0)
	y := G.Must(G.Slice(x, G.S(0, 2)))
	if err := G.Let(x, tensor.New(tensor.WithShape(3, 0), tensor.Of(tensor.Float64))); err != nil {
		t.Fatal(err)
	}
	p, err := graph.Compile(y)
	if err == nil {
		err = p.RunAll()
	}
	for _, err := range []error{err, graph.NewVM(g).RunAll()} {
		if err == nil || !strings.Contains(err.Error(), "without elements") {
			t.Errorf("%v, want an error", err)
		}
	}
}
