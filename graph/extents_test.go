package graph_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/graphtest"
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
	"softmax, by hand":    {[]int{3, 0}, func(x *G.Node) *G.Node { return graphtest.Quotient(G.Must(G.Exp(x))) }, 0},
	"log of sum, by hand": {[]int{3, 0}, graphtest.LogSum, math.Inf(-1)},
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
			graphtest.Poison(graph.Machine(q))
			graphtest.MustRun(t, q)
			graphtest.Agree(t, name, graphtest.Numbers(graph.Results(q)[0]), want, 0)
		}
		graphtest.MustRun(t, graph.NewVM(g))
		graphtest.Agree(t, name+", machine", graphtest.Numbers(y.Value()), want, 0)
	}
}

// Rows without elements are mapped over as others are, and so are their gradients.
func TestVMapOfNothing(t *testing.T) {
	for name, c := range empty {
		rows := tensor.New(tensor.WithShape(append([]int{2}, c.shape...)...), tensor.Of(tensor.Float64))
		one := called(t, graph.NewFunc(c.f), tensor.New(tensor.WithShape(c.shape...), tensor.Of(tensor.Float64)))[0]
		for _, last := range []int{0, -1} {
			all, err := graph.VMap(c.f, graph.Axes{Out: []int{last}}).Call(rows)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			graphtest.Agree(t, name, graphtest.Numbers(all[0]), slices.Repeat([]float64{c.want}, 2*len(one)), 0)
		}
		if strings.Contains(name, "batch norm") {
			continue
		}
		d, err := graph.VMap(graph.Grad(func(x *G.Node) *G.Node { return G.Must(G.Sum(c.f(x))) })).Call(rows)
		if err != nil || !build.SameShape(d[0].Shape(), rows.Shape()) {
			t.Errorf("gradient of %s: %v, %v", name, d, err)
		}
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

// emptyOps are more functions of a matrix; what they are is 0, but for the few that TestExtentsOfZero knows.
var emptyOps = map[string]func(x *G.Node) *G.Node{
	"log softmax": ops.LogSoftmax,
	"add":         func(x *G.Node) *G.Node { return ops.Add(x, x) }, "inner": func(x *G.Node) *G.Node { return ops.MatMul(x, x, true, false) },
	"slice": func(x *G.Node) *G.Node { return ops.Slice(x, 0, 0, x.Shape()[0]) }, "normalize 0": func(x *G.Node) *G.Node { y, _, _ := ops.Standardize(x, 1, 0); return y },
	"normalize 1":  func(x *G.Node) *G.Node { y, _, _ := ops.Standardize(x, 1, 1); return y },
	"broadcast to": func(x *G.Node) *G.Node { return ops.BroadcastTo(x, append(tensor.Shape{2}, x.Shape()...)) }, "diag": ops.Cholesky, "tril": ops.Tril,
	"reshape": func(x *G.Node) *G.Node { return ops.Reshape(x, x.Shape()[1], x.Shape()[0]) }, "clip": func(x *G.Node) *G.Node { return ops.Clip(x, 0, 1) },
	"take": func(x *G.Node) *G.Node { return ops.Take(x, ops.Full(x.Graph(), tensor.Float64, 0, 2)) }, "pick": func(x *G.Node) *G.Node { return ops.Pick(x, ops.Sum(x, 1)) },
	"one hot": func(x *G.Node) *G.Node { return ops.OneHot(ops.Sum(x, 1), 3) }, "product with itself": func(x *G.Node) *G.Node { return ops.Dense(x, ops.Transpose(x), nil, ops.Activation(0)) },
	"full":     func(x *G.Node) *G.Node { return ops.Add(ops.Full(x.Graph(), tensor.Float64, 1, x.Shape()...), x) },
	"max pool": func(x *G.Node) *G.Node { return ops.MaxPool(ops.Reshape(x, x.Shape()[0], x.Shape()[1], 1), []int{1}) },
	"avg pool": func(x *G.Node) *G.Node { return ops.AvgPool(ops.Reshape(x, x.Shape()[0], x.Shape()[1], 1), []int{1}) },
	"conv": func(x *G.Node) *G.Node {
		return ops.Conv(ops.Reshape(x, x.Shape()[0], x.Shape()[1], 1), ops.Full(x.Graph(), tensor.Float64, 1, 1, 1, 2), nil, ops.Activation(0))
	},

	"Square": one(G.Square), "Sigmoid": one(G.Sigmoid), "Softplus": one(G.Softplus),
	"Sum": one(func(x *G.Node) (*G.Node, error) { return G.Sum(x) }), "Sum 0": one(func(x *G.Node) (*G.Node, error) { return G.Sum(x, 0) }),
	"Mean":      one(func(x *G.Node) (*G.Node, error) { return G.Mean(x, 0) }),
	"Transpose": one(func(x *G.Node) (*G.Node, error) { return G.Transpose(x) }),
	"Add":       one(func(x *G.Node) (*G.Node, error) { return G.Add(x, x) }), "HadamardProd": one(func(x *G.Node) (*G.Node, error) { return G.HadamardProd(x, x) }),
	"Reshape": one(func(x *G.Node) (*G.Node, error) { return G.Reshape(x, tensor.Shape{x.Shape()[1], x.Shape()[0]}) }),
	"Slice":   one(func(x *G.Node) (*G.Node, error) { return G.Slice(x, G.S(0, 1)) }), "Neg": one(G.Neg), "Gt": one(func(x *G.Node) (*G.Node, error) { return G.Gt(x, x, true) }),
	"BroadcastAdd": one(func(x *G.Node) (*G.Node, error) { return G.BroadcastAdd(x, G.Must(G.Sum(x, 0)), nil, []byte{0}) }),
	"Conv2d": one(func(x *G.Node) (*G.Node, error) {
		im := G.Must(G.Reshape(x, tensor.Shape{1, 1, x.Shape()[0], x.Shape()[1]}))
		return G.Conv2d(im, im, tensor.Shape{1, 1}, []int{0, 0}, []int{1, 1}, []int{1, 1})
	}),
	"MaxPool2D": one(func(x *G.Node) (*G.Node, error) {
		return G.MaxPool2D(G.Must(G.Reshape(x, tensor.Shape{1, 1, x.Shape()[0], x.Shape()[1]})), tensor.Shape{1, 1}, []int{0, 0}, []int{1, 1})
	}),
}

func one(f func(x *G.Node) (*G.Node, error)) func(x *G.Node) *G.Node {
	return func(x *G.Node) *G.Node { return G.Must(f(x)) }
}

// Where an extent is 0 the result has the elements it should have, of a sum over none 0, of a mean NaN, of a maximum -Inf; or
// there is an error, never a panic, whichever machine runs it. Gorgonia itself panics where it builds some graphs.
func TestExtentsOfZero(t *testing.T) {
	results, all := 0, maps.Clone(emptyOps)
	for name, c := range empty {
		all[name] = c.f
	}
	for name, f := range all {
		for _, shape := range [][]int{{0, 3}, {3, 0}, {0, 0}} {
			for level := range 3 {
				v, err := runEmpty(f, shape, level)
				if err != nil {
					continue
				}
				results++
				if n := v.Shape().TotalSize(); len(v.Shape()) > 0 && n*8 != len(graph.Bytes(v)) {
					t.Errorf("%s of %v has shape %v and %d bytes", name, shape, v.Shape(), len(graph.Bytes(v)))
				}
				want := map[string]float64{"Mean": math.NaN(), "take": math.NaN()}[name] + empty[name].want
				for i, x := range ops.Data[float64](v) {
					if name == "one hot" && i%3 == 0 { // of index 0
						x--
					}
					if x != want && !(math.IsNaN(x) && math.IsNaN(want)) {
						t.Errorf("%s of %v at level %d is %v, want %v", name, shape, level, x, want)
					}
				}
			}
		}
	}
	if results < 300 {
		t.Errorf("only %d results", results)
	}
}

// runEmpty runs f by a Func, a Program or a VM. A graph that Gorgonia cannot build is an error.
func runEmpty(f func(x *G.Node) *G.Node, shape []int, level int) (G.Value, error) {
	x := tensor.New(tensor.WithShape(shape...), tensor.Of(tensor.Float64))
	if level == 0 {
		out, err := graph.NewFunc(func(in G.Nodes) G.Nodes { return G.Nodes{f(in[0])} }).Call(x)
		if err != nil {
			return nil, err
		}
		return out[0], nil
	}
	g := G.NewGraph()
	y, err := built(f, G.NewTensor(g, tensor.Float64, 2, G.WithShape(shape...), G.WithName("x"), G.WithValue(x)))
	if err != nil {
		return nil, err
	}
	if level == 2 {
		if err := graph.NewVM(g).RunAll(); err != nil {
			return nil, err
		}
		return y.Value(), nil
	}
	p, err := graph.Compile(y)
	if err == nil {
		err = p.RunAll()
	}
	if err != nil {
		return nil, err
	}
	return p.Value(y), nil
}

func built(f func(x *G.Node) *G.Node, x *G.Node) (y *G.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	return f(x), nil
}
