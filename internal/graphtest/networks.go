package graphtest

import (
	"fmt"
	"math/rand/v2"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A plainNet is a graph of plain Gorgonia with what a training loop needs of it.
type Net struct {
	Graph  *G.ExprGraph
	Cost   *G.Node
	Params G.Nodes
}

// Source fills tensors with the same numbers each time a network is made.
type Source struct {
	*rand.Rand
	Dtype tensor.Dtype
}

// NewSource is one for a type.
func NewSource(dt tensor.Dtype) Source { return Source{rand.New(rand.NewPCG(7, 11)), dt} }

// Tensor has normal numbers of a scale.
func (s Source) Tensor(scale float64, shape ...int) *tensor.Dense {
	t := tensor.New(tensor.Of(s.Dtype), tensor.WithShape(shape...))
	if s.Dtype == tensor.Float64 {
		for i, d := 0, ops.Data[float64](t); i < len(d); i++ {
			d[i] = scale * s.NormFloat64()
		}
		return t
	}
	for i, d := 0, ops.Data[float32](t); i < len(d); i++ {
		d[i] = float32(scale * s.NormFloat64())
	}
	return t
}

// Number is x in the source's type.
func (s Source) Number(x float64) any {
	if s.Dtype == tensor.Float64 {
		return x
	}
	return float32(x)
}

// Input makes a node with a value.
func (s Source) Input(g *G.ExprGraph, name string, scale float64, shape ...int) *G.Node {
	return G.NewTensor(g, s.Dtype, len(shape), G.WithShape(shape...), G.WithName(name), G.WithValue(s.Tensor(scale, shape...)))
}

// Finish adds the gradients of the cost.
func (n *Net) Finish(cost *G.Node, params ...*G.Node) *Net {
	n.Cost, n.Params = cost, params
	if _, err := G.Grad(cost, params...); err != nil {
		panic(err)
	}
	return n
}

// DenseLayer is Rectify(x w + b), or without activation.
func DenseLayer(s Source, g *G.ExprGraph, name string, x *G.Node, out int, relu bool) (*G.Node, G.Nodes) {
	w := s.Input(g, name+".w", .1, x.Shape()[1], out)
	b := s.Input(g, name+".b", .1, 1, out)
	y := G.Must(G.BroadcastAdd(G.Must(G.Mul(x, w)), b, nil, []byte{0}))
	if relu {
		y = G.Must(G.Rectify(y))
	}
	return y, G.Nodes{w, b}
}

// OneHot is a matrix of rows with a 1 each.
func OneHot(s Source, g *G.ExprGraph, rows, classes int) *G.Node {
	t := s.Tensor(0, rows, classes)
	for i := range rows {
		if err := t.SetAt(s.Number(1), i, s.IntN(classes)); err != nil {
			panic(err)
		}
	}
	return G.NewMatrix(g, s.Dtype, G.WithShape(rows, classes), G.WithName("labels"), G.WithValue(t))
}

// CrossEntropy is -mean log p at the labels, with p = SoftMax(logits), as Gorgonia's examples write it.
func CrossEntropy(logits, labels *G.Node) *G.Node {
	p := G.Must(G.SoftMax(logits))
	return G.Must(G.Neg(G.Must(G.Mean(G.Must(G.HadamardProd(G.Must(G.Log(p)), labels))))))
}

// MNIST is 784-300-100-10 with ReLU on 100 rows.
func MNIST(dt tensor.Dtype) *Net {
	s, n := NewSource(dt), &Net{Graph: G.NewGraph()}
	x := s.Input(n.Graph, "x", 1, 100, 784)
	h1, p1 := DenseLayer(s, n.Graph, "h1", x, 300, true)
	h2, p2 := DenseLayer(s, n.Graph, "h2", h1, 100, true)
	y, p3 := DenseLayer(s, n.Graph, "out", h2, 10, false)
	return n.Finish(CrossEntropy(y, OneHot(s, n.Graph, 100, 10)), append(append(p1, p2...), p3...)...)
}

// Regression is 14-128-128-64-1 with tanh on 100 rows and squared loss.
func Regression(dt tensor.Dtype) *Net {
	s, n := NewSource(dt), &Net{Graph: G.NewGraph()}
	h := s.Input(n.Graph, "x", 1, 100, 14)
	var params G.Nodes
	for i, width := range []int{128, 128, 64, 1} {
		var p G.Nodes
		h, p = DenseLayer(s, n.Graph, fmt.Sprint("l", i), h, width, false)
		if width > 1 {
			h = G.Must(G.Tanh(h))
		}
		params = append(params, p...)
	}
	d := G.Must(G.Sub(h, s.Input(n.Graph, "y", 1, 100, 1)))
	return n.Finish(G.Must(G.Mean(G.Must(G.Square(d)))), params...)
}

// linearRegression is the scalar y = m x + c of Gorgonia's documentation.
func linearRegression(dt tensor.Dtype) *Net {
	s, n := NewSource(dt), &Net{Graph: G.NewGraph()}
	x, y := s.Input(n.Graph, "x", 1, 100), s.Input(n.Graph, "y", 1, 100)
	m := G.NewScalar(n.Graph, dt, G.WithName("m"), G.WithValue(s.Number(.3)))
	c := G.NewScalar(n.Graph, dt, G.WithName("c"), G.WithValue(s.Number(.1)))
	d := G.Must(G.Sub(G.Must(G.Add(G.Must(G.Mul(x, m)), c)), y))
	return n.Finish(G.Must(G.Mean(G.Must(G.Square(d)))), m, c)
}

// convNet is two convolutions with pooling and a dense layer on 20 images of 28x28.
func convNet(dt tensor.Dtype) *Net {
	s, n := NewSource(dt), &Net{Graph: G.NewGraph()}
	x := s.Input(n.Graph, "x", 1, 20, 1, 28, 28)
	var params G.Nodes
	for i, channels := range []int{8, 16} {
		w := s.Input(n.Graph, fmt.Sprint("conv", i), .1, channels, x.Shape()[1], 3, 3)
		x = G.Must(G.Rectify(G.Must(G.Conv2d(x, w, tensor.Shape{3, 3}, []int{1, 1}, []int{1, 1}, []int{1, 1}))))
		x = G.Must(G.MaxPool2D(x, tensor.Shape{2, 2}, []int{0, 0}, []int{2, 2}))
		params = append(params, w)
	}
	flat := G.Must(G.Reshape(x, tensor.Shape{20, x.Shape().TotalSize() / 20}))
	w := s.Input(n.Graph, "dense", .1, flat.Shape()[1], 10)
	return n.Finish(CrossEntropy(G.Must(G.Mul(flat, w)), OneHot(s, n.Graph, 20, 10)), append(params, w)...)
}

// lstm is a cell of 32 units unrolled over 5 steps with shared weights, on vectors, as Gorgonia's charRNN does.
func lstm(dt tensor.Dtype) *Net {
	const in, hidden, steps = 16, 32, 5
	s, n := NewSource(dt), &Net{Graph: G.NewGraph()}
	var params G.Nodes
	gate := func(name string) func(x, h *G.Node) *G.Node {
		wx, wh, b := s.Input(n.Graph, name+".wx", .2, hidden, in), s.Input(n.Graph, name+".wh", .2, hidden, hidden), s.Input(n.Graph, name+".b", .2, hidden)
		params = append(params, wx, wh, b)
		return func(x, h *G.Node) *G.Node {
			return G.Must(G.Add(G.Must(G.Add(G.Must(G.Mul(wx, x)), G.Must(G.Mul(wh, h)))), b))
		}
	}
	i, f, o, c := gate("i"), gate("f"), gate("o"), gate("c")
	h, cell := s.Input(n.Graph, "h0", 0, hidden), s.Input(n.Graph, "c0", 0, hidden)
	var cost *G.Node
	for t := range steps {
		x := s.Input(n.Graph, fmt.Sprint("x", t), 1, in)
		in := G.Must(G.Sigmoid(i(x, h)))
		forget := G.Must(G.Sigmoid(f(x, h)))
		write := G.Must(G.Tanh(c(x, h)))
		cell = G.Must(G.Add(G.Must(G.HadamardProd(forget, cell)), G.Must(G.HadamardProd(in, write))))
		h = G.Must(G.HadamardProd(G.Must(G.Sigmoid(o(x, h))), G.Must(G.Tanh(cell))))
		loss := G.Must(G.Sum(G.Must(G.Square(G.Must(G.Sub(h, s.Input(n.Graph, fmt.Sprint("y", t), 1, hidden)))))))
		if cost == nil {
			cost = loss
			continue
		}
		cost = G.Must(G.Add(cost, loss))
	}
	return n.Finish(cost, params...)
}

// Named is a network by name.
type Named struct {
	Name string
	Make func(dt tensor.Dtype) *Net
}

// Networks are some that people write with Gorgonia.
var Networks = []Named{
	{"mnist 784-300-100-10", MNIST},
	{"regression 14-128-128-64-1", Regression},
	{"linear regression", linearRegression},
	{"convolutions", convNet},
	{"lstm", lstm},
}
