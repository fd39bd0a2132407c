package ops

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/google/go-cmp/cmp"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// cutOps are ops that are cut by images or groups, of operands of given shapes.
func cutOps() map[string]struct {
	shapes []tensor.Shape
	of     func(in []*G.Node) *G.Node
} {
	slides := []Slide{{Stride: 2, Before: 1}, {After: 1}}
	x := build.Input(G.NewGraph(), tensor.Float64, "x", 5, 6, 4, 3)
	images, weights := x.Shape(), tensor.Shape{3, 2, 3, 4}
	c := convolution{windowOf("conv", x, weights[:2], slides), images, weights}
	p := poolOf("pool", x, []int{3, 2}, slides)
	g := grouped{c, 3}
	matrices := times(3, c.matrix())
	return map[string]struct {
		shapes []tensor.Shape
		of     func(in []*G.Node) *G.Node
	}{
		"conv":        {[]tensor.Shape{images, weights, {4}}, func(in []*G.Node) *G.Node { return c.forward(ActTanh, in...) }},
		"conv input":  {[]tensor.Shape{c.out(), weights}, func(in []*G.Node) *G.Node { return c.input(in[0], in[1]) }},
		"groups":      {[]tensor.Shape{times(3, images), matrices}, func(in []*G.Node) *G.Node { return g.forward(in[0], in[1]) }},
		"input":       {[]tensor.Shape{c.out(), matrices}, func(in []*G.Node) *G.Node { return g.input(in[0], in[1]) }},
		"kernel":      {[]tensor.Shape{images, times(3, c.out())}, func(in []*G.Node) *G.Node { return g.kernel(in[0], in[1]) }},
		"max":         {[]tensor.Shape{images}, func(in []*G.Node) *G.Node { return MaxPool(in[0], []int{3, 2}, slides...) }},
		"max grad":    {[]tensor.Shape{images, p.out(), p.out()}, func(in []*G.Node) *G.Node { return p.maxGrad(in[0], in[1], in[2]) }},
		"max take":    {[]tensor.Shape{images, p.out(), images}, func(in []*G.Node) *G.Node { return p.maxTake(in[0], in[1], in[2]) }},
		"mean":        {[]tensor.Shape{images}, func(in []*G.Node) *G.Node { return p.avg(in[0]) }},
		"mean's grad": {[]tensor.Shape{p.out()}, func(in []*G.Node) *G.Node { return p.avgGrad(in[0]) }},
	}
}

// An op that is cut has the same bits in whatever pieces it is computed, and each writes all that is its own.
func TestPieces(t *testing.T) {
	for name, c := range cutOps() {
		for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
			graph, r := G.NewGraph(), rand.New(rand.NewPCG(1, 1))
			var in []*G.Node
			var values []G.Value
			for i, s := range c.shapes {
				in = append(in, build.Input(graph, dt, string(rune('a'+i)), s...))
				values = append(values, filled(dt, s, func() float64 { return float64(r.IntN(9)) - 4 })) // maxima are met again
			}
			n := c.of(in)
			rows := n.Op().(*op).Rows()
			nan := func() float64 { return math.NaN() }
			whole := filled(dt, n.Shape(), nan)
			n.Op().(*op).Compute(whole, values)
			if strings.Contains(fmt.Sprint(whole.Data()), "NaN") || rows.N < 3 {
				t.Fatalf("%s of %v: %d pieces, or elements that none of them writes", name, dt, rows.N)
			}
			for size := 1; size < rows.N; size++ {
				pieces := filled(dt, n.Shape(), nan)
				for lo := 0; lo < rows.N; lo += size {
					rows.Compute(pieces, values, lo, min(lo+size, rows.N))
				}
				if d := cmp.Diff(whole.Data(), pieces.Data()); d != "" {
					t.Errorf("%s of %v, %d at a time: %s", name, dt, size, d)
				}
			}
		}
	}
}

func filled(dt tensor.Dtype, shape tensor.Shape, next func() float64) G.Value {
	v := NewValue(dt, shape)
	for i := range shape.TotalSize() {
		if dt == tensor.Float32 {
			Data[float32](v)[i] = float32(next())
		} else {
			Data[float64](v)[i] = next()
		}
	}
	return v
}
