package ops_test

import (
	"testing"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

// Whatever the shapes and parameters, an op is built with the shape of its value, or refused with a BuildError.
func TestAnyShapeIsBuiltOrRefused(t *testing.T) {
	shape := rapid.Custom(func(t *rapid.T) tensor.Shape { return rapid.SliceOfN(rapid.IntRange(1, 3), 0, 5).Draw(t, "shape") })
	number := rapid.IntRange(-3, 5)
	rapid.Check(t, func(t *rapid.T) {
		f := newFixture(tensor.Float32)
		operand := func() *G.Node {
			s := shape.Draw(t, "operand")
			return f.input(s, uniform(1, s.TotalSize(), -1, 3))
		}
		a, b, c := operand(), operand(), operand()
		i, j, k, to := number.Draw(t, "i"), number.Draw(t, "j"), number.Draw(t, "k"), shape.Draw(t, "to")
		builders := []func() *G.Node{
			func() *G.Node { return ops.Mul(a, b) },
			func() *G.Node { return ops.Where(a, b, c) },
			func() *G.Node { return ops.RegIncBeta(a, b, c) },
			func() *G.Node { return ops.Sum(a, i, j) },
			func() *G.Node { return ops.Max(a) },
			func() *G.Node { return ops.SumTo(a, to) },
			func() *G.Node { return ops.BroadcastTo(a, to) },
			func() *G.Node { return ops.Reshape(a, to...) },
			func() *G.Node { return ops.Reshape(a, i, j) },
			func() *G.Node { return ops.Slice(a, i, j, k) },
			func() *G.Node { return ops.Split(a, i, j, k)[1] },
			func() *G.Node { return ops.Concat(i, a, b, c) },
			func() *G.Node { return ops.Transpose(a) },
			func() *G.Node { return ops.Reorder(a, i, j) },
			func() *G.Node { return ops.Reorder(a, 1, 2, 0) },
			func() *G.Node { return ops.MatMul(a, b, i > 0, j > 0) },
			func() *G.Node { return ops.Dense(a, b, c, ops.Activation(i)) },
			func() *G.Node { return ops.LogSoftmax(a) },
			func() *G.Node { return ops.LogSumExp(a) },
			func() *G.Node { return ops.Pick(a, b) },
			func() *G.Node { return ops.OneHot(a, i) },
		}
		y := built(rapid.SampledFrom(builders).Draw(t, "op"))
		if y != nil {
			if got := len(f.eval(y)); got != y.Shape().TotalSize() {
				t.Fatalf("%v of shape %v has %d values", y.Op(), y.Shape(), got)
			}
		}
	})
}

// built is the node f makes; nil if f refuses with a BuildError.
func built(f func() *G.Node) (y *G.Node) {
	var err error
	defer build.Recover(&err)
	return f()
}
