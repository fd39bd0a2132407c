package ops_test

import (
	"testing"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

func TestImageErrors(t *testing.T) {
	g := G.NewGraph()
	in := func(name string, dt tensor.Dtype, shape ...int) *G.Node { return build.Input(g, dt, name, shape...) }
	f32 := tensor.Float32
	x, w, b := in("x", f32, 8, 28, 28, 3), in("w", f32, 3, 3, 1, 16), in("b", f32, 8)
	line, rows, number := in("line", f32, 8, 28, 3), in("rows", f32, 8, 784), in("number", f32)
	long, byte8 := in("long", tensor.Int64, 8), in("byte", tensor.Byte, 8)
	right, nothing := in("right", f32, 3, 3, 3, 16), in("nothing", f32, 3, 0)
	for _, c := range []struct {
		f    func()
		want string
	}{
		{func() { ops.Conv(rows, w, nil, 0) }, "conv: (8, 784) and (3, 3, 1, 16): x must be images (n, length, channels) or (n, rows, columns, channels), not of 2 axes: reshape it first"},
		{func() { ops.Conv(line, w, nil, 0) }, "conv: (8, 28, 3) and (3, 3, 1, 16): the kernel of images of 3 axes has 3 too: its spatial axes, inputs, outputs"},
		{func() { ops.Conv(x, w, nil, 0) }, "conv: (8, 28, 28, 3) and (3, 3, 1, 16): x has 3 channels, its last axis, but the kernel takes 1"},
		{func() { ops.Conv(x, right, b, 0) }, "conv: (8, 28, 28, 3) and (3, 3, 3, 16) and (8,): the kernel gives 16 channels, so the bias must have shape (16,)"},
		{func() { ops.Conv(x, right, nil, 50) }, "conv: (8, 28, 28, 3) and (3, 3, 3, 16): there is no activation 50"},
		{func() { ops.Conv(x, right, nil, 0, ops.Slide{Dilation: 14}) }, "conv: (8, 28, 28, 3): a window that reaches over 29 does not fit into axis 1, which has 28 with its padding: pad it, or take a smaller window"},
		{func() { ops.Conv(x, right, nil, 0, ops.Slide{}, ops.Slide{Before: -1}) }, "conv: (8, 28, 28, 3): a window of 3 with {Stride:0 Dilation:0 Before:-1 After:0}: the size must be positive and nothing negative"},
		{func() { ops.MaxPool(rows, []int{2}) }, "max_pool: (8, 784): images have the axes (n, length, channels) or (n, rows, columns, channels), not 2: reshape them first"},
		{func() { ops.AvgPool(x, []int{2}) }, "avg_pool: (8, 28, 28, 3): a window of 1 axes and 0 slides do not fit images of 2: give one for each"},
		{func() { ops.AvgPool(x, []int{2, 0}) }, "avg_pool: (8, 28, 28, 3): a window of 0 with {Stride:0 Dilation:0 Before:0 After:0}: the size must be positive and nothing negative"},
		{func() { ops.Take(number, long) }, "take: () and (8,): a scalar has no rows to take"},
		{func() { ops.Take(rows, byte8) }, "take: (8, 784) and (8,): byte is uint8: an index is int64, or whole numbers of the type float32 of the table"},
		{func() { ops.Take(rows, x) }, "take: (8, 784) and (8, 28, 28, 3): the result would have 5 axes, at most 4 are possible: reshape the index first"},
		{func() { ops.Standardize(x, 1, 1, 2) }, "standardize(1): (8, 28, 28, 3): the axes [1 2] are neither the first nor the last ones"},
		{func() { ops.Standardize(x, -1, 0) }, "standardize(-1): (8, 28, 28, 3): eps is added to a variance, so it must not be negative"},
		{func() { ops.Normalize(x, b, b, 1, 3) }, "standardize(1,3): (8, 28, 28, 3) and (8,): x has 3 channels, its last axis, so scale and bias must have shape (3,)"},
		{func() { ops.Standardize(number, 1) }, "standardize(1): (): a scalar has no variance"},
		{func() { ops.Standardize(nothing, 1) }, "standardize(1): (3, 0): x has no elements, so neither mean nor variance"},
	} {
		if got := message(t, c.f); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

// Whatever shapes and slides, an op on images is built with the shape of its value, or refused with a BuildError; and so
// is its gradient.
func TestAnyImageIsBuiltOrRefused(t *testing.T) {
	shape := rapid.Custom(func(t *rapid.T) tensor.Shape { return rapid.SliceOfN(rapid.IntRange(1, 5), 2, 5).Draw(t, "shape") })
	slide := rapid.Custom(func(t *rapid.T) ops.Slide {
		n := rapid.IntRange(-1, 3)
		return ops.Slide{Stride: n.Draw(t, "stride"), Dilation: n.Draw(t, "dilation"), Before: n.Draw(t, "before"), After: n.Draw(t, "after")}
	})
	rapid.Check(t, func(t *rapid.T) {
		f := newFixture(tensor.Float32)
		s, k := shape.Draw(t, "images"), shape.Draw(t, "kernel")
		if len(s) == len(k) && rapid.Bool().Draw(t, "fits") {
			k[len(k)-2] = s[len(s)-1]
		}
		a, b := f.input(s, uniform(1, s.TotalSize(), -1, 3)), f.input(k, uniform(1, k.TotalSize(), -1, 3))
		size, slides := rapid.SliceOfN(rapid.IntRange(0, 4), 1, 2).Draw(t, "size"), rapid.SliceOfN(slide, 0, 2).Draw(t, "slides")
		builders := []func() *G.Node{
			func() *G.Node { return ops.Conv(a, b, nil, ops.ActReLU, slides...) },
			func() *G.Node { return ops.MaxPool(a, size, slides...) },
			func() *G.Node { return ops.AvgPool(a, size, slides...) },
			func() *G.Node { return ops.Take(a, b) },
		}
		y := built(rapid.SampledFrom(builders).Draw(t, "op"))
		if y == nil {
			return
		}
		if got := len(f.eval(y)); got != y.Shape().TotalSize() {
			t.Fatalf("%v of shape %v has %d values", y.Op(), y.Shape(), got)
		}
		total := ops.Sum(y)
		grads, err := total.Op().(G.SDOp).SymDiff(G.Nodes{y}, total, ops.Full(f.g, f.dt, 1))
		if err != nil {
			t.Fatal(err)
		}
		d, err := y.Op().(G.SDOp).SymDiff(G.Nodes{a, b}[:y.Op().Arity()], y, grads[0])
		if err != nil || d[0] != nil && len(f.eval(d[0])) != s.TotalSize() {
			t.Fatalf("the gradient of %v is wrong: %v", y.Op(), err)
		}
	})
}
