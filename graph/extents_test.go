package graph_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// emptyOps are ops of one operand with rows and columns.
var emptyOps = map[string]func(x *G.Node) *G.Node{
	"exp": ops.Exp, "sum": func(x *G.Node) *G.Node { return ops.Sum(x) }, "sum 0": func(x *G.Node) *G.Node { return ops.Sum(x, 0) },
	"sum 1": func(x *G.Node) *G.Node { return ops.Sum(x, 1) }, "mean": func(x *G.Node) *G.Node { return ops.Mean(x, 0) },
	"max 0": func(x *G.Node) *G.Node { return ops.Max(x, 0) }, "max 1": func(x *G.Node) *G.Node { return ops.Max(x, 1) },
	"softmax": ops.Softmax, "log softmax": ops.LogSoftmax, "log-sum-exp": ops.LogSumExp, "transpose": ops.Transpose,
	"add": func(x *G.Node) *G.Node { return ops.Add(x, x) }, "product": func(x *G.Node) *G.Node { return ops.MatMul(x, x, false, true) },
	"inner": func(x *G.Node) *G.Node { return ops.MatMul(x, x, true, false) }, "concat": func(x *G.Node) *G.Node { return ops.Concat(0, x, x) },
	"slice": func(x *G.Node) *G.Node { return ops.Slice(x, 0, 0, x.Shape()[0]) }, "normalize 0": func(x *G.Node) *G.Node { y, _, _ := ops.Standardize(x, 1, 0); return y },
	"normalize 1": func(x *G.Node) *G.Node { y, _, _ := ops.Standardize(x, 1, 1); return y }, "where": func(x *G.Node) *G.Node { return ops.Where(ops.Less(x, x), x, x) },
	"broadcast": func(x *G.Node) *G.Node { return ops.BroadcastTo(x, append(tensor.Shape{2}, x.Shape()...)) }, "diag": ops.Cholesky, "tril": ops.Tril,
	"reshape": func(x *G.Node) *G.Node { return ops.Reshape(x, x.Shape()[1], x.Shape()[0]) }, "clip": func(x *G.Node) *G.Node { return ops.Clip(x, 0, 1) },
	"take": func(x *G.Node) *G.Node { return ops.Take(x, ops.Full(x.Graph(), tensor.Float64, 0, 2)) }, "pick": func(x *G.Node) *G.Node { return ops.Pick(x, ops.Sum(x, 1)) },
	"one hot": func(x *G.Node) *G.Node { return ops.OneHot(ops.Sum(x, 1), 3) }, "dense": func(x *G.Node) *G.Node { return ops.Dense(x, ops.Transpose(x), nil, ops.Activation(0)) },
	"full":     func(x *G.Node) *G.Node { return ops.Add(ops.Full(x.Graph(), tensor.Float64, 1, x.Shape()...), x) },
	"max pool": func(x *G.Node) *G.Node { return ops.MaxPool(ops.Reshape(x, x.Shape()[0], x.Shape()[1], 1), []int{1}) },
	"avg pool": func(x *G.Node) *G.Node { return ops.AvgPool(ops.Reshape(x, x.Shape()[0], x.Shape()[1], 1), []int{1}) },
	"conv": func(x *G.Node) *G.Node {
		return ops.Conv(ops.Reshape(x, x.Shape()[0], x.Shape()[1], 1), ops.Full(x.Graph(), tensor.Float64, 1, 1, 1, 2), nil, ops.Activation(0))
	},

	"Exp": one(G.Exp), "Square": one(G.Square), "Sigmoid": one(G.Sigmoid), "Rectify": one(G.Rectify), "Softplus": one(G.Softplus),
	"Sum": one(func(x *G.Node) (*G.Node, error) { return G.Sum(x) }), "Sum 0": one(func(x *G.Node) (*G.Node, error) { return G.Sum(x, 0) }), "Sum 1": one(func(x *G.Node) (*G.Node, error) { return G.Sum(x, 1) }),
	"Mean": one(func(x *G.Node) (*G.Node, error) { return G.Mean(x, 0) }), "Max": one(func(x *G.Node) (*G.Node, error) { return G.Max(x, 1) }),
	"SoftMax": one(func(x *G.Node) (*G.Node, error) { return G.SoftMax(x) }), "Transpose": one(func(x *G.Node) (*G.Node, error) { return G.Transpose(x) }),
	"Add": one(func(x *G.Node) (*G.Node, error) { return G.Add(x, x) }), "HadamardProd": one(func(x *G.Node) (*G.Node, error) { return G.HadamardProd(x, x) }),
	"Mul":    one(func(x *G.Node) (*G.Node, error) { return G.Mul(x, G.Must(G.Transpose(x))) }),
	"Concat": one(func(x *G.Node) (*G.Node, error) { return G.Concat(0, x, x) }), "Reshape": one(func(x *G.Node) (*G.Node, error) { return G.Reshape(x, tensor.Shape{x.Shape()[1], x.Shape()[0]}) }),
	"Slice": one(func(x *G.Node) (*G.Node, error) { return G.Slice(x, G.S(0, 1)) }), "Neg": one(G.Neg), "Gt": one(func(x *G.Node) (*G.Node, error) { return G.Gt(x, x, true) }),
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
	results := 0
	for name, f := range emptyOps {
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
				want := map[string]float64{"mean": math.NaN(), "Mean": math.NaN(), "take": math.NaN(), "max 0": math.Inf(-1), "max 1": math.Inf(-1), "Max": math.Inf(-1), "log-sum-exp": math.Inf(-1)}[name]
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
