package graph_test

import (
	"fmt"
	"log"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// polynomial is f(x) = 2 x^2 + 3 x + 2, the function of the lecture.
func polynomial(x *G.Node) *G.Node {
	return ops.AddConst(ops.Add(ops.MulConst(ops.Square(x), 2), ops.MulConst(x, 3)), 2)
}

func show(f *graph.Func, in ...G.Value) {
	out, err := f.Call(in...)
	if err != nil {
		log.Fatal(err)
	}
	for _, v := range out {
		fmt.Println(v.Data())
	}
}

// df_dx = jax.grad(f): the derivative of a function of one number.
func ExampleGrad() {
	show(graph.Grad(polynomial), G.NewF64(1))
	// Output: 7
}

// grad of a function of a vector, the sum of m x squared: 2 m'm x.
func ExampleGrad_vector() {
	m := func(g *G.ExprGraph) *G.Node { return ops.Diag(ops.Full(g, tensor.Float64, 1, 4)) } // np.eye(4)
	myFunc := func(x *G.Node) *G.Node {
		return ops.Sum(ops.Square(ops.MatMul(m(x.Graph()), ops.Reshape(x, -1, 1), false, false)))
	}
	show(graph.Grad(myFunc), tensor.New(tensor.WithBacking([]float64{0, .25, .5, 1})))
	// Output: [0 0.5 1 2]
}

// jac = jax.jacobian(f): of a function of each element it is diagonal.
func ExampleJacobian() {
	show(graph.Jacobian(polynomial), tensor.New(tensor.WithBacking([]float64{0, 1, 2})))
	// Output: [3 0 0 0 7 0 0 0 11]
}

// hess = jax.hessian(f).
func ExampleHessian() {
	total := func(x *G.Node) *G.Node { return ops.Sum(ops.Mul(polynomial(x), x)) } // 2 x^3 + 3 x^2 + 2 x
	show(graph.Hessian(polynomial), G.NewF64(1))
	show(graph.Hessian(total), tensor.New(tensor.WithBacking([]float64{0, 1})))
	// Output:
	// 4
	// [6 0 0 18]
}

// df_dx = jax.jit(jax.vmap(jax.grad(f))).
func ExampleVMap() {
	dfdx := graph.NewFunc(graph.VMap(graph.Grad(polynomial)))
	show(dfdx, tensor.New(tensor.WithBacking([]float64{0, 1, 2, 3})))
	// Output: [3 7 11 15]
}

// Gradients of each example's loss, with the weights the same for all.
func ExampleVMap_perExample() {
	loss := func(in G.Nodes) *G.Node {
		w, x, y := in[0], in[1], in[2]
		return ops.Square(ops.Sub(ops.Sum(ops.Mul(w, x)), y))
	}
	perExample := graph.VMap(graph.Grad(loss), graph.Axes{In: []int{graph.NotMapped, 0, 0}})
	w := tensor.New(tensor.WithBacking([]float64{1, -1}))
	x := tensor.New(tensor.WithShape(3, 2), tensor.WithBacking([]float64{1, 0, 0, 1, 1, 1}))
	y := tensor.New(tensor.WithBacking([]float64{0, 0, 2}))
	show(perExample, w, x, y)
	// Output: [2 0 -0 -2 -4 -4]
}

// A pure function: what it returns depends on its inputs alone. What it does otherwise is done when it is built, for new
// shapes, and not again.
func ExampleNewFunc_pure() {
	impure := graph.NewFunc(func(x *G.Node) *G.Node {
		fmt.Println("I am a side effect")
		return polynomial(x)
	})
	show(impure, G.NewF64(1))
	show(impure, G.NewF64(2))
	// Output:
	// I am a side effect
	// 7
	// 16
}

// A function may close over nodes of its graph, which are constants to transformations of it. C is no global variable: it is an
// input, and the program may be run with another one.
func ExampleFunc_Nodes() {
	f := func(in G.Nodes) G.Nodes {
		x, c := in[0], in[1]
		shifted := func(x *G.Node) *G.Node {
			return ops.Add(ops.Add(ops.MulConst(ops.Square(x), 2), ops.MulConst(x, 3)), c)
		}
		return graph.VMap(graph.ValueAndGrad(shifted)).Nodes(x)
	}
	x := tensor.New(tensor.WithBacking([]float64{0, 1}))
	show(graph.NewFunc(f), x, G.NewF64(10))
	// Output:
	// [10 15]
	// [3 7]
}

// my_fun_jitted = jax.jit(my_fun).
func ExampleNewFunc() {
	myFun := func(in G.Nodes) *G.Node {
		w, x := in[0], in[1]
		return ops.Tanh(ops.MatMul(x, w, false, false))
	}
	jitted := graph.NewFunc(myFun)
	w := tensor.New(tensor.WithShape(2, 1), tensor.WithBacking([]float64{1, -1}))
	show(jitted, w, tensor.New(tensor.WithShape(1, 2), tensor.WithBacking([]float64{3, 3})))
	// Output: [0]
}

// The Hessian times a vector, without the Hessian.
func ExampleHVP() {
	f := func(x *G.Node) *G.Node { return ops.Square(ops.Sum(ops.Square(x))) } // |x|^4, of Hessian 8 x x' + 4 |x|^2
	show(graph.HVP(f), tensor.New(tensor.WithBacking([]float64{1, 0})), tensor.New(tensor.WithBacking([]float64{1, 1})))
	// Output: [12 4]
}

// Values and their derivatives along a direction.
func ExampleJVP() {
	show(graph.JVP(ops.Exp), tensor.New(tensor.WithBacking([]float64{0, 0})), tensor.New(tensor.WithBacking([]float64{1, 2})))
	// Output:
	// [1 1]
	// [1 2]
}

// The other direction: a cotangent for each output.
func ExamplePullback() {
	both := func(x *G.Node) G.Nodes { return G.Nodes{ops.Square(x), ops.Exp(x)} }
	show(graph.Pullback(both), G.NewF64(0), G.NewF64(1), G.NewF64(2))
	// Output: 2
}

// log(1 + e^x) as it is written overflows, and so does its gradient; this one does not.
func ExampleCustomGradient() {
	naive := func(x *G.Node) *G.Node { return ops.Log(ops.AddConst(ops.Exp(x), 1)) }
	safe := graph.CustomGradient(naive, func(in, _, u G.Nodes) G.Nodes { return G.Nodes{ops.Mul(u[0], ops.Sigmoid(in[0]))} })
	show(graph.Grad(naive), G.NewF64(800))
	show(graph.Grad(safe), G.NewF64(800))
	// Output:
	// NaN
	// 1
}

// Layers whose values are computed again in the backward pass, in groups of four.
func ExampleCheckpoint() {
	net := func(part func(f func(x *G.Node) *G.Node, x *G.Node) *G.Node) *graph.Program {
		g := G.NewGraph()
		x := G.NewVector(g, tensor.Float64, G.WithShape(1000), G.WithName("x"))
		group := func(x *G.Node) *G.Node {
			for range 4 {
				x = ops.Sin(ops.CumSum(x))
			}
			return x
		}
		loss := func(x *G.Node) *G.Node { return ops.Sum(part(group, part(group, part(group, part(group, x))))) }
		p, err := graph.Compile(graph.Grad(loss).Nodes(x)...)
		if err != nil {
			log.Fatal(err)
		}
		return p
	}
	all := net(func(f func(x *G.Node) *G.Node, x *G.Node) *G.Node { return f(x) })
	saving := net(func(f func(x *G.Node) *G.Node, x *G.Node) *G.Node { return graph.Checkpoint(f).Nodes(x)[0] })
	fmt.Println(2*saving.Memory() < all.Memory()+8000)
	// Output: true
}
