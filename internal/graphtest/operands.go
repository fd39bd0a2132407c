package graphtest

import (
	"fmt"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Operands make the nodes of one case of the sweep, positive where a function needs that.
type Operands struct {
	Source
	Graph *G.ExprGraph
	k     int
}

// Of is an input of a shape, of normal numbers; a scalar is in (.5, 1.5).
func (o *Operands) Of(shape ...int) *G.Node {
	o.k++
	if len(shape) == 0 {
		return G.NewScalar(o.Graph, o.Dtype, G.WithName(fmt.Sprint("s", o.k)), G.WithValue(o.Number(.5+o.Float64())))
	}
	v := o.Tensor(1, shape...)
	return G.NewTensor(o.Graph, o.Dtype, len(shape), G.WithShape(shape...), G.WithName(fmt.Sprint("t", o.k)), G.WithValue(v))
}

// Positive is of in (0.5, 1.5).
func (o *Operands) Positive(shape ...int) *G.Node {
	n := o.Of(shape...)
	if d, ok := n.Value().(*tensor.Dense); ok {
		for i := range d.Size() {
			switch x := d.Data().(type) {
			case []float64:
				x[i] = .5 + o.Float64()
			case []float32:
				x[i] = .5 + o.Float32()
			}
		}
	}
	return n
}

// Indices is a vector of int.
func (o *Operands) Indices(at ...int) *G.Node {
	o.k++
	v := tensor.New(tensor.WithShape(len(at)), tensor.WithBacking(at))
	return G.NewVector(o.Graph, tensor.Int, G.WithShape(len(at)), G.WithName(fmt.Sprint("i", o.k)), G.WithValue(v))
}

// UnaryFunc is one of Gorgonia's functions.
type UnaryFunc func(*G.Node) (*G.Node, error)

// UnaryFuncs are all of the elementwise ones.
var UnaryFuncs = map[string]UnaryFunc{
	"abs": G.Abs, "sign": G.Sign, "ceil": G.Ceil, "floor": G.Floor, "sin": G.Sin, "cos": G.Cos, "exp": G.Exp,
	"log": G.Log, "log2": G.Log2, "neg": G.Neg, "square": G.Square, "sqrt": G.Sqrt, "inverse": G.Inverse,
	"inverse sqrt": G.InverseSqrt, "cube": G.Cube, "tanh": G.Tanh, "sigmoid": G.Sigmoid, "log1p": G.Log1p,
	"expm1": G.Expm1, "softplus": G.Softplus, "rectify": G.Rectify, "mish": G.Mish,
	"leaky": func(x *G.Node) (*G.Node, error) { return G.LeakyRelu(x, .1) },
}

// Quotient is e over the sum of its rows, written out.
func Quotient(e *G.Node) *G.Node {
	return G.Must(G.BroadcastHadamardDiv(e, G.Must(G.Sum(e, 1)), nil, []byte{1}))
}

// LogSum is log sum e^x of each row, written out.
func LogSum(x *G.Node) *G.Node { return G.Must(G.Log(G.Must(G.Sum(G.Must(G.Exp(x)), 1)))) }
