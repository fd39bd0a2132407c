package graph_test

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// positive is above .3.
func positive(x *G.Node) *G.Node { return ops.AddConst(ops.Square(x), .3) }

// dishes make a node of a recipe's, or nil where they cannot.
var dishes = []func(c *recipe) *G.Node{
	unaryDish, unaryDish, nativeUnaryDish, nativeUnaryDish, binaryDish, binaryDish, nativeBinaryDish, nativeBinaryDish,
	reductionDish, nativeReductionDish, movementDish, nativeMovementDish, productDish, nativeProductDish, rowDish,
	imageDish, nativeImageDish, nativeRowDish, indexDish, matrixDish,
}

func unaryDish(c *recipe) *G.Node {
	x := c.node()
	smooth := []func(*G.Node) *G.Node{ops.Neg, ops.Abs, ops.Square, ops.Exp, ops.Expm1, ops.Sin, ops.Cos, ops.Tanh, ops.Sigmoid,
		ops.LogSigmoid, ops.Softplus, ops.ReLU, ops.GELU, ops.SiLU, ops.Erf, ops.Erfc, ops.NormalCDF, ops.LogNormalCDF,
		func(x *G.Node) *G.Node { return ops.ELU(x, .7) }, func(x *G.Node) *G.Node { return ops.LeakyReLU(x, .1) },
		func(x *G.Node) *G.Node { return ops.Clip(x, -.5, .7) }, func(x *G.Node) *G.Node { return ops.AddConst(x, .3) },
		func(x *G.Node) *G.Node { return ops.Mul(ops.Sign(x), x) }, func(x *G.Node) *G.Node { return ops.MulConst(x, -1.2) }}
	above := []func(*G.Node) *G.Node{ops.Sqrt, ops.Reciprocal, ops.Log, ops.Log1p, ops.Lgamma, ops.LogExpE1}
	if k := c.pick(len(smooth) + len(above)); k >= len(smooth) {
		return above[k-len(smooth)](positive(x))
	} else {
		return smooth[k](x)
	}
}

func nativeUnaryDish(c *recipe) *G.Node {
	x := c.node()
	smooth := []func(*G.Node) (*G.Node, error){G.Neg, G.Abs, G.Square, G.Exp, G.Expm1, G.Sin, G.Cos, G.Tanh, G.Sigmoid, G.Softplus, G.Cube, G.Mish,
		func(x *G.Node) (*G.Node, error) { return G.LeakyRelu(x, .1) }}
	above := []func(*G.Node) (*G.Node, error){G.Sqrt, G.Inverse, G.InverseSqrt, G.Log, G.Log2, G.Log1p}
	if k := c.pick(len(smooth) + len(above)); k >= len(smooth) {
		return G.Must(above[k-len(smooth)](positive(x)))
	} else {
		return G.Must(smooth[k](x))
	}
}

// binaryDish broadcasts: a scalar, a row, a column, or what is there.
func binaryDish(c *recipe) *G.Node {
	a, b := c.node(), c.node()
	if s := a.Shape(); len(s) > 0 && len(b.Shape()) > 0 {
		row := s.Clone()
		row[c.pick(len(s))] = 1
		b = sized(b, [][]int{s, s[len(s)-1:], row}[c.pick(3)]...)
	}
	return []func(a, b *G.Node) *G.Node{ops.Add, ops.Sub, ops.Mul, ops.Maximum, ops.Minimum,
		func(a, b *G.Node) *G.Node { return ops.Div(a, positive(b)) },
		func(a, b *G.Node) *G.Node { return ops.XLogY(a, positive(b)) },
		func(a, b *G.Node) *G.Node { return ops.XLog1pY(a, positive(b)) },
		func(a, b *G.Node) *G.Node { return ops.Where(ops.Less(a, b), ops.Exp(a), ops.Sin(b)) },
	}[c.pick(9)](a, b)
}

// nativeBinaryDish takes operands of one shape, or a scalar.
func nativeBinaryDish(c *recipe) *G.Node {
	a, b := c.node(), c.node()
	if !build.SameShape(a.Shape(), b.Shape()) && !a.IsScalar() && !b.IsScalar() {
		b = sized(b, a.Shape()...)
	}
	switch c.pick(8) {
	case 0:
		return G.Must(G.Sub(a, b))
	case 1:
		return G.Must(G.HadamardProd(a, b))
	case 2:
		return G.Must(G.HadamardDiv(a, positive(b)))
	case 3:
		return G.Must(G.Pow(positive(a), b))
	case 4:
		return G.Must(G.HadamardProd(G.Must(G.Gt(a, b, true)), sized(a, G.Must(G.Add(a, b)).Shape()...)))
	case 5:
		if !a.IsScalar() && build.SameShape(a.Shape(), b.Shape()) {
			return G.Must(G.MaxBetween(a, b))
		}
	case 6:
		return G.Must(G.Pow(a, G.NewConstant(float64(c.pick(4)))))
	}
	return G.Must(G.Add(a, b))
}

// axes are some of a node's.
func (c *recipe) axes(x *G.Node) (axes []int) {
	which := 1 + c.pick(15)
	for i := range x.Dims() {
		if which>>i&1 == 1 {
			axes = append(axes, i)
		}
	}
	return axes
}

func reductionDish(c *recipe) *G.Node {
	x := c.node()
	return []func(x *G.Node, axes ...int) *G.Node{ops.Sum, ops.Mean, ops.Max}[c.pick(3)](x, c.axes(x)...)
}

func nativeReductionDish(c *recipe) *G.Node {
	x := c.node()
	return G.Must([]func(x *G.Node, axes ...int) (*G.Node, error){G.Sum, G.Mean, G.Max}[c.pick(3)](x, c.axes(x)...))
}

func movementDish(c *recipe) *G.Node {
	x := c.node()
	if x.IsScalar() {
		return ops.BroadcastTo(x, tensor.Shape{2, 1 + c.pick(3)})
	}
	axis := c.pick(x.Dims())
	n := x.Shape()[axis]
	from := c.pick(n)
	switch c.pick(4) {
	case 0:
		return ops.Slice(x, axis, from, from+1+c.pick(n-from))
	case 1:
		return ops.Concat(axis, x, x, ops.Exp(x))
	case 2:
		return ops.Reshape(x, n, -1)
	}
	return ops.Transpose(ops.Reshape(x, n, -1))
}

func nativeMovementDish(c *recipe) *G.Node {
	x := c.node()
	if x.IsScalar() {
		return nil
	}
	axis, s := c.pick(x.Dims()), x.Shape()
	from := c.pick(s[axis])
	switch c.pick(6) {
	case 0:
		slices := make([]tensor.Slice, axis+1)
		slices[axis] = G.S(from, from+1+c.pick(s[axis]-from))
		return G.Must(G.Slice(x, slices...))
	case 1:
		return G.Must(G.Concat(axis, x, G.Must(G.Cos(x))))
	case 2:
		return G.Must(G.Reshape(x, tensor.Shape{s.TotalSize() / s[axis], s[axis]}))
	case 3:
		turned := make([]int, len(s))
		for i := range turned {
			turned[i] = (i + axis) % len(s)
		}
		return G.Must(G.Transpose(x, turned...))
	case 4:
		at := make([]int, len(s))
		at[axis] = from
		return G.Must(G.At(x, at...))
	}
	if s.TotalSize() == 1 || s.TotalSize() > 6 {
		return nil
	}
	return G.Must(G.DiagFlat(x))
}

func productDish(c *recipe) *G.Node {
	m, k, n := 1+c.pick(3), 1+c.pick(3), 1+c.pick(3)
	if c.pick(2) == 0 {
		return ops.MatMul(sized(c.node(), k, m), sized(c.node(), n, k), true, true)
	}
	return ops.Dense(sized(c.node(), m, k), sized(c.node(), k, n), sized(c.node(), n), ops.Activation(c.pick(9)))
}

func nativeProductDish(c *recipe) *G.Node {
	m, k, n := 2+c.pick(2), 2+c.pick(2), 2+c.pick(2)
	a, b := c.node(), c.node()
	switch c.pick(6) {
	case 0:
		return G.Must(G.Mul(sized(a, m, k), sized(b, k, n)))
	case 1:
		return G.Must(G.Mul(sized(a, m, k), sized(b, k)))
	case 2:
		return G.Must(G.Mul(sized(a, k), sized(b, k, n)))
	case 3:
		return G.Must(G.OuterProd(sized(a, m), sized(b, n)))
	case 4:
		return G.Must(G.BatchedMatMul(sized(a, 2, k, m), sized(b, 2, n, k), true, true))
	}
	return G.Must(G.Tensordot([]int{1, 0}, []int{2, 1}, sized(a, m, k, 2), sized(b, 3, m, k)))
}

func rowDish(c *recipe) *G.Node {
	x := c.node()
	if x.IsScalar() {
		return nil
	}
	switch c.pick(4) {
	case 0:
		return ops.Softmax(x)
	case 1:
		return ops.LogSoftmax(x)
	case 2:
		return ops.LogSumExp(x)
	}
	y, _, _ := ops.Standardize(x, .1, -1)
	return y
}

func nativeRowDish(c *recipe) *G.Node {
	x := c.node()
	if x.IsScalar() {
		return nil
	}
	switch axis := c.pick(x.Dims()); c.pick(3) {
	case 0:
		return G.Must(G.SoftMax(x, axis))
	case 1:
		return G.Must(G.LogSoftMax(x, axis))
	}
	image := sized(x, 2, 4, 1, 2)
	return G.Must(G.GroupNorm(image, sized(x, 1, 4, 1, 1), sized(c.node(), 1, 4, 1, 1), 2, 4, .1))
}

func imageDish(c *recipe) *G.Node {
	x := c.image()
	channels := x.Shape()[3]
	slides := []ops.Slide{{Stride: 1 + c.pick(2), Before: c.pick(2)}, {Dilation: 1 + c.pick(2), After: 1 + c.pick(2)}}
	switch c.pick(3) {
	case 0:
		return ops.MaxPool(x, []int{1, 2}, ops.Slide{Stride: 1 + c.pick(2)}, slides[1])
	case 1:
		return ops.AvgPool(x, []int{1, 2}, slides...)
	}
	return ops.Conv(x, sized(c.node(), 1, 2, channels, 2), sized(c.node(), 2), ops.Activation(c.pick(9)), slides...)
}

func nativeImageDish(c *recipe) *G.Node {
	x := c.image()
	window, pad, step := tensor.Shape{1 + c.pick(2), 2}, []int{0, c.pick(2)}, []int{1, 1 + c.pick(2)}
	switch c.pick(5) {
	case 0:
		return G.Must(G.MaxPool2D(x, window, pad, step))
	case 1:
		return G.Must(G.AveragePool2D(x, window, pad, step))
	case 2:
		return G.Must(G.GlobalAveragePool2D(x))
	case 3:
		return G.Must(G.Upsample2D(x, 1+c.pick(2)))
	}
	return G.Must(G.Conv2d(x, sized(c.node(), 2, x.Shape()[1], window[0], window[1]), window, pad, step, []int{1, 1}))
}

func indexDish(c *recipe) *G.Node {
	x, g := c.node(), c.pool[0].Graph()
	if x.IsScalar() {
		return nil
	}
	axis := c.pick(x.Dims())
	n := x.Shape()[axis]
	rows := []int{c.pick(n), c.pick(n), c.pick(n)}
	if c.pick(2) == 0 {
		index := make([]*G.Node, 3)
		for i, k := range rows {
			index[i] = ops.Full(g, tensor.Float64, float64(k%x.Shape()[0]), 1)
		}
		if x.Dims() > 3 {
			x = ops.Reshape(x, x.Shape()[0], -1)
		}
		return ops.Take(x, ops.Concat(0, index...))
	}
	name := "index" + string(rune('a'+len(c.pool)))
	index := G.NewVector(g, tensor.Int, G.WithShape(3), G.WithName(name), G.WithValue(tensor.New(tensor.WithBacking(rows))))
	return G.Must(G.ByIndices(x, index, axis))
}

func matrixDish(c *recipe) *G.Node {
	x := sized(c.node(), 2, 2)
	definite := ops.Add(x, ops.Diag(ops.Full(x.Graph(), x.Dtype(), 4, 2)))
	switch c.pick(4) {
	case 0:
		return ops.Cholesky(definite)
	case 1:
		return ops.TriangularSolve(definite, sized(c.node(), 2, 3), c.pick(2) == 0)
	case 2:
		return ops.Tril(x)
	}
	return ops.TakeDiag(x)
}
