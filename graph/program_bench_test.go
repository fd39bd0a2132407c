package graph_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// BenchmarkProgram runs programs of this library's ops with their gradients, in turn as they are and without a rewrite.
// The metrics are medians in microseconds.
func BenchmarkProgram(b *testing.B) {
	for _, name := range []string{"mse", "normal mixture", "elementwise"} {
		for _, rows := range []int{1, 50, 1000, 10_000} {
			b.Run(fmt.Sprint(name, "/", rows), func(b *testing.B) {
				p, err := graph.Compile(stepOf(name, rows)...)
				if err != nil {
					b.Fatal(err)
				}
				q := graph.Unfused(p)
				var fused, plain []float64
				for b.Loop() {
					fused, plain = append(fused, graphtest.Timed(b, p)), append(plain, graphtest.Timed(b, q))
				}
				b.ReportMetric(graphtest.Median(fused), "fused-us")
				b.ReportMetric(graphtest.Median(plain), "plain-us")
				b.ReportMetric(float64(graph.Steps(p)), "steps")
				b.ReportMetric(float64(graph.Steps(q)), "plain-steps")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

// stepOf is a loss over so many rows and its gradients, on ops of this library: of 14-128-64-1 with squared errors, of
// the same body with a mixture of 16 normals, and of elementwise functions of a matrix of 64 columns. The mixture is written out
// as distributions.MixtureSameFamily has it: that package, imported here, is compiled once more for these tests.
func stepOf(name string, rows int) G.Nodes {
	s, g := graphtest.NewSource(tensor.Float32), G.NewGraph()
	var params G.Nodes
	param := func(name string, shape ...int) *G.Node {
		n := build.Input(g, tensor.Float32, name, shape...)
		if err := G.Let(n, s.Tensor(.1, shape...)); err != nil {
			panic(err)
		}
		params = append(params, n)
		return n
	}
	x, y := s.Input(g, "x", 1, rows, 14), s.Input(g, "y", 1, rows)
	dense := func(name string, x *G.Node, units int, act ops.Activation) *G.Node {
		return ops.Dense(x, param(name+"/w", x.Shape()[1], units), param(name+"/b", units), act)
	}
	var loss *G.Node
	switch name {
	case "elementwise":
		w := param("w", 64)
		z := ops.Mul(s.Input(g, "z", 1, rows, 64), w)
		u := ops.Sigmoid(ops.AddConst(ops.Square(ops.Sub(z, w)), -1))
		loss = ops.Mean(ops.Mul(ops.Log1p(ops.Exp(ops.Neg(u))), ops.Tanh(z)))
	case "mse":
		h := dense("1", dense("0", x, 128, ops.ActReLU), 64, ops.ActTanh)
		loss = ops.Mean(ops.Square(ops.Sub(ops.Reshape(dense("head", h, 1, ops.ActLinear), rows), y)))
	default:
		h := dense("1", dense("0", x, 128, ops.ActReLU), 64, ops.ActTanh)
		loc, scale := dense("loc", h, 16, ops.ActLinear), ops.AddConst(dense("scale", h, 16, ops.ActSoftplus), 1e-3)
		z := ops.Div(ops.Sub(ops.Reshape(y, rows, 1), loc), scale)
		each := ops.Sub(ops.MulConst(ops.Square(z), -.5), ops.AddConst(ops.Log(scale), math.Log(2*math.Pi)/2))
		logits := dense("logits", h, 16, ops.ActLinear)
		loss = ops.Neg(ops.Mean(ops.LogSumExp(ops.Add(each, ops.LogSoftmax(logits)))))
	}
	grads, err := graph.Gradient(loss, params...)
	if err != nil {
		panic(err)
	}
	return append(G.Nodes{loss}, grads...)
}
