package graph_test

import (
	"math/rand/v2"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// randomFunction is a function of random operations, always the same ones: of a vector (3), a matrix (3, 2), a number and the
// key of noise.
type randomFunction struct {
	seed  uint64
	steps int
	stops bool // it has StopGradients, so differences do not tell its derivatives
}

func (f randomFunction) vector(in G.Nodes) *G.Node {
	r := rand.New(rand.NewPCG(f.seed, 11))
	pool := G.Nodes{in[0], in[1], in[2]}
	for k := range f.steps {
		a, b := pool[r.IntN(len(pool))], pool[r.IntN(len(pool))]
		if k%3 == 0 {
			a = pool[len(pool)-1]
		}
		pool = append(pool, f.step(r, a, b, in[3]))
	}
	last := pool[len(pool)-1]
	for _, x := range pool[:3] { // all are used
		last = ops.Add(last, ops.Sum(ops.Sin(x)))
	}
	noise := ops.MulConst(ops.Normal(in[3], "end", last.Dtype(), 1, 1), .1) // the key is used too
	return ops.Reshape(ops.Add(last, ops.Sum(noise)), -1)
}

// number is a number made of all elements.
func (f randomFunction) number(in G.Nodes) *G.Node {
	y := f.vector(in)
	return ops.Sum(ops.Mul(ops.Sin(y), y))
}

var smoothOps = []func(x *G.Node) *G.Node{
	ops.Sin, ops.Tanh, ops.Sigmoid, ops.Softplus, ops.Erf, ops.LogSigmoid,
	func(x *G.Node) *G.Node { return ops.Exp(ops.Sin(x)) },
	func(x *G.Node) *G.Node { return ops.Sqrt(ops.AddConst(ops.Square(x), .5)) },
	func(x *G.Node) *G.Node { return ops.Log(ops.AddConst(ops.Square(x), .5)) },
	func(x *G.Node) *G.Node { return ops.Lgamma(ops.AddConst(ops.Square(x), .5)) },
	func(x *G.Node) *G.Node { return G.Must(G.Tanh(x)) },
	func(x *G.Node) *G.Node { return G.Must(G.Square(G.Must(G.Sin(x)))) },
}

// step is a random operation on two nodes of any shapes.
func (f randomFunction) step(r *rand.Rand, a, b, key *G.Node) *G.Node {
	n := a.Shape().TotalSize()
	fitted := ops.Mul(ops.Sin(a), ops.Sum(ops.MulConst(b, .3))) // b has to do with it, and values stay about 1
	switch kind := r.IntN(14); kind {
	case 0, 1:
		return smoothOps[r.IntN(len(smoothOps))](a)
	case 2:
		return ops.MatMul(ops.Reshape(fitted, n, 1), ops.Reshape(ops.Tanh(fitted), 1, n), r.IntN(2) == 0 && n == 1, false)
	case 3:
		return ops.MatMul(ops.Reshape(ops.Tanh(a), 1, n), ops.Reshape(fitted, n, 1), false, false)
	case 4:
		return ops.Softmax(ops.Reshape(fitted, 1, n))
	case 5:
		return ops.Where(ops.Less(a, fitted), ops.Tanh(a), fitted)
	case 6:
		return ops.Concat(0, ops.Reshape(fitted, n), ops.Reshape(ops.Slice(ops.Reshape(ops.Cos(b), -1), 0, 0, 1), 1))
	case 7:
		return ops.Slice(ops.Reshape(fitted, n), 0, n/3, n/3+1+r.IntN(n-n/3))
	case 8:
		return ops.Div(fitted, ops.AddConst(ops.Square(ops.LogSumExp(ops.Reshape(b, 1, -1))), 1))
	case 9:
		return graph.Checkpoint(func(in G.Nodes) *G.Node { return ops.Mul(ops.Sin(in[0]), ops.Tanh(ops.Sum(in[1]))) }).Nodes(a, b)[0]
	case 10:
		return byHand(func(in G.Nodes) G.Nodes { return G.Nodes{ops.Sin(in[0]), ops.Mul(ops.Tanh(in[0]), ops.Mean(in[1]))} }).Nodes(a, b)[r.IntN(2)]
	case 11: // rows of it, with a closure
		each := graph.VMap(func(x *G.Node) *G.Node { return G.Must(G.Mul(G.Must(G.Tanh(x)), ops.Sum(ops.Sin(b)))) })
		return each.Nodes(ops.Reshape(ops.Tanh(a), n))[0]
	case 12:
		if r.IntN(2) == 0 {
			return ops.Add(fitted, ops.Reshape(ops.Normal(key, "z", a.Dtype(), 1, n), a.Shape()...))
		}
		return ops.Sum(ops.Reshape(fitted, 1, n), r.IntN(2))
	default:
		if f.stops {
			return ops.Mul(a, graph.StopGradient(fitted))
		}
		return graph.Grad(func(in G.Nodes) *G.Node { return ops.Sum(ops.Sin(ops.Mul(ops.Sin(in[0]), ops.Sum(ops.Tanh(b))))) }).Nodes(a)[0]
	}
}

// byHand is a function with a gradient given by hand, that of the function itself.
func byHand(f func(in G.Nodes) G.Nodes) *graph.Func {
	return graph.CustomGradient(f, func(in, _, u G.Nodes) G.Nodes {
		numbers := min(3, len(in)) // the fourth is a key
		d, err := graph.VJP(f(in), u, in[:numbers]...)
		if err != nil {
			panic(err)
		}
		return append(d, make(G.Nodes, len(in)-numbers)...)
	})
}

// inputs are values of a type for so many rows, along the first axis; 0 for one alone.
func (f randomFunction) inputs(dt tensor.Dtype, salt uint64, rows ...int) (in []G.Value) {
	r := rand.New(rand.NewPCG(f.seed, salt))
	for _, shape := range []tensor.Shape{{3}, {3, 2}, {}} {
		v := ops.NewValue(dt, append(append(tensor.Shape{}, rows...), shape...))
		for i := range v.Shape().TotalSize() {
			if dt == tensor.Float32 {
				ops.Data[float32](v)[i] = float32(r.NormFloat64())
			} else {
				ops.Data[float64](v)[i] = r.NormFloat64()
			}
		}
		in = append(in, v)
	}
	return in
}

// keyed is a key of noise whose first row is given.
func keyed(first int) G.Value { return tensor.New(tensor.WithBacking([]int64{3, 1, 2, int64(first)})) }
