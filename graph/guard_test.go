package graph_test

import (
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// guards are graphs that a rewrite takes, how often, and graphs that differ in one thing it must look at, and which it
// refuses.
var guards = []struct {
	rewrite, name string
	make          func(o *graphtest.Operands) *G.Node
	taken         int
}{
	{"softmax", "exact", func(o *graphtest.Operands) *G.Node { return graphtest.Quotient(G.Must(G.Exp(o.Of(3, 4)))) }, 1},
	{"softmax", "of more axes", func(o *graphtest.Operands) *G.Node {
		e := G.Must(G.Exp(o.Of(2, 3, 4)))
		return over(e, G.Must(G.Sum(e, 2)), 2)
	}, 1},
	{"softmax", "reshaped", func(o *graphtest.Operands) *G.Node {
		e := G.Must(G.Exp(o.Of(3, 4)))
		return over(G.Must(G.Reshape(e, tensor.Shape{3, 2, 2})), G.Must(G.Reshape(G.Must(G.Sum(e, 1)), tensor.Shape{3, 1, 1})), 1, 2)
	}, 1},
	{"softmax", "exponentials read elsewhere", func(o *graphtest.Operands) *G.Node {
		e := G.Must(G.Exp(o.Of(3, 4)))
		return G.Must(G.Add(graphtest.Quotient(e), e))
	}, 1},
	{"softmax", "sum for every second element", func(o *graphtest.Operands) *G.Node {
		e := G.Must(G.Exp(o.Of(2, 2)))
		return over(G.Must(G.Reshape(e, tensor.Shape{2, 2, 1})), G.Must(G.Reshape(G.Must(G.Sum(e, 1)), tensor.Shape{1, 2, 1})), 0)
	}, 0},
	{"softmax", "sums of columns", func(o *graphtest.Operands) *G.Node {
		e := G.Must(G.Exp(o.Of(3, 3)))
		return over(e, G.Must(G.Sum(e, 0)), 1)
	}, 0},
	{"softmax", "divided by columns", func(o *graphtest.Operands) *G.Node {
		e := G.Must(G.Exp(o.Of(3, 3)))
		return over(e, G.Must(G.Sum(e, 1)), 0)
	}, 0},
	{"softmax", "sum of all", func(o *graphtest.Operands) *G.Node {
		e := G.Must(G.Exp(o.Of(2, 3)))
		return G.Must(G.HadamardDiv(e, G.Must(G.Sum(e, 1, 0))))
	}, 0},
	{"softmax", "turned", func(o *graphtest.Operands) *G.Node {
		e := G.Must(G.Exp(o.Of(3, 4)))
		return G.Must(G.BroadcastHadamardDiv(G.Must(G.Sum(e, 1)), e, []byte{1}, nil))
	}, 0},
	{"softmax", "of others", func(o *graphtest.Operands) *G.Node {
		return over(G.Must(G.Exp(o.Of(3, 4))), G.Must(G.Sum(G.Must(G.Exp(o.Of(3, 4))), 1)), 1)
	}, 0},
	{"softmax", "transposed", func(o *graphtest.Operands) *G.Node {
		e := G.Must(G.Exp(o.Of(3, 3)))
		return over(G.Must(G.Transpose(e)), G.Must(G.Sum(e, 1)), 1)
	}, 0},
	{"softmax", "largest instead of sum", func(o *graphtest.Operands) *G.Node {
		e := G.Must(G.Exp(o.Of(3, 4)))
		return over(e, G.Must(G.Max(e, 1)), 1)
	}, 0},
	{"softmax", "square instead of exp", func(o *graphtest.Operands) *G.Node { return graphtest.Quotient(G.Must(G.Square(o.Of(3, 4)))) }, 0},
	{"softmax", "product", func(o *graphtest.Operands) *G.Node {
		e := G.Must(G.Exp(o.Of(3, 4)))
		return G.Must(G.BroadcastHadamardProd(e, G.Must(G.Sum(e, 1)), nil, []byte{1}))
	}, 0},

	{"softmax, shifted", "exact", func(o *graphtest.Operands) *G.Node { return graphtest.Quotient(G.Must(G.Exp(shifted(o.Of(3, 4))))) }, 1},
	{"softmax, shifted", "by rows along columns", func(o *graphtest.Operands) *G.Node {
		x := o.Of(3, 3)
		return graphtest.Quotient(G.Must(G.Exp(G.Must(G.BroadcastSub(x, G.Must(G.Max(x, 1)), nil, []byte{0})))))
	}, 0},
	{"softmax, shifted", "by columns", func(o *graphtest.Operands) *G.Node {
		x := o.Of(3, 3)
		return graphtest.Quotient(G.Must(G.Exp(G.Must(G.BroadcastSub(x, G.Must(G.Max(x, 0)), nil, []byte{0})))))
	}, 0},
	{"softmax, shifted", "by another", func(o *graphtest.Operands) *G.Node {
		return graphtest.Quotient(G.Must(G.Exp(G.Must(G.BroadcastSub(o.Of(3, 4), G.Must(G.Max(o.Of(3, 4), 1)), nil, []byte{1})))))
	}, 0},
	{"softmax, shifted", "upwards", func(o *graphtest.Operands) *G.Node {
		x := o.Of(3, 4)
		return graphtest.Quotient(G.Must(G.Exp(G.Must(G.BroadcastAdd(x, G.Must(G.Max(x, 1)), nil, []byte{1})))))
	}, 0},

	{"log-sum-exp", "exact", func(o *graphtest.Operands) *G.Node { return graphtest.LogSum(o.Of(3, 4)) }, 1},
	{"log-sum-exp", "of columns", func(o *graphtest.Operands) *G.Node { return G.Must(G.Log(G.Must(G.Sum(G.Must(G.Exp(o.Of(3, 3))), 0)))) }, 0},
	{"log-sum-exp", "reshaped between", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.Log(G.Must(G.Sum(G.Must(G.Reshape(G.Must(G.Exp(o.Of(3, 4))), tensor.Shape{4, 3})), 1))))
	}, 0},
	{"log-sum-exp, shifted", "exact", func(o *graphtest.Operands) *G.Node {
		x := o.Of(3, 4)
		return G.Must(G.Add(G.Must(G.Max(x, 1)), graphtest.LogSum(shifted(x))))
	}, 1},
	{"log-sum-exp, shifted", "and once more", func(o *graphtest.Operands) *G.Node { // which is no shift to be undone
		x := o.Of(3, 4)
		top := G.Must(G.Max(x, 1))
		return G.Must(G.Add(top, G.Must(G.Add(top, graphtest.LogSum(shifted(x))))))
	}, 1},
	{"log-sum-exp, shifted", "another maximum", func(o *graphtest.Operands) *G.Node {
		x := o.Of(3, 4)
		return G.Must(G.Add(G.Must(G.Max(o.Of(3, 4), 1)), graphtest.LogSum(shifted(x))))
	}, 0},
	{"log-sum-exp, shifted", "maximum of columns", func(o *graphtest.Operands) *G.Node {
		x := o.Of(3, 3)
		return G.Must(G.Add(G.Must(G.Max(x, 0)), graphtest.LogSum(shifted(x))))
	}, 0},
	{"log-sum-exp, shifted", "difference", func(o *graphtest.Operands) *G.Node {
		x := o.Of(3, 4)
		return G.Must(G.Sub(graphtest.LogSum(shifted(x)), G.Must(G.Max(x, 1))))
	}, 0},
	{"log-sum-exp, shifted", "for each column", func(o *graphtest.Operands) *G.Node {
		x := o.Of(3, 3)
		return G.Must(G.BroadcastAdd(G.Must(G.Reshape(G.Must(G.Max(x, 1)), tensor.Shape{3, 1})), G.Must(G.Reshape(graphtest.LogSum(shifted(x)), tensor.Shape{1, 3})), []byte{1}, []byte{0}))
	}, 0},

	{"dense", "exact", func(o *graphtest.Operands) *G.Node { return layerOf(o, o.Of(3, 2), o.Of(2, 4), o.Of(1, 4), 0) }, 1},
	{"dense", "square, bias a column", func(o *graphtest.Operands) *G.Node { return layerOf(o, o.Of(3, 2), o.Of(2, 3), o.Of(3, 1), 1) }, 0},
	{"dense", "bias for each row of a square", func(o *graphtest.Operands) *G.Node { return layerOf(o, o.Of(3, 2), o.Of(2, 3), o.Of(3), 1) }, 0},
	{"dense", "bias full", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.Add(G.Must(G.Mul(o.Of(3, 2), o.Of(2, 4))), o.Of(3, 4)))
	}, 0},
	{"dense", "one row for all", func(o *graphtest.Operands) *G.Node { // the product is repeated, the bias is not
		return G.Must(G.BroadcastAdd(G.Must(G.Mul(o.Of(1, 2), o.Of(2, 4))), o.Of(3, 4), []byte{0}, nil))
	}, 0},
	{"dense", "transposed", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.BroadcastAdd(G.Must(G.Transpose(G.Must(G.Mul(o.Of(3, 2), o.Of(2, 3))))), o.Of(1, 3), nil, []byte{0}))
	}, 0},
	{"dense", "product read elsewhere", func(o *graphtest.Operands) *G.Node {
		p := G.Must(G.Mul(o.Of(3, 2), o.Of(2, 4)))
		return G.Must(G.Add(p, G.Must(G.BroadcastAdd(p, o.Of(1, 4), nil, []byte{0}))))
	}, 0},
	{"dense", "difference", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.BroadcastSub(G.Must(G.Mul(o.Of(3, 2), o.Of(2, 4))), o.Of(1, 4), nil, []byte{0}))
	}, 0},
	{"dense", "elementwise product", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.BroadcastAdd(G.Must(G.HadamardProd(o.Of(3, 3), o.Of(3, 3))), o.Of(1, 3), nil, []byte{0}))
	}, 0},
	{"dense", "batches", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.BroadcastAdd(G.Must(G.BatchedMatMul(o.Of(3, 2, 4), o.Of(3, 4, 3))), o.Of(1, 1, 3), nil, []byte{0, 1}))
	}, 0},
	{"dense, rectified", "exact", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.Rectify(layerOf(o, o.Of(3, 2), o.Of(2, 4), o.Of(1, 4), 0)))
	}, 1},
	{"dense, rectified", "by the sign of another", func(o *graphtest.Operands) *G.Node {
		return gatedBy(o, layerOf(o, o.Of(3, 2), o.Of(2, 4), o.Of(1, 4), 0), o.Of(3, 4), 0)
	}, 0},
	{"dense, rectified", "above 1", func(o *graphtest.Operands) *G.Node {
		z := layerOf(o, o.Of(3, 2), o.Of(2, 4), o.Of(1, 4), 0)
		return gatedBy(o, z, z, 1)
	}, 0},
	{"dense, rectified", "sum read elsewhere", func(o *graphtest.Operands) *G.Node {
		z := layerOf(o, o.Of(3, 2), o.Of(2, 4), o.Of(1, 4), 0)
		return G.Must(G.Add(z, G.Must(G.Rectify(z))))
	}, 0},
	{"dense, rectified", "twice", func(o *graphtest.Operands) *G.Node { // Rectify of a layer that has one
		return G.Must(G.Rectify(G.Must(G.Rectify(layerOf(o, o.Of(3, 2), o.Of(2, 4), o.Of(1, 4), 0)))))
	}, 1},
	{"dense, tanh", "exact", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.Tanh(layerOf(o, o.Of(3, 2), o.Of(2, 4), o.Of(1, 4), 0)))
	}, 1},
	{"dense, tanh", "twice", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.Tanh(G.Must(G.Tanh(layerOf(o, o.Of(3, 2), o.Of(2, 4), o.Of(1, 4), 0)))))
	}, 1},
	{"dense, tanh", "sum read elsewhere", func(o *graphtest.Operands) *G.Node {
		z := layerOf(o, o.Of(3, 2), o.Of(2, 4), o.Of(1, 4), 0)
		return G.Must(G.Add(z, G.Must(G.Tanh(z))))
	}, 0},
	{"dense, tanh", "reshaped between", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.Tanh(G.Must(G.Reshape(layerOf(o, o.Of(3, 2), o.Of(2, 4), o.Of(1, 4), 0), tensor.Shape{4, 3}))))
	}, 0},
	{"dense, sigmoid", "exact", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.Sigmoid(layerOf(o, o.Of(3, 2), o.Of(2, 4), o.Of(1, 4), 0)))
	}, 1},
	{"dense, softplus", "exact", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.Softplus(layerOf(o, o.Of(3, 2), o.Of(2, 4), o.Of(1, 4), 0)))
	}, 1},

	{"gate", "exact", func(o *graphtest.Operands) *G.Node {
		return backward(ops.ReLU, o.Of(3, 4), ops.MatMul(o.Of(3, 2), o.Of(4, 2), false, true))
	}, 1},
	{"gate", "tanh", func(o *graphtest.Operands) *G.Node {
		return backward(ops.Tanh, o.Of(3, 4), ops.MatMul(o.Of(3, 2), o.Of(4, 2), false, true))
	}, 0},
	{"gate", "product not turned", func(o *graphtest.Operands) *G.Node {
		return backward(ops.ReLU, o.Of(4, 4), ops.MatMul(o.Of(4, 4), o.Of(4, 4), false, false))
	}, 0},
	{"gate", "product read elsewhere", func(o *graphtest.Operands) *G.Node {
		p := ops.MatMul(o.Of(3, 2), o.Of(4, 2), false, true)
		return ops.Add(p, backward(ops.ReLU, o.Of(3, 4), p))
	}, 0},
	{"gate", "product reshaped", func(o *graphtest.Operands) *G.Node {
		return backward(ops.ReLU, o.Of(3, 4), ops.Reshape(ops.MatMul(o.Of(4, 2), o.Of(3, 2), false, true), 3, 4))
	}, 0},

	{"repeated operand", "row", func(o *graphtest.Operands) *G.Node {
		return ops.Mul(o.Of(3, 4), ops.BroadcastTo(o.Of(1, 4), tensor.Shape{3, 4}))
	}, 1},
	{"repeated operand", "native", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.BroadcastAdd(o.Of(3, 4), o.Of(3, 1), nil, []byte{1}))
	}, 1},
	{"repeated operand", "twice", func(o *graphtest.Operands) *G.Node {
		return ops.Mul(o.Of(2, 3, 4), ops.BroadcastTo(ops.BroadcastTo(o.Of(4), tensor.Shape{3, 4}), tensor.Shape{2, 3, 4}))
	}, 1},
	{"repeated operand", "read by a product", func(o *graphtest.Operands) *G.Node {
		return ops.MatMul(o.Of(3, 4), ops.BroadcastTo(o.Of(1, 4), tensor.Shape{3, 4}), false, true)
	}, 0},

	{"reshaped", "exact", func(o *graphtest.Operands) *G.Node { return ops.Square(ops.Reshape(ops.Exp(o.Of(3, 4)), 4, 3)) }, 1},
	{"reshaped", "an input", func(o *graphtest.Operands) *G.Node { return ops.Square(ops.Reshape(o.Of(3, 4), 4, 3)) }, 0},
	{"equal steps", "exact", func(o *graphtest.Operands) *G.Node { return again1(o.Graph, o.Of(3, 4)) }, 1},
	{"equal steps", "other operand", func(o *graphtest.Operands) *G.Node { return ops.Sub(ops.Sigmoid(o.Of(3, 4)), ops.Sigmoid(o.Of(3, 4))) }, 0},
	{"constants", "exact", func(o *graphtest.Operands) *G.Node {
		return ops.Add(o.Of(3), ops.Exp(ops.Full(o.Graph, o.Dtype, 1, 3)))
	}, 2},
	{"constants", "of an input", func(o *graphtest.Operands) *G.Node { return ops.Exp(ops.Neg(o.Of(3))) }, 0},
	{"tiles", "exact", func(o *graphtest.Operands) *G.Node { return ops.Exp(ops.Neg(o.Of(3, 4))) }, 1},
	{"tiles", "with a sum between", func(o *graphtest.Operands) *G.Node { return ops.Exp(ops.Sum(ops.Neg(o.Of(3, 4)), 1)) }, 0},
	{"sunk", "exact", func(o *graphtest.Operands) *G.Node { // neg would run with square, but only add reads it
		x := o.Of(3, 4)
		n := ops.Neg(x)
		return ops.Add(ops.Add(x, ops.Softmax(ops.Square(x))), n)
	}, 1},
	{"in place", "exact", func(o *graphtest.Operands) *G.Node { return ops.Neg(ops.Softmax(o.Of(3, 4))) }, 1},
	{"in place", "read later", func(o *graphtest.Operands) *G.Node {
		s := ops.Softmax(o.Of(3, 4))
		return ops.MatMul(ops.Neg(s), s, false, true)
	}, 0},
	{"in place", "an input", func(o *graphtest.Operands) *G.Node { return ops.Neg(o.Of(3, 4)) }, 0},
}

func over(e, sum *G.Node, axes ...byte) *G.Node {
	return G.Must(G.BroadcastHadamardDiv(e, sum, nil, axes))
}

func layerOf(_ *graphtest.Operands, x, w, bias *G.Node, along byte) *G.Node {
	return G.Must(G.BroadcastAdd(G.Must(G.Mul(x, w)), bias, nil, []byte{along}))
}

// gatedBy is z where another value is at least a number, as Rectify is composed.
func gatedBy(o *graphtest.Operands, z, by *G.Node, least float64) *G.Node {
	return G.Must(G.HadamardProd(z, G.Must(G.Gte(by, o.Graph.Constant(G.NewF64(least)), true))))
}

// backward is the gradient for u of f(u), whose own is dy.
func backward(f func(u *G.Node) *G.Node, u, dy *G.Node) *G.Node {
	grads, err := graph.VJP(G.Nodes{f(u)}, G.Nodes{dy}, u)
	if err != nil {
		panic(err)
	}
	return grads[0]
}

// Each rewrite is taken where it is meant to be, and not where one thing differs that it must look at; the values are those
// of the run node by node either way.
func TestRewritesAreGuarded(t *testing.T) {
	for _, c := range guards {
		checkGuard(t, c.rewrite, c.name, c.make, c.taken)
	}
}

func checkGuard(t *testing.T, rewrite, name string, make func(o *graphtest.Operands) *G.Node, taken int) {
	t.Run(rewrite+"/"+name, func(t *testing.T) {
		n := &near{Operands: &graphtest.Operands{Source: graphtest.NewSource(tensor.Float64), Graph: G.NewGraph()}}
		n.outputs = G.Nodes{make(n.Operands)}
		p, err := graph.Compile(n.outputs...)
		if err != nil {
			t.Fatal(err)
		}
		if got := graph.Taken(p)[rewrite]; got != taken {
			t.Errorf("taken %d times, want %d: %v", got, taken, graph.Taken(p))
		}
		checkNear(t, n)
	})
}
