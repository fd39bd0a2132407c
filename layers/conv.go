package layers

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Conv2D is a convolution layer, act(x * kernel + bias), of images with the channels last: (n, rows, columns, in) -> (n,
// rows', columns', Units), by the formula of ops.Conv. The number of channels is read off x.
//
// As in Flax the kernel is (rows, columns, in, out). PyTorch's Conv2d has the channels first: its weight (out, in, rows,
// columns) is this kernel with the axes 3, 2, 0, 1, its images (n, in, rows, columns) these with the axes 0, 3, 1, 2. Flax
// pads by Same where nothing is said, PyTorch and this layer not at all.
type Conv2D struct {
	Units      int    // channels of the result
	Size       [2]int // rows and columns of the window
	Stride     [2]int // zero: 1
	Dilation   [2]int // zero: 1
	Padding    Padding
	Activation Activation  // zero: none
	Kernel     Initializer // nil: LecunNormal
	Bias       Initializer // nil: Zeros
	NoBias     bool
}

// Forward declares kernel (rows, columns, in, Units) and bias (Units).
func (c Conv2D) Forward(s *Scope, x *G.Node) *G.Node {
	return s.Linear(Linear{
		Shape: kernelShape("conv2d", x, c.Units, c.Size[:], c.Stride[:], c.Dilation[:]), Product: convolution(c.Size[:], c.Stride[:], c.Dilation[:], c.Padding),
		Activation: c.Activation, Kernel: c.Kernel, Bias: c.Bias, NoBias: c.NoBias,
	}, x)
}

// Conv1D is Conv2D along a single axis: (n, length, in) -> (n, length', Units). PyTorch's Conv1d has weight (out, in,
// size), this kernel with the axes 2, 1, 0.
type Conv1D struct {
	Units      int // channels of the result
	Size       int // of the window
	Stride     int // zero: 1
	Dilation   int // zero: 1
	Padding    Padding
	Activation Activation  // zero: none
	Kernel     Initializer // nil: LecunNormal
	Bias       Initializer // nil: Zeros
	NoBias     bool
}

// Forward declares kernel (Size, in, Units) and bias (Units).
func (c Conv1D) Forward(s *Scope, x *G.Node) *G.Node {
	size, stride, dilation := []int{c.Size}, []int{c.Stride}, []int{c.Dilation}
	return s.Linear(Linear{
		Shape: kernelShape("conv1d", x, c.Units, size, stride, dilation), Product: convolution(size, stride, dilation, c.Padding),
		Activation: c.Activation, Kernel: c.Kernel, Bias: c.Bias, NoBias: c.NoBias,
	}, x)
}

// kernelShape is the shape of a convolution's kernel, after a look at the layer's fields.
func kernelShape(op string, x *G.Node, units int, size, stride, dilation []int) []int {
	spatial(op, x, len(size))
	checkWindow(op, x, size, stride, dilation)
	if units < 1 {
		build.Fail(op, []tensor.Shape{x.Shape()}, "Units is %d: it is the number of channels of the result, at least 1", units)
	}
	channels := x.Shape()[x.Dims()-1]
	return append(append([]int{}, size...), channels, units)
}

// convolution is the bilinear product of a convolution layer.
func convolution(size, stride, dilation []int, p Padding) Product {
	return func(x, kernel, bias *G.Node, act Activation) *G.Node {
		extents := spatial("conv", x, len(size))
		return ops.Conv(x, kernel, bias, ops.Activation(act), slides(extents, size, stride, dilation, p)...)
	}
}
