package graph_test

import (
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// ofNothing are functions of x, which has elements, and of a vector and two matrices without any: what they compute on the way has
// none either, though it is made of x.
var ofNothing = map[string]func(in G.Nodes) *G.Node{
	"nothing": func(in G.Nodes) *G.Node { return ops.Mul(in[1], ops.Sum(in[0])) },
	"sum":     func(in G.Nodes) *G.Node { return ops.Add(ops.Sin(in[0]), ops.Sum(ops.Mul(in[1], ops.Sum(in[0])))) },
	"product": func(in G.Nodes) *G.Node {
		return ops.MatMul(ops.MatMul(in[2], outer(in[0]), false, false), in[3], false, false)
	},
	"inner extent": func(in G.Nodes) *G.Node {
		return ops.Add(ops.MatMul(in[3], in[2], false, false), ops.Sin(outer(in[0])))
	},
	"concat": func(in G.Nodes) *G.Node { return ops.Concat(0, in[1], ops.Sin(in[0]), ops.Mul(in[1], ops.Sum(in[0]))) },
	"loop": func(in G.Nodes) *G.Node {
		return ops.Add(G.Must(G.Tanh(in[0])), ops.Sum(ops.Mul(in[1], ops.Sum(in[0]))))
	},
	"indices": func(in G.Nodes) *G.Node {
		none := G.NewConstant(tensor.New(tensor.Of(tensor.Int), tensor.WithShape(0)), G.In(in[0].Graph()))
		return ops.Add(ops.Sin(in[0]), ops.Sum(G.Must(G.ByIndices(in[0], none, 0))))
	},
	"checkpoint": func(in G.Nodes) *G.Node {
		return graph.Checkpoint(func(in G.Nodes) *G.Node { return ops.Add(ops.Sin(in[0]), ops.Sum(ops.Mul(in[1], ops.Sum(in[0])))) }).Nodes(in[:2]...)[0]
	},
}

// outer is x x'.
func outer(x *G.Node) *G.Node {
	return ops.MatMul(ops.Reshape(x, -1, 1), ops.Reshape(x, 1, -1), false, false)
}

// What has no elements is the same for all rows, also if it is made of what differs, and so is its gradient.
func TestVMapMakesNothing(t *testing.T) {
	const rows = 3
	x, v, a, b := drawn(1, rows, 2), drawn(2, 0), drawn(3, 0, 2), drawn(4, 2, 0)
	for name, f := range ofNothing {
		one := graph.NewFunc(f)
		one.InputNames = []string{"x", "v", "a", "b"}
		total := graph.NewFunc(func(in G.Nodes) *G.Node { return ops.Sum(ops.Square(one.Nodes(in...)[0])) })
		total.InputNames = one.InputNames
		for way, f := range map[string]*graph.Func{"value": one, "gradients": graph.Grad(total, 0, 1), "Hessian": graph.Hessian(total, 0), "Jacobian": graph.Jacobian(one, 0, 1, 2)} {
			for mapped, in := range map[string][]G.Value{"x": {x, v, a, b}, "all": {x, drawn(2, rows, 0), drawn(3, rows, 0, 2), drawn(4, rows, 2, 0)}} {
				axes := graph.Axes{In: []int{0, graph.NotMapped}}
				if mapped == "all" {
					axes = graph.Axes{}
				} else {
					axes.In = append(axes.In, graph.NotMapped, graph.NotMapped)
				}
				got, err := graph.VMap(f, axes).Call(in...)
				if err != nil {
					t.Errorf("%s, %s of rows of %s: %v", name, way, mapped, err)
					continue
				}
				for k := range rows {
					want, err := f.Call(rowOf(x, 0, k), v, a, b)
					if err != nil {
						t.Fatal(name, way, err)
					}
					for i, w := range want {
						if shape := append(tensor.Shape{rows}, w.Shape()...); !build.SameShape(got[i].Shape(), shape) {
							t.Fatalf("%s, %s of rows of %s: shape %v, want %v", name, way, mapped, got[i].Shape(), shape)
						}
						n := len(ops.Data[float64](w))
						closeTo(t, name+", "+way, ops.Data[float64](got[i])[k*n:][:n], ops.Data[float64](w), 1e-14)
					}
				}
			}
		}
	}
	both := func(in G.Nodes) G.Nodes { return G.Nodes{ops.Mul(in[1], ops.Sum(in[0])), ops.Sin(in[0]), in[1]} }
	v = drawn(2, 0)
	one := rowOf(x, 0, 0)
	for i, want := range called(t, graph.JacobianReverse(both, 1, 0), one, v) {
		closeTo(t, "forward", called(t, graph.JacobianForward(both, 1, 0), one, v)[i], want, 0)
		if (len(want) > 0) != (i == 3) { // of the sine by x
			t.Errorf("block %d of the Jacobian has %d elements", i, len(want))
		}
	}
	same, err := graph.VMap(ofNothing["nothing"], graph.Axes{In: []int{0, graph.NotMapped}, Out: []int{graph.NotMapped}}).Call(x, v)
	if err != nil || !build.SameShape(same[0].Shape(), v.Shape()) {
		t.Errorf("nothing, the same for all rows: %v, %v", same, err)
	}
}
