package ops

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Conv is a convolution layer, act(x * w + b), of images with one or two spatial axes and the channels last:
//
//	y[n, i, j, o] = act(sum_{a, b, c} x[n, i s - p + a d, j s - p + b d, c] w[a, b, c, o] + bias[o])
//
// with stride s, dilation d and p elements of padding before, each per axis, and x = 0 outside the image: x (n, rows,
// columns, in), w (rows, columns, in, out), or without the rows; b (out) or nil. As everywhere in deep learning it is a
// cross-correlation: w is not mirrored. PyTorch has the channels first, x (n, in, rows, columns) and w (out, in, rows,
// columns), and one padding for both sides; Flax has the axes of this package.
//
// Bias, product and activation are one op, and gradients are taken from the output, as in Dense. Slides are one for each spatial axis; what is missing has the zero
// value. Patches of the images are gathered a block at a time and multiplied with w, so an image's result does not
// depend on the others.
func Conv(x, w, b *G.Node, act Activation, slides ...Slide) *G.Node {
	switch act {
	case ActGELU:
		return GELU(Conv(x, w, b, ActLinear, slides...))
	case ActSiLU:
		return SiLU(Conv(x, w, b, ActLinear, slides...))
	}
	in := operands(x, w, b)
	checkConv(in, act)
	sizes := w.Shape()[:w.Dims()-2]
	c := convolution{windowOf("conv", x, sizes, slides), x.Shape(), w.Shape()}
	return c.forward(act, in...)
}

func checkConv(in []*G.Node, act Activation) {
	const name = "conv"
	floats(name, in...)
	if _, ok := outputs[act]; !ok && act != ActLinear {
		build.Fail(name, shapes(in...), "there is no activation %d", act)
	}
	x, w := in[0].Shape(), in[1].Shape()
	switch {
	case len(x) != 3 && len(x) != 4:
		build.Fail(name, shapes(in...), "x must be images (n, length, channels) or (n, rows, columns, channels), not of %d axes: reshape it first", len(x))
	case len(w) != len(x):
		build.Fail(name, shapes(in...), "the kernel of images of %d axes has %d too: its spatial axes, inputs, outputs", len(x), len(x))
	case x[len(x)-1] != w[len(w)-2]:
		build.Fail(name, shapes(in...), "x has %d channels, its last axis, but the kernel takes %d", x[len(x)-1], w[len(w)-2])
	}
	if n := w[len(w)-1]; len(in) == 3 && !build.SameShape(in[2].Shape(), tensor.Shape{n}) {
		build.Fail(name, shapes(in...), "the kernel gives %d channels, so the bias must have shape (%d,)", n, n)
	}
}

// convolution is the geometry that a convolution shares with its gradients. These are bilinear, and each one's gradients
// are the other two.
type convolution struct {
	window  *kernel.Window
	images  tensor.Shape
	weights tensor.Shape
}

// size is the number of images and of output channels.
func (c convolution) size() (images, n int) { return c.images[0], c.weights[len(c.weights)-1] }

// forward is the convolution of (images, weights, perhaps bias).
func (c convolution) forward(act Activation, in ...*G.Node) *G.Node {
	a, nonlinear := outputs[act]
	name := spell("conv", c.window)
	if nonlinear {
		name += "_" + a.name
	}
	axes := []int{0, 1, 2}[:len(c.images)-1] // all but the channels
	back := func(in []*G.Node, y, dy *G.Node) []*G.Node {
		if nonlinear {
			dy = a.back(y, dy)
		}
		grads := []*G.Node{c.input(dy, in[1]), c.kernel(in[0], dy)}
		if len(in) == 3 {
			grads = append(grads, Sum(dy, axes...))
		}
		return grads
	}
	f := pickPieces(in[0].Dtype(), convForward[float32](c, kernel.Act(act)), convForward[float64](c, kernel.Act(act)))
	out := c.out()
	return batching(inPieces(name, out, c.rows(f), back, in...), func(_ *op, rows int, in []*G.Node, mapped []bool) *G.Node {
		if slices.Contains(mapped[1:], true) {
			return stack(c.ofRows(rows, act, in, mapped), rows, out)
		}
		x := folded(rows, in[0], true, c.images)
		return stack(c.times(rows).forward(act, append([]*G.Node{x}, in[1:]...)...), rows, out)
	})
}

// rows cuts an op by its images.
func (c convolution) rows(f pieces) Rows {
	images, n := c.size()
	return Rows{N: images, Least: 1, Work: float64(images) * float64(c.window.Positions()) * float64(c.window.Patch()) * float64(n), Compute: f}
}

// times is the same for so many times the images.
func (c convolution) times(n int) convolution {
	c.images = times(n, c.images)
	return c
}

// input is the gradient of the images.
func (c convolution) input(dy, w *G.Node) *G.Node {
	f := pickPieces(dy.Dtype(), convInput[float32](c), convInput[float64](c))
	n := inPieces(spell("conv_input", c.window), c.images, c.rows(f), func(in []*G.Node, _, d *G.Node) []*G.Node {
		return []*G.Node{c.forward(ActLinear, d, in[1]), c.kernel(d, in[0])}
	}, dy, w)
	shape := dy.Shape()
	return batching(n, func(_ *op, rows int, in []*G.Node, mapped []bool) *G.Node {
		if mapped[1] {
			g := grouped{c, rows}
			return stack(g.input(g.spread(rows, in[0], mapped[0], true, shape), g.spread(rows, in[1], true, true, c.matrix())), rows, c.images)
		}
		return stack(c.times(rows).input(folded(rows, in[0], true, shape), in[1]), rows, c.images)
	})
}

// kernel is the gradient of the weights.
func (c convolution) kernel(x, dy *G.Node) *G.Node {
	f := pick(dy.Dtype(), convKernel[float32](c), convKernel[float64](c))
	n := apply(spell("conv_kernel", c.window), c.weights, f, func(in []*G.Node, _, d *G.Node) []*G.Node {
		return []*G.Node{c.input(in[1], d), c.forward(ActLinear, in[0], d)}
	}, x, dy)
	return batching(n, func(_ *op, rows int, in []*G.Node, mapped []bool) *G.Node {
		g := grouped{c, rows}
		return stack(g.kernel(g.spread(rows, in[0], mapped[0], true, c.images), g.spread(rows, in[1], mapped[1], true, c.out())), rows, c.weights)
	})
}

func convForward[T kernel.Float](c convolution, act kernel.Act) pieces {
	_, n := c.size()
	return func(out G.Value, in []G.Value, lo, hi int) {
		var bias []T
		if len(in) == 3 {
			bias = Data[T](in[2])
		}
		kernel.Conv(c.window, Data[T](out)[lo*c.window.Positions()*n:], hi-lo, n, Data[T](in[0])[lo*c.window.Image():], Data[T](in[1]), bias, act)
	}
}

func convInput[T kernel.Float](c convolution) pieces {
	_, n := c.size()
	return func(out G.Value, in []G.Value, lo, hi int) {
		kernel.ConvInput(c.window, Data[T](out)[lo*c.window.Image():], hi-lo, n, Data[T](in[0])[lo*c.window.Positions()*n:], Data[T](in[1]))
	}
}

func convKernel[T kernel.Float](c convolution) compute {
	images, n := c.size()
	return func(out G.Value, in []G.Value) {
		kernel.ConvKernel(c.window, Data[T](out), images, n, Data[T](in[0]), Data[T](in[1]))
	}
}
