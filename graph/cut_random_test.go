package graph_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	"github.com/google/go-cmp/cmp"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

// cuttable is a chain of operations that the planner fuses, merges, folds, aliases or runs in place, all on (4, 3).
func cuttable(r *rapid.T) (inputs, all G.Nodes) {
	g := G.NewGraph()
	for _, name := range []string{"a", "b"} {
		inputs = append(inputs, build.Input(g, tensor.Float64, name, 4, 3))
	}
	w := build.Input(g, tensor.Float64, "w", 3, 3)
	bias := build.Input(g, tensor.Float64, "bias", 1, 3)
	all = append(all, inputs...)
	pick := func() *G.Node { return all[rapid.IntRange(0, len(all)-1).Draw(r, "operand")] }
	for range rapid.IntRange(3, 14).Draw(r, "operations") {
		x, y := pick(), pick()
		switch rapid.IntRange(0, 12).Draw(r, "operation") {
		case 0:
			x = G.Must(G.Add(x, y))
		case 1:
			x = G.Must(G.HadamardProd(x, y))
		case 2:
			x = G.Must(G.Tanh(x))
		case 3:
			x = G.Must(G.Mul(x, w))
		case 4:
			x = ops.Add(ops.MatMul(x, w, false, false), bias)
		case 5:
			x = ops.Reshape(ops.Reshape(x, 12), 4, 3)
		case 6:
			x = G.Must(G.SoftMax(x))
		case 7:
			x = ops.Softplus(x)
		case 8:
			x = ops.Mul(x, ops.Sum(y))
		case 9:
			x = ops.Add(x, ops.Exp(ops.Full(g, tensor.Float64, -1, 1, 3)))
		case 10:
			x = G.Must(G.Rectify(G.Must(G.Add(G.Must(G.Mul(x, w)), y))))
		case 11:
			x = ops.Tanh(ops.Sub(x, y))
		case 12:
			x = ops.MulConst(ops.Square(ops.Sigmoid(x)), .5)
		}
		all = append(all, x)
	}
	return append(inputs, w, bias), all
}

// A graph cut anywhere computes what it computes whole, to some roundings of sums in another order, run after run, and
// leaves the given values as they are.
func TestCutAnywhere(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		inputs, all := cuttable(r)
		some := func(name string) (ns G.Nodes) {
			for range rapid.IntRange(1, 3).Draw(r, name) {
				ns = append(ns, all[rapid.IntRange(2, len(all)-1).Draw(r, name)])
			}
			return ns
		}
		given, outputs := some("given"), some("outputs")
		whole := compiled(t, nil, append(append(G.Nodes{}, given...), outputs...)...)
		part := compiled(t, given, outputs...)
		bound := map[*G.Node]*tensor.Dense{}
		for k, in := range inputs {
			bound[in] = sines(in.Shape()[0], 3, float64(k))
			let(t, whole, in, bound[in])
		}
		runAll(t, whole)
		for _, n := range given {
			bound[n] = whole.Value(n).(*tensor.Dense).Clone().(*tensor.Dense)
		}
		before := map[*G.Node][]float64{}
		for n, v := range bound {
			before[n] = append([]float64{}, ops.Data[float64](v)...)
			let(t, part, n, v)
		}
		for range 2 {
			runAll(t, part)
			for n, want := range before {
				if d := cmp.Diff(want, ops.Data[float64](bound[n])); d != "" {
					r.Fatalf("the value given for %s was overwritten: %s", n.Name(), d)
				}
			}
			for _, n := range outputs {
				want, got := ops.Data[float64](whole.Value(n)), ops.Data[float64](part.Value(n))
				for i := range want {
					if math.Abs(got[i]-want[i]) > 1e-12*math.Max(1, math.Abs(want[i])) {
						r.Fatalf("%s[%d] is %v in two parts, %v whole", n.Name(), i, got[i], want[i])
					}
				}
			}
		}
	})
}
