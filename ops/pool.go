package ops

import (
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// MaxPool is the largest element under each window, channel by channel: (n, rows, columns, c) -> (n, positions..., c), or
// without the rows. Padding never wins; a window that sees no pixel gives -Inf, one that sees a NaN gives NaN. Where
// elements tie, the first of the window has the whole gradient, as in PyTorch; an infinite maximum passes none on.
func MaxPool(x *G.Node, size []int, slides ...Slide) *G.Node {
	p := poolOf("max_pool", x, size, slides)
	f := pickPieces(x.Dtype(), maxPool[float32](p), maxPool[float64](p))
	n := inPieces(spell("max_pool", p.window), p.out(), p.rows(f), func(in []*G.Node, y, dy *G.Node) []*G.Node {
		return []*G.Node{p.maxGrad(in[0], y, dy)}
	}, x)
	return p.batching(n, func(_ pooling, in []*G.Node) *G.Node { return MaxPool(in[0], size, slides...) }, p.images)
}

// AvgPool is the mean over each window, channel by channel, padding counting as 0, as is the default of PyTorch and of
// Flax: (n, rows, columns, c) -> (n, positions..., c), or without the rows.
func AvgPool(x *G.Node, size []int, slides ...Slide) *G.Node {
	return poolOf("avg_pool", x, size, slides).avg(x)
}

// pooling is the geometry that a pooling shares with its gradients.
type pooling struct {
	window *kernel.Window
	images tensor.Shape
}

func poolOf(op string, x *G.Node, size []int, slides []Slide) pooling {
	floats(op, x)
	return pooling{windowOf(op, x, size, slides), x.Shape()}
}

func (p pooling) out() tensor.Shape { return positions(p.images, p.window, p.window.Channels) }

// maxGrad is the gradient of MaxPool, linear in dy; x and y only say where it goes.
func (p pooling) maxGrad(x, y, dy *G.Node) *G.Node {
	f := pickPieces(x.Dtype(), maxPoolGrad[float32](p), maxPoolGrad[float64](p))
	n := still(inPieces(spell("max_pool_grad", p.window), p.images, p.rows(f), func(in []*G.Node, _, d *G.Node) []*G.Node {
		return []*G.Node{nil, nil, p.maxTake(in[0], in[1], d)}
	}, x, y, dy), 0, 1)
	return p.batching(n, func(p pooling, in []*G.Node) *G.Node { return p.maxGrad(in[0], in[1], in[2]) }, p.images, p.out(), p.out())
}

// maxTake is the adjoint of maxGrad: the elements of d where the maxima are.
func (p pooling) maxTake(x, y, d *G.Node) *G.Node {
	f := pickPieces(x.Dtype(), maxPoolTake[float32](p), maxPoolTake[float64](p))
	n := still(inPieces(spell("max_pool_take", p.window), p.out(), p.rows(f), func(in []*G.Node, _, d *G.Node) []*G.Node {
		return []*G.Node{nil, nil, p.maxGrad(in[0], in[1], d)}
	}, x, y, d), 0, 1)
	return p.batching(n, func(p pooling, in []*G.Node) *G.Node { return p.maxTake(in[0], in[1], in[2]) }, p.images, p.out(), p.images)
}

func (p pooling) avg(x *G.Node) *G.Node {
	f := pickPieces(x.Dtype(), avgPool[float32](p), avgPool[float64](p))
	n := inPieces(spell("avg_pool", p.window), p.out(), p.rows(f), func(_ []*G.Node, _, dy *G.Node) []*G.Node {
		return []*G.Node{p.avgGrad(dy)}
	}, x)
	return p.batching(n, func(p pooling, in []*G.Node) *G.Node { return p.avg(in[0]) }, p.images)
}

func (p pooling) avgGrad(dy *G.Node) *G.Node {
	f := pickPieces(dy.Dtype(), avgPoolGrad[float32](p), avgPoolGrad[float64](p))
	n := inPieces(spell("avg_pool_grad", p.window), p.images, p.rows(f), func(_ []*G.Node, _, d *G.Node) []*G.Node {
		return []*G.Node{p.avg(d)}
	}, dy)
	return p.batching(n, func(p pooling, in []*G.Node) *G.Node { return p.avgGrad(in[0]) }, p.out())
}

// batching batches an op of operands of the given shapes by taking the images of all rows for those of one.
func (p pooling) batching(n *G.Node, again func(p pooling, in []*G.Node) *G.Node, shapes ...tensor.Shape) *G.Node {
	out := n.Shape()
	return batching(n, func(_ *op, rows int, in []*G.Node, mapped []bool) *G.Node {
		all := make([]*G.Node, len(in))
		for i, x := range in {
			all[i] = folded(rows, x, mapped[i], shapes[i])
		}
		return stack(again(pooling{p.window, times(rows, p.images)}, all), rows, out)
	})
}

// rows cuts an op by its images. An element under a window takes the time of some 50 multiplications of a product.
func (p pooling) rows(f pieces) Rows {
	elements := float64(p.images[0]) * float64(p.window.Positions()*p.window.Patch())
	return Rows{N: p.images[0], Least: 1, Work: 50 * elements, Compute: f}
}

// pixels are the elements of the images lo to hi.
func pixels[T kernel.Float](p pooling, v G.Value, lo, hi int) []T {
	n := p.window.Image()
	return Data[T](v)[lo*n : hi*n]
}

// under are the elements at the windows of the images lo to hi.
func under[T kernel.Float](p pooling, v G.Value, lo, hi int) []T {
	n := p.window.Positions() * p.window.Channels
	return Data[T](v)[lo*n : hi*n]
}

func maxPool[T kernel.Float](p pooling) pieces {
	return func(out G.Value, in []G.Value, lo, hi int) {
		kernel.MaxPool(p.window, under[T](p, out, lo, hi), hi-lo, pixels[T](p, in[0], lo, hi))
	}
}

func maxPoolGrad[T kernel.Float](p pooling) pieces {
	return func(out G.Value, in []G.Value, lo, hi int) {
		kernel.MaxPoolGrad(p.window, pixels[T](p, out, lo, hi), hi-lo, pixels[T](p, in[0], lo, hi), under[T](p, in[1], lo, hi), under[T](p, in[2], lo, hi))
	}
}

func maxPoolTake[T kernel.Float](p pooling) pieces {
	return func(out G.Value, in []G.Value, lo, hi int) {
		kernel.MaxPoolTake(p.window, under[T](p, out, lo, hi), hi-lo, pixels[T](p, in[0], lo, hi), under[T](p, in[1], lo, hi), pixels[T](p, in[2], lo, hi))
	}
}

func avgPool[T kernel.Float](p pooling) pieces {
	return func(out G.Value, in []G.Value, lo, hi int) {
		kernel.AvgPool(p.window, under[T](p, out, lo, hi), hi-lo, pixels[T](p, in[0], lo, hi))
	}
}

func avgPoolGrad[T kernel.Float](p pooling) pieces {
	return func(out G.Value, in []G.Value, lo, hi int) {
		kernel.AvgPoolGrad(p.window, pixels[T](p, out, lo, hi), hi-lo, under[T](p, in[0], lo, hi))
	}
}
