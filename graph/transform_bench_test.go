package graph_test

import (
	"math/rand/v2"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A perceptron of widths is its kernels and biases, one after the other.
type perceptron struct {
	widths []int
	act    ops.Activation
}

// params are float32 parameters of the size that training begins with.
func (n perceptron) params(r *rand.Rand) (all []G.Value) {
	for i, out := range n.widths[1:] {
		in := n.widths[i]
		all = append(all, normals(r, 1/float64(in), in, out), normals(r, .01, out))
	}
	return all
}

func normals(r *rand.Rand, variance float64, shape ...int) G.Value {
	v := tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(shape...))
	for i := range v.Data().([]float32) {
		v.Data().([]float32)[i] = float32(r.NormFloat64() * variance)
	}
	return v
}

// on is the perceptron of rows x.
func (n perceptron) on(params G.Nodes, x *G.Node) *G.Node {
	for i := range len(n.widths) - 1 {
		act := n.act
		if i == len(n.widths)-2 {
			act = ops.ActLinear
		}
		x = ops.Dense(x, params[2*i], params[2*i+1], act)
	}
	return x
}

// wrt are the indices of all parameters, which come first.
func (n perceptron) wrt() (all []int) {
	for i := range 2 * (len(n.widths) - 1) {
		all = append(all, i)
	}
	return all
}

// loss is the mean of the squares over rows.
func (n perceptron) loss(in G.Nodes) *G.Node {
	k := len(n.wrt())
	y := n.on(in[:k], in[k])
	return ops.Mean(ops.Square(ops.Sub(ops.Reshape(y, -1), in[k+1])))
}

// example is the loss of one row.
func (n perceptron) example(in G.Nodes) *G.Node {
	k := len(n.wrt())
	return ops.Square(ops.Sub(ops.Reshape(n.on(in[:k], ops.Reshape(in[k], 1, -1))), in[k+1]))
}

func bench(b *testing.B, f *graph.Func, in ...G.Value) {
	use := func([]G.Value) error { return nil }
	b.ReportAllocs()
	for b.Loop() {
		if err := f.Run(in, use); err != nil {
			b.Fatal(err)
		}
	}
}

var regression = perceptron{[]int{14, 128, 128, 64, 1}, ops.ActReLU}

// perExample maps over rows and targets, the parameters being the same.
func (n perceptron) perExample() graph.Axes {
	var a graph.Axes
	for range n.wrt() {
		a.In = append(a.In, graph.NotMapped)
	}
	return graph.Axes{In: append(a.In, 0, 0)}
}

func BenchmarkPerExampleGradients(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	in := append(regression.params(r), normals(r, 1, 100, 14), normals(r, 1, 100))
	bench(b, graph.VMap(graph.Grad(regression.example, regression.wrt()...), regression.perExample()), in...)
}

func BenchmarkHVP(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	in := append(regression.params(r), normals(r, 1, 100, 14), normals(r, 1, 100))
	bench(b, graph.HVP(regression.loss, regression.wrt()...), append(in, regression.params(r)...)...)
}

func BenchmarkHessian(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	n := perceptron{[]int{14, 16, 1}, ops.ActTanh}
	in := append(n.params(r), normals(r, 1, 100, 14), normals(r, 1, 100))
	bench(b, graph.Hessian(n.loss, n.wrt()...), in...)
}

func BenchmarkJacobian(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	n := perceptron{[]int{14, 128, 128, 64, 48}, ops.ActReLU}
	k := len(n.wrt())
	f := func(in G.Nodes) *G.Node { return ops.Reshape(n.on(in[:k], ops.Reshape(in[k], 1, -1)), -1) }
	a := n.perExample()
	a.In = a.In[:k+1]
	bench(b, graph.VMap(graph.Jacobian(f, k), a), append(n.params(r), normals(r, 1, 100, 14))...)
}

// images is a network of two convolutions, each with a pooling, and a linear layer, whose parameters are the first six inputs: the
// loss of one image (28, 28, 1) whose logit of class 0 is wanted to be large.
func images(in G.Nodes) *G.Node {
	same := ops.Slide{Before: 1, After: 1}
	x := ops.Reshape(in[6], 1, 28, 28, 1)
	for i := range 2 {
		x = ops.Conv(x, in[2*i], in[2*i+1], ops.ActReLU, same, same)
		x = ops.MaxPool(x, []int{2, 2}, ops.Slide{Stride: 2}, ops.Slide{Stride: 2})
	}
	y := ops.LogSoftmax(ops.Dense(ops.Reshape(x, 1, -1), in[4], in[5], ops.ActLinear))
	return ops.Neg(ops.Sum(ops.Slice(y, 1, 0, 1)))
}

func BenchmarkPerExampleGradientsOfImages(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	in := []G.Value{normals(r, .3, 3, 3, 1, 16), normals(r, .1, 16), normals(r, .1, 3, 3, 16, 32), normals(r, .1, 32), normals(r, .03, 7*7*32, 10), normals(r, .1, 10), normals(r, 1, 128, 28, 28, 1)}
	none := graph.NotMapped
	bench(b, graph.VMap(graph.Grad(images, 0, 1, 2, 3, 4, 5), graph.Axes{In: []int{none, none, none, none, none, none, 0}}), in...)
}
