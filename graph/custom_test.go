package graph_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	"github.com/google/go-cmp/cmp"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// tower is a network of many layers in groups, each of which is a checkpoint or not.
func layered(layers, group int, checkpoint bool) func(in G.Nodes) *G.Node {
	return func(in G.Nodes) *G.Node {
		h := in[0]
		for first := 0; first < layers; first += group {
			part := func(x *G.Node) *G.Node {
				for range group {
					x = ops.Tanh(ops.Add(ops.MatMul(x, in[1], false, false), ops.Sin(x)))
				}
				return x
			}
			if checkpoint {
				h = graph.Checkpoint(part).Nodes(h)[0]
				continue
			}
			h = part(h)
		}
		return ops.Mean(ops.Square(h))
	}
}

// Checkpoints change no bit of a value or a gradient, and save memory; second derivatives are the same but for rounding.
func TestCheckpoint(t *testing.T) {
	x, w := drawn(1, 64, 16), drawn(2, 16, 16)
	for name, derive := range map[string]func(f func(in G.Nodes) *G.Node) *graph.Func{
		"gradient": func(f func(in G.Nodes) *G.Node) *graph.Func { return graph.ValueAndGrad(f, 0, 1) },
		"of gradient": func(f func(in G.Nodes) *G.Node) *graph.Func {
			return graph.Grad(func(in G.Nodes) *G.Node { return ops.Sum(ops.Square(graph.Grad(f, 1).Nodes(in...)[0])) }, 0, 1)
		},
	} {
		plain, saving := called(t, derive(layered(16, 4, false)), x, w), called(t, derive(layered(16, 4, true)), x, w)
		if d := cmp.Diff(plain, saving); name == "gradient" && d != "" {
			t.Errorf("%s: %s", name, d)
		}
		for i := range plain { // sums of second derivatives have another order
			closeTo(t, name, saving[i], plain[i], 1e-11)
		}
	}
	memory := func(checkpoint bool) int {
		g := G.NewGraph()
		in := G.Nodes{build.Input(g, tensor.Float64, "x", 64, 16), build.Input(g, tensor.Float64, "w", 16, 16)}
		p, err := graph.Compile(graph.Grad(layered(36, 6, checkpoint), 1).Nodes(in...)...)
		if err != nil {
			t.Fatal(err)
		}
		return p.Memory()
	}
	if all, some := memory(false), memory(true); 2*some > all {
		t.Errorf("%d bytes with checkpoints, %d without", some, all)
	}
}

// A checkpoint may have several outputs and close over parameters, and stand within another one.
func TestCheckpointWithin(t *testing.T) {
	x, w := drawn(1, 3), drawn(2, 3, 4)
	inside := func(in G.Nodes) *G.Node {
		w := ops.Exp(in[1])
		ys := graph.Checkpoint(func(x *G.Node) G.Nodes {
			return smooth(G.Nodes{graph.Checkpoint(func(x *G.Node) *G.Node { return ops.Mul(x, ops.Sum(w)) }).Nodes(x)[0], w})
		}).Nodes(in[0])
		return ops.Add(ops.Sum(ops.Square(ys[0])), ops.Sum(ops.Sin(ys[1])))
	}
	plain := func(in G.Nodes) *G.Node {
		w := ops.Exp(in[1])
		ys := smooth(G.Nodes{ops.Mul(in[0], ops.Sum(w)), w})
		return ops.Add(ops.Sum(ops.Square(ys[0])), ops.Sum(ops.Sin(ys[1])))
	}
	want, got := called(t, graph.Hessian(plain, 0, 1), x, w), called(t, graph.Hessian(inside, 0, 1), x, w)
	for i := range want {
		closeTo(t, "Hessian", got[i], want[i], 1e-12)
	}
	both := func(f func(in G.Nodes) *G.Node) *graph.Func {
		return graph.VMap(graph.Grad(graph.Checkpoint(f), 0, 1), graph.Axes{In: []int{0, graph.NotMapped}})
	}
	rows := drawn(3, 4, 3)
	want, got = called(t, both(plain), rows, w), called(t, both(inside), rows, w)
	for i := range want {
		closeTo(t, "rows", got[i], want[i], 1e-12)
	}
}

// doubled is sin with twice its derivative, so that each order shows which rule it was made by.
var doubled = graph.CustomGradient(ops.Sin, func(in, _, u G.Nodes) G.Nodes {
	return G.Nodes{ops.Mul(ops.MulConst(u[0], 2), twiceCos.Nodes(in[0])[0])}
})

// twiceCos is cos with three times its derivative.
var twiceCos = graph.CustomGradient(ops.Cos, func(in, _, u G.Nodes) G.Nodes {
	return G.Nodes{ops.MulConst(ops.Mul(u[0], ops.Sin(in[0])), -3)}
})

// The gradient that was given is taken at every order, in both modes, for rows and over them.
func TestCustomGradient(t *testing.T) {
	x := tensor.New(tensor.WithBacking([]float64{.3, -1.2, 2}))
	sum := func(x *G.Node) *G.Node { return ops.Sum(doubled.Nodes(x)[0]) }
	first, second, rows := make([]float64, 3), make([]float64, 9), make([]float64, 3)
	for i, v := range []float64{.3, -1.2, 2} {
		first[i], second[4*i], rows[i] = 2*math.Cos(v), -6*math.Sin(v), -6*math.Sin(v)
	}
	closeTo(t, "value", called(t, graph.NewFunc(sum), x)[0], []float64{math.Sin(.3) + math.Sin(-1.2) + math.Sin(2)}, 1e-15)
	closeTo(t, "gradient", called(t, graph.Grad(sum), x)[0], first, 1e-15)
	closeTo(t, "Hessian", called(t, graph.Hessian(sum), x)[0], second, 1e-15)
	closeTo(t, "forward over reverse", called(t, graph.JacobianForward(graph.Grad(sum)), x)[0], second, 1e-15)
	closeTo(t, "reverse over forward", called(t, graph.Jacobian(graph.JacobianForward(sum)), x)[0], second, 1e-15)
	closeTo(t, "rows", called(t, graph.VMap(graph.Grad(doubled)), x)[0], first, 1e-15)
	closeTo(t, "second of rows", called(t, graph.VMap(graph.Grad(graph.Grad(doubled))), x)[0], rows, 1e-15)
	over := func(x *G.Node) *G.Node { return ops.Sum(graph.VMap(doubled).Nodes(x)[0]) }
	closeTo(t, "over rows", called(t, graph.Grad(over), x)[0], first, 1e-15)
	closeTo(t, "Hessian over rows", called(t, graph.Hessian(over), x)[0], second, 1e-15)
	closeTo(t, "checkpoint", called(t, graph.Hessian(graph.Checkpoint(sum)), x)[0], second, 1e-15)
}

// Several outputs and inputs, of which one is the same for all rows: its gradients are summed.
func TestCustomGradientOfSeveral(t *testing.T) {
	f := func(in G.Nodes) G.Nodes { return G.Nodes{ops.Mul(in[0], in[1]), ops.Sum(ops.Exp(in[0]))} }
	same := graph.CustomGradient(f, func(in, out, u G.Nodes) G.Nodes {
		return G.Nodes{ops.Add(ops.Mul(u[0], in[1]), ops.Mul(u[1], ops.Exp(in[0]))), ops.Mul(u[0], in[0])}
	})
	number := func(f *graph.Func) *graph.Func {
		rows := graph.VMap(f, graph.Axes{In: []int{0, graph.NotMapped}})
		return graph.NewFunc(func(in G.Nodes) *G.Node {
			ys := rows.Nodes(in...)
			return ops.Add(ops.Sum(ops.Square(ys[0])), ops.Sum(ops.Sin(ys[1])))
		})
	}
	x, w := drawn(1, 4, 3), drawn(2, 3)
	for i, order := range []func(f *graph.Func) *graph.Func{
		func(f *graph.Func) *graph.Func { return graph.Grad(f, 0, 1) }, func(f *graph.Func) *graph.Func { return graph.Hessian(f, 0, 1) },
	} {
		want, got := called(t, order(number(graph.NewFunc(f))), x, w), called(t, order(number(same)), x, w)
		for k := range want {
			closeTo(t, []string{"gradient", "Hessian"}[i], got[k], want[k], 1e-12)
		}
	}
}

func TestCustomGradientRefuses(t *testing.T) {
	x := drawn(1, 3)
	none := func(in, out, u G.Nodes) G.Nodes { return G.Nodes{nil} }
	for want, f := range map[string]func(in G.Nodes) *G.Node{
		"the gradient gives none for input 0": func(in G.Nodes) *G.Node { return ops.Sum(graph.CustomGradient(ops.Sin, none).Nodes(in[0])[0]) },
		"no gradient with respect to operand 2": func(in G.Nodes) *G.Node {
			c := ops.Exp(in[0])
			f := graph.CustomGradient(func(x *G.Node) *G.Node { return ops.Mul(c, x) }, none)
			return ops.Sum(f.Nodes(ops.Full(in[0].Graph(), tensor.Float64, 1, 3))[0])
		},
		"returned 2 nodes for 1 inputs": func(in G.Nodes) *G.Node {
			f := graph.CustomGradient(ops.Sin, func(in, out, u G.Nodes) G.Nodes { return G.Nodes{u[0], u[0]} })
			return ops.Sum(f.Nodes(in[0])[0])
		},
		"types and shapes must agree": func(in G.Nodes) *G.Node {
			f := graph.CustomGradient(ops.Sin, func(in, out, u G.Nodes) G.Nodes { return G.Nodes{ops.Sum(u[0])} })
			return ops.Sum(f.Nodes(in[0])[0])
		},
		"the gradient is nil": func(in G.Nodes) *G.Node { return ops.Sum(graph.CustomGradient(ops.Sin, nil).Nodes(in[0])[0]) },
	} {
		_, err := graph.Grad(f).Call(x)
		var b *graph.BuildError
		if !errors.As(err, &b) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// StopGradient is a constant to every transformation.
func TestStopGradientWithin(t *testing.T) {
	f := func(x *G.Node) *G.Node { return ops.Sum(ops.Mul(graph.StopGradient(ops.Exp(x)), x)) }
	x := tensor.New(tensor.WithBacking([]float64{0, 1}))
	closeTo(t, "gradient", called(t, graph.Grad(f), x)[0], []float64{1, math.E}, 1e-15)
	closeTo(t, "Hessian", called(t, graph.Hessian(f), x)[0], make([]float64, 4), 0)
	closeTo(t, "JVP", called(t, graph.JVP(f), x, x)[1], []float64{math.E}, 1e-15)
}
