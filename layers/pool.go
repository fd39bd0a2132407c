package layers

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// MaxPool is the largest element under each window, channel by channel: (n, rows, columns, c) -> (n, rows', columns', c),
// or without the rows. Padding never wins. The gradient of elements that tie goes to the first, as in PyTorch.
type MaxPool struct {
	Size    []int // of the window along each axis
	Stride  []int // nil: Size, as in PyTorch; Flax's default is 1
	Padding Padding
}

// Forward pools x.
func (p MaxPool) Forward(_ *Scope, x *G.Node) *G.Node {
	return ops.MaxPool(x, p.Size, poolSlides("maxpool", x, p.Size, p.Stride, p.Padding)...)
}

// AvgPool is the mean over each window, channel by channel, padding counting as 0: PyTorch's and Flax's default. Shapes
// are as in MaxPool.
type AvgPool struct {
	Size    []int // of the window along each axis
	Stride  []int // nil: Size, as in PyTorch; Flax's default is 1
	Padding Padding
}

// Forward pools x.
func (p AvgPool) Forward(_ *Scope, x *G.Node) *G.Node {
	return ops.AvgPool(x, p.Size, poolSlides("avgpool", x, p.Size, p.Stride, p.Padding)...)
}

func poolSlides(op string, x *G.Node, size, stride []int, p Padding) []ops.Slide {
	extents := spatial(op, x, 0)
	if stride == nil {
		stride = size
	}
	if len(size) != len(extents) || len(stride) != len(extents) {
		build.Fail(op, []tensor.Shape{x.Shape()}, "Size %v and Stride %v do not fit images with %d axes between rows and channels: give a number for each", size, stride, len(extents))
	}
	none := make([]int, len(extents))
	checkWindow(op, x, size, stride, none)
	return slides(extents, size, stride, none, p)
}

// GlobalAvgPool is the mean over all axes between rows and channels: (n, rows, columns, c) -> (n, c), (n, length, c) -> (n, c).
type GlobalAvgPool struct{}

// Forward pools x.
func (GlobalAvgPool) Forward(_ *Scope, x *G.Node) *G.Node {
	axes := []int{1, 2}[:len(spatial("globalavgpool", x, 0))]
	return ops.Mean(x, axes...)
}

// Flatten makes a row of all that belongs to a row: (n, ...) -> (n, product of the others), row-major, so that channels
// vary fastest. PyTorch's, with the channels first, has another order.
type Flatten struct{}

// Forward keeps the number of rows.
func (Flatten) Forward(_ *Scope, x *G.Node) *G.Node {
	build.Given("flatten", x)
	if x.Dims() == 0 {
		build.Fail("flatten", []tensor.Shape{x.Shape()}, "a scalar has no rows to keep")
	}
	return ops.Reshape(x, x.Shape()[0], -1)
}

// Reshape gives every row a shape: (n, ...) -> (n, shape...), row-major. Reshape{28, 28, 1} makes images of rows of 784
// features.
type Reshape []int

// Forward keeps the number of rows.
func (r Reshape) Forward(_ *Scope, x *G.Node) *G.Node {
	build.Given("reshape", x)
	s := x.Shape()
	if want, ok := build.Product(r...); !ok || len(s) == 0 || s[1:].TotalSize() != want {
		build.Fail("reshape", []tensor.Shape{s, tensor.Shape(r)}, "the elements of a row do not fill the second shape, which leaves out n")
	}
	return ops.Reshape(x, append([]int{s[0]}, r...)...)
}
