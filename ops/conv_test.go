package ops_test

import (
	"fmt"
	"testing"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// slides is windows on images of 5 x 6: plain, padded, with steps, with holes, and all of it on unequal axes.
var slides = []struct {
	name string
	s    []ops.Slide
}{
	{"plain", nil},
	{"same", same},
	{"steps", []ops.Slide{{Stride: 2, Before: 1}, {Stride: 3, After: 2}}},
	{"holes", []ops.Slide{{Dilation: 2, Before: 2, After: 1}, {Dilation: 2, After: 1}}},
	{"unequal", []ops.Slide{{Stride: 2, Dilation: 2, Before: 3}, {Before: 4, After: 2}}},
}

// same keeps the size of an image under a window of 3 x 3.
var same = []ops.Slide{{Before: 1, After: 1}, {Before: 1, After: 1}}

// images is the laws' instances of what works on images.
func images() []instance {
	var all []instance
	conv := func(act ops.Activation, s ...ops.Slide) func(in []*G.Node) *G.Node {
		return func(in []*G.Node) *G.Node {
			var b *G.Node
			if len(in) == 3 {
				b = in[2]
			}
			return ops.Conv(in[0], in[1], b, act, s...)
		}
	}
	for _, l := range slides {
		name, s := l.name, l.s
		all = append(all,
			instance{"conv " + name, []operand{in(2, 5, 6, 2), in(3, 2, 2, 3), in(3)}, conv(ops.ActTanh, s...), false},
			instance{"avg_pool " + name, []operand{in(1, 5, 6, 2)}, one(func(x *G.Node) *G.Node { return ops.AvgPool(x, []int{3, 2}, s...) }), false},
			instance{"max_pool " + name, []operand{in(1, 3, 4, 4)}, one(func(x *G.Node) *G.Node { return ops.MaxPool(x, []int{3, 2}, s...) }), false})
	}
	pool := func(f func(x *G.Node, size []int, s ...ops.Slide) *G.Node) func([]*G.Node) *G.Node {
		return one(func(x *G.Node) *G.Node { return f(x, []int{3}, ops.Slide{Stride: 2, Before: 1}) })
	}
	standard := func(axes ...int) func([]*G.Node) *G.Node {
		return one(func(x *G.Node) *G.Node { y, _, _ := ops.Standardize(x, .1, axes...); return y })
	}
	normal := func(axes ...int) func([]*G.Node) *G.Node {
		return func(in []*G.Node) *G.Node { y, _, _ := ops.Normalize(in[0], in[1], in[2], .1, axes...); return y }
	}
	return append(all,
		instance{"normalize columns", []operand{in(2, 2, 3), in(3), in(3)}, normal(0, 1), false},
		instance{"normalize rows", []operand{in(2, 2, 3), in(3), in(3)}, normal(-1), false},
		instance{"normalize a vector", []operand{in(4), in(4), in(4)}, normal(), false},
		instance{"standardize columns", []operand{in(3, 2, 4)}, standard(0, 1), false},
		instance{"standardize rows", []operand{in(2, 2, 3)}, standard(-1), false},
		instance{"standardize blocks", []operand{in(2, 2, 3)}, standard(2, 1), false},
		instance{"standardize all", []operand{in(2, 3)}, standard(), false},
		instance{"variance", []operand{in(2, 3)}, one(func(x *G.Node) *G.Node { _, _, v := ops.Standardize(x, 0, 0); return v }), false},
		instance{"conv wide", []operand{in(1, 4, 4, 5), in(3, 3, 5, 2)}, conv(ops.ActLinear, ops.Slide{Before: 1, After: 1}), false},
		instance{"conv pixels", []operand{in(2, 2, 3, 3), in(1, 1, 3, 2), in(2)}, conv(ops.ActSigmoid), false},
		instance{"conv silu", []operand{in(1, 3, 3, 1), in(2, 2, 1, 2)}, conv(ops.ActSiLU), false},
		instance{"conv line", []operand{in(2, 7, 2), in(3, 2, 3), in(3)}, conv(ops.ActLinear, ops.Slide{Stride: 2, Before: 2}), false},
		instance{"max_pool line", []operand{in(2, 7, 2)}, pool(ops.MaxPool), false},
		instance{"max_pool tiles", []operand{in(1, 4, 4, 2)}, one(func(x *G.Node) *G.Node {
			return ops.MaxPool(x, []int{2, 2}, ops.Slide{Stride: 2}, ops.Slide{Stride: 2})
		}), false},
		instance{"avg_pool line", []operand{in(2, 7, 2)}, pool(ops.AvgPool), false},
		instance{"take", []operand{in(4, 2), within(0, 4, 3, 2)}, two(func(x, i *G.Node) *G.Node { return ops.Take(x, floor(i, 4)) }), false},
		instance{"take deep", []operand{in(3, 2, 2), within(0, 3, 4)}, two(func(x, i *G.Node) *G.Node { return ops.Take(x, floor(i, 3)) }), false},
	)
}

// pad is what a slide with its zero values stands for.
func pad(s []ops.Slide) [2]ops.Slide {
	var l [2]ops.Slide
	copy(l[:], s)
	for i := range l {
		l[i].Stride, l[i].Dilation = max(l[i].Stride, 1), max(l[i].Dilation, 1)
	}
	return l
}

// under calls f for each pixel of an image of (rows, cols) under the window of a position, by the formula of ops.Conv.
func under(l [2]ops.Slide, i, j, rows, cols int, size [2]int, f func(a, b, y, x int)) {
	for a := range size[0] {
		for b := range size[1] {
			y, x := i*l[0].Stride-l[0].Before+a*l[0].Dilation, j*l[1].Stride-l[1].Before+b*l[1].Dilation
			if y >= 0 && y < rows && x >= 0 && x < cols {
				f(a, b, y, x)
			}
		}
	}
}

// Convolution and pooling are their formulas, summed in the naive order: k terms of order 4 differ by k·k·4 roundings at most.
func TestConvAndPoolsEqualLoops(t *testing.T) {
	const n, rows, cols = 3, 5, 6
	for _, sl := range slides {
		name, s := sl.name, sl.s
		for _, c := range []struct{ in, out int }{{1, 3}, {2, 20}, {7, 1}} {
			f := newFixture(tensor.Float64)
			xs, ws := uniform(1, n*rows*cols*c.in, -2, 2), uniform(2, 6*c.in*c.out, -2, 2)
			x, w := f.input(tensor.Shape{n, rows, cols, c.in}, xs), f.input(tensor.Shape{3, 2, c.in, c.out}, ws)
			bias := f.vector(uniform(3, c.out, -1, 1)...)
			y, largest, mean := ops.Conv(x, w, bias, ops.ActLinear, s...), ops.MaxPool(x, []int{3, 2}, s...), ops.AvgPool(x, []int{3, 2}, s...)
			shape, l := y.Shape(), pad(s)
			var conv, maxima, means []float64
			for at := range n * shape[1] * shape[2] {
				image, i, j := at/(shape[1]*shape[2]), at/shape[2]%shape[1], at%shape[2]
				pixel := func(y, x, k int) float64 { return xs[((image*rows+y)*cols+x)*c.in+k] }
				for o := range c.out {
					sum := f.eval(bias)[o]
					under(l, i, j, rows, cols, [2]int{3, 2}, func(a, b, y, x int) {
						for k := range c.in {
							sum += pixel(y, x, k) * ws[((a*2+b)*c.in+k)*c.out+o]
						}
					})
					conv = append(conv, sum)
				}
				for k := range c.in {
					top, sum := -inf, 0.
					under(l, i, j, rows, cols, [2]int{3, 2}, func(_, _, y, x int) {
						top, sum = max(top, pixel(y, x, k)), sum+pixel(y, x, k)
					})
					maxima, means = append(maxima, top), append(means, sum/6)
				}
			}
			terms := float64(6*c.in + 1)
			t.Run(fmt.Sprint(name, c), func(t *testing.T) {
				sameWithin(t, f.eval(y), conv, terms*terms*4*0x1p-53)
				sameWithin(t, f.eval(mean), means, 36*2*0x1p-53)
				f.wantAll(t, largest, maxima...)
			})
		}
	}
}

// The gradient of a maximum goes to the first of those that tie, whole, window by window.
func TestMaxPoolTies(t *testing.T) {
	for _, channels := range []int{1, 5, 130} {
		f := newFixture(tensor.Float32)
		repeat := func(x ...float64) (all []float64) {
			for _, v := range x {
				for range channels {
					all = append(all, v)
				}
			}
			return all
		}
		x := f.input(tensor.Shape{1, 5, channels}, repeat(3, 3, 1, 3, 3))
		y := ops.MaxPool(x, []int{3})
		f.wantAll(t, y, repeat(3, 3, 3)...)
		f.wantAll(t, gradients(t, ops.Sum(y), x)[0], repeat(1, 1, 0, 1, 0)...)
		f.wantAll(t, ops.MaxPool(f.input(tensor.Shape{1, 2, channels}, repeat(nan, 1)), []int{2}), repeat(nan)...)
		f.wantAll(t, ops.MaxPool(f.input(tensor.Shape{1, 1, channels}, repeat(2)), []int{2}, ops.Slide{Dilation: 3, Before: 1, After: 3}), repeat(-inf, 2)...)
	}
}

// An image has the same bits alone, among others, and whatever the block that its patches are in.
func TestImagesAreIndependent(t *testing.T) {
	const n, side, in, out = 9, 17, 8, 6 // more patches than a block
	xs, ds := uniform(1, n*side*side*in, -1, 1), uniform(3, n*side*side*out, -1, 1)
	run := func(first, images int) (y, dx []float64) {
		f := newFixture(tensor.Float32)
		x := f.input(tensor.Shape{images, side, side, in}, xs[first*side*side*in:])
		w := f.input(tensor.Shape{3, 3, in, out}, uniform(2, 9*in*out, -1, 1))
		node := ops.Conv(x, w, nil, ops.ActReLU, same...)
		d := f.input(node.Shape(), ds[first*side*side*out:])
		return f.eval(node), f.eval(gradients(t, ops.Sum(ops.Mul(node, d)), x)[0])
	}
	y, dx := run(0, n)
	for i := range n {
		one, done := run(i, 1)
		if !sameBits(one, y[i*len(one):][:len(one)]) || !sameBits(done, dx[i*len(done):][:len(done)]) {
			t.Errorf("image %d has other bits alone", i)
		}
	}
}

// Take copies rows, by int64 and by float index, and its gradient adds up copies.
func TestTake(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		f := newFixture(dt)
		x := f.input(tensor.Shape{3, 2}, []float64{1, 2, 3, 4, 5, 6})
		index := f.key(2, 0, 2, 1)
		y := ops.Take(x, index)
		f.wantAll(t, y, 5, 6, 1, 2, 5, 6, 3, 4)
		f.wantAll(t, gradients(t, ops.Sum(y), x)[0], 1, 1, 1, 1, 2, 2)
		f.wantAll(t, ops.Take(x, f.vector(-1, .5, 3, nan, 2)), nan, nan, nan, nan, nan, nan, nan, nan, 5, 6)
		f.wantAll(t, ops.Take(x, f.key(-1, 3, 1<<62, 0)), nan, nan, nan, nan, nan, nan, 1, 2)
		bad := ops.Take(x, f.vector(-1, 1, 7))
		f.wantAll(t, gradients(t, ops.Sum(bad), x)[0], 0, 0, 1, 1, 0, 0)
		f.wantAll(t, ops.Take(f.vector(7, 8, 9), f.input(tensor.Shape{2, 2}, []float64{0, 2, 1, 1})), 7, 9, 8, 8)
	}
}
