package hostile_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// What once panicked, killed the process or gave 0 is an error that says why.
func TestMistakesAreNamed(t *testing.T) {
	const tooLarge = "their product at most 1073741824 elements (set DEEPPROB_MAX_ELEMENTS"
	x := values(2, 3)
	image := values(1, 4, 4, 2)
	layer := func(l layers.Layer) func(in G.Nodes) *G.Node {
		return func(in G.Nodes) *G.Node {
			f := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node { return s.Call("l", l, in[0]) })
			v := values(in[0].Shape()...)
			if _, err := f.Init(1, v); err != nil {
				panic(err)
			}
			return in[0]
		}
	}
	for name, c := range map[string]struct {
		in   G.Value
		f    func(in G.Nodes) *G.Node
		want string
	}{
		"Exp(nil)":        {x, func(G.Nodes) *G.Node { return ops.Exp(nil) }, "exp (named_test.go:"},
		"Add(x, nil)":     {x, func(in G.Nodes) *G.Node { return ops.Add(in[0], nil) }, "operand 1 of 2 is nil: it must be a node"},
		"OneHot":          {values(3), func(in G.Nodes) *G.Node { return ops.OneHot(in[0], math.MaxInt) }, tooLarge},
		"BroadcastTo":     {values(1), func(in G.Nodes) *G.Node { return ops.BroadcastTo(in[0], tensor.Shape{1 << 31, 1 << 31, 4}) }, tooLarge},
		"Full":            {x, func(in G.Nodes) *G.Node { return ops.Full(in[0].Graph(), tensor.Float64, 1, 1<<40) }, tooLarge},
		"Reshape":         {x, func(in G.Nodes) *G.Node { return ops.Reshape(in[0], 1<<32, 1<<32, 6) }, "6 elements do not fit"},
		"Dense":           {x, layer(layers.Dense{Units: math.MaxInt}), tooLarge},
		"Embedding":       {values(2), layer(layers.Embedding{Count: math.MaxInt, Units: 2}), tooLarge},
		"Conv, dilation":  {image, layer(layers.Conv2D{Units: 1, Size: [2]int{2, 2}, Dilation: [2]int{math.MaxInt, 1}}), "does not fit into axis 1"},
		"Conv, padding":   {image, layer(layers.Conv2D{Units: 1, Size: [2]int{2, 2}, Padding: layers.Pad(math.MaxInt)}), "size and padding can be at most 1073741824"},
		"a large program": {values(2), manyLarge, "the tensors of this program need"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := graph.NewFunc(func(in G.Nodes) (out G.Nodes) { return G.Nodes{c.f(in)} }).Call(c.in)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

// manyLarge needs 16 tensors of half the largest size at once.
func manyLarge(in G.Nodes) *G.Node {
	const n = 1 << 28
	var parts []*G.Node
	wide := ops.BroadcastTo(ops.Reshape(in[0], 2, 1), tensor.Shape{2, n})
	for k := range 40 {
		parts = append(parts, ops.Exp(ops.AddConst(wide, float64(k))))
	}
	y := parts[0]
	for _, p := range parts[1:] {
		y = ops.Add(y, ops.Mul(p, ops.Reshape(ops.Sum(y, 1), 2, 1)))
	}
	for _, p := range parts {
		y = ops.Add(y, p)
	}
	return y
}

// Normalize is its formula over any first or last axes, whatever the shape: the op that does all in one had panicked.
func TestNormalizeAxes(t *testing.T) {
	for _, c := range []struct{ shape, axes []int }{
		{[]int{2, 3, 4}, []int{1, 2}}, {[]int{2, 3, 4}, []int{0}}, {[]int{2, 3, 4}, nil}, {[]int{4, 2}, nil}, {[]int{4, 2}, []int{0}},
		{[]int{4, 2}, []int{1}}, {[]int{2, 3, 4}, []int{0, 1}}, {[]int{5}, nil}, {[]int{2, 3, 2, 3}, []int{2, 3}}, {[]int{1, 4}, []int{0, 1}},
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			k := c.shape[len(c.shape)-1]
			x, scale, bias := values(c.shape...), values(k), values(k)
			one := func(in G.Nodes) *G.Node {
				y, _, _ := ops.Normalize(in[0], in[1], in[2], 1e-3, c.axes...)
				return ops.Sum(ops.Mul(y, ops.Sin(y)))
			}
			plain := func(in G.Nodes) *G.Node {
				y, _, _ := ops.Standardize(in[0], 1e-3, c.axes...)
				y = ops.Add(ops.Mul(y, in[1]), in[2])
				return ops.Sum(ops.Mul(y, ops.Sin(y)))
			}
			got, err := graph.ValueAndGrad(one, 0, 1, 2).Call(x, scale, bias)
			if err != nil {
				t.Fatal(err)
			}
			want, err := graph.ValueAndGrad(plain, 0, 1, 2).Call(x, scale, bias)
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range got {
				for j, g := range ops.Data[float64](v) {
					if w := ops.Data[float64](want[i])[j]; math.Abs(g-w) > 1e-12*(1+math.Abs(w)) {
						t.Errorf("output %d, element %d: %v, by the formula %v", i, j, g, w)
					}
				}
			}
		})
	}
}
