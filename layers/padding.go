package layers

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Padding says how many elements are added before and after an axis of n, over which a window that reaches over so many
// elements, holes included, moves in steps of stride. Nil adds none, which is PyTorch's default and "VALID" elsewhere. It is data, as
// an Initializer is; what must be a function is a PaddingFunc.
type Padding interface {
	Around(n, reach, stride int) (before, after int)
}

// PaddingFunc is a function as a Padding. In a file it is a name, so that a network with one can be saved only if the function has
// been entered, training.Register.
type PaddingFunc func(n, reach, stride int) (before, after int)

// Around calls the function.
func (f PaddingFunc) Around(n, reach, stride int) (before, after int) {
	if f == nil {
		build.Fail("padding", nil, "the PaddingFunc is nil: leave Padding nil for none")
	}
	return f(n, reach, stride)
}

// Pad adds so many elements on either side: PyTorch's padding=k.
type Pad int

// Around is the same at every axis.
func (k Pad) Around(_, _, _ int) (before, after int) { return int(k), int(k) }

// PadRule is a Padding by the window.
type PadRule int

const (
	// Same pads so that there are n/stride windows, rounded up: for stride 1 the result has the size of the image. Of an odd
	// number the larger half comes after. It is "SAME" in Flax and TensorFlow; PyTorch's padding="same" for stride 1.
	Same PadRule = iota + 1
	// Causal pads before the axis alone, so that a result depends on what is at its place and before it.
	Causal
)

// Around is what the rule says.
func (p PadRule) Around(n, reach, stride int) (before, after int) {
	switch p {
	case Same:
		stride = max(stride, 1)
		total := max(((n-1)/stride)*stride+reach-n, 0)
		return total / 2, total - total/2
	case Causal:
		return reach - 1, 0
	}
	build.Fail("padding", nil, "there is no PadRule %d: Same or Causal", int(p))
	return 0, 0
}

// spatial is the extents of the axes of images between the rows and the channels, of which there must be as many as
// wanted, if that is not 0.
func spatial(op string, x *G.Node, want int) []int {
	build.Given(op, x)
	s := x.Shape()
	if len(s) != 3 && len(s) != 4 || want > 0 && len(s) != want+2 {
		axes := "(n, length, channels) or (n, rows, columns, channels)"
		switch want {
		case 1:
			axes = "(n, length, channels)"
		case 2:
			axes = "(n, rows, columns, channels)"
		}
		build.Fail(op, []tensor.Shape{s}, "the input must have the axes %s: put layers.Reshape before, which leaves out n", axes)
	}
	return s[1 : len(s)-1]
}

// slides are the slides of windows of the given sizes along the axes of images; strides and dilations of 0 are 1.
func slides(extents, size, stride, dilation []int, p Padding) []ops.Slide {
	out := make([]ops.Slide, len(extents))
	for i, n := range extents {
		l := ops.Slide{Stride: max(stride[i], 1), Dilation: max(dilation[i], 1)}
		if p != nil {
			l.Before, l.After = p.Around(n, (size[i]-1)*l.Dilation+1, l.Stride)
		}
		out[i] = l
	}
	return out
}

// checkWindow refuses sizes below 1 and negative strides and dilations.
func checkWindow(op string, x *G.Node, size, stride, dilation []int) {
	for i := range size {
		if size[i] < 1 || stride[i] < 0 || dilation[i] < 0 {
			build.Fail(op, []tensor.Shape{x.Shape()}, "Size %v, Stride %v, Dilation %v: a window needs a size of at least 1 along each axis, and nothing may be negative", size, stride, dilation)
		}
	}
}
