package graph

import (
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// divisible are the ops of Gorgonia that are cut into parts, by the name of their type: products by rows, and what moves
// a window by images.
var divisible = map[string][2]func(o *nativeOp) *parts{
	"linAlgBinOp":   {productParts[float32], productParts[float64]},
	"im2colOp":      {im2colParts[float32], im2colParts[float64]},
	"col2imOp":      {col2imParts[float32], col2imParts[float64]},
	"maxPoolOp":     {maxPoolParts[float32], maxPoolParts[float64]},
	"maxPoolDiffOp": {maxPoolGradParts[float32], maxPoolGradParts[float64]},
}

// partsOf are those of a node of this library's or that native computes, nil if it is one piece.
func partsOf(n *G.Node, in G.Nodes) *parts {
	if n.Shape().TotalSize() == 0 {
		return nil
	}
	if op, ok := n.Op().(interface{ Rows() *ops.Rows }); ok {
		return ownParts(op.Rows())
	}
	entry := divisible[typeName(n.Op())]
	if entry[0] == nil || native(n, in) == nil {
		return nil
	}
	o := newNativeOp(n, in)
	p := entry[1](o)
	if n.Dtype() == tensor.Float32 {
		p = entry[0](o)
	}
	if p == nil || p.n < 2 {
		return nil
	}
	return p
}

func ownParts(r *ops.Rows) *parts {
	if r == nil {
		return nil
	}
	least := minRows
	if r.Least > 0 {
		least = r.Least
	}
	n := pieces(r.Work*perProduct, r.N/least)
	if n < 2 {
		return nil
	}
	return &parts{n: n, run: func(p *Program, s *step, k int) {
		lo, hi := bounds(r.N, n, k)
		r.Compute(p.vals[s.out], p.args[:len(s.in)], lo, hi)
	}}
}

// productParts cuts op(A) op(B) by its rows, and products of many pairs by pairs.
func productParts[T kernel.Float](o *nativeOp) *parts {
	p := productOf(o)
	if p.count > 1 {
		return nil
	}
	lda, ldb := p.strides()
	n := pieces(p.work(), p.m/minRows)
	return &parts{n: n, run: func(r *Program, s *step, k int) {
		lo, hi := bounds(p.m, n, k)
		a, b, c := ops.Data[T](r.vals[s.in[0]]), ops.Data[T](r.vals[s.in[1]]), ops.Data[T](r.vals[s.out])
		if p.ta {
			a = a[lo:]
		} else {
			a = a[lo*p.k:]
		}
		kernel.Gemm(p.ta, p.tb, hi-lo, p.n, p.k, a, lda, b, ldb, 0, c[lo*p.n:], p.n)
	}}
}

// minRows is the least rows of a piece of a product: B is packed for each.
const minRows = 32

// perProduct is the time of a multiplication and addition of a product on one core in nanoseconds, at 100 GFLOP/s.
const perProduct = .02

func (p gemm) work() float64 { return float64(p.m) * float64(p.n) * float64(p.k) * perProduct }

// parts cuts a layer by rows.
func (l layer) parts(dt tensor.Dtype) *parts {
	n := pieces(l.work(), l.m/minRows)
	if n < 2 {
		return nil
	}
	if dt == tensor.Float32 {
		return layerParts[float32](l, n)
	}
	return layerParts[float64](l, n)
}

func layerParts[T kernel.Float](l layer, n int) *parts {
	return &parts{n: n, run: func(r *Program, s *step, k int) {
		lo, hi := bounds(l.m, n, k)
		x, w, b, y := ops.Data[T](r.vals[s.in[0]]), ops.Data[T](r.vals[s.in[1]]), ops.Data[T](r.vals[s.in[2]]), ops.Data[T](r.vals[s.out])
		kernel.Dense(y[lo*l.n:], hi-lo, l.n, l.k, x[lo*l.k:], w, b, l.act)
	}}
}

// imageParts cuts a loop over images, made for any number of them from a first one on, into pieces; each image takes
// perOut elements of the result and perIn of operand j.
func imageParts[T kernel.Float](images, perOut, perIn, j int, work float64, make func(first, images int) func(dst, x []T)) *parts {
	n := pieces(work, images)
	loops := []func(dst, x []T){}
	for k := range n {
		lo, hi := bounds(images, n, k)
		loops = append(loops, make(lo, hi-lo))
	}
	return &parts{n: n, run: func(r *Program, s *step, k int) {
		lo, hi := bounds(images, n, k)
		loops[k](ops.Data[T](r.vals[s.out])[lo*perOut:hi*perOut], ops.Data[T](r.vals[s.in[j]])[lo*perIn:hi*perIn])
	}}
}

func im2colParts[T kernel.Float](o *nativeOp) *parts {
	p, _ := newPatches(o, o.in[0], o.out)
	per := p.rows * p.cols * len(p.pixels)
	return imageParts(p.batch, per, p.channels*p.height*p.width, 0, .5*float64(p.batch*per), func(_, images int) func(dst, x []T) {
		return im2colOf[T](p.some(images))
	})
}

func col2imParts[T kernel.Float](o *nativeOp) *parts {
	p, _ := newPatches(o, o.out, o.in[0])
	per := p.rows * p.cols * len(p.pixels)
	return imageParts(p.batch, p.channels*p.height*p.width, per, 0, .5*float64(p.batch*per), func(_, images int) func(dst, x []T) {
		return col2imOf[T](p.some(images))
	})
}

func maxPoolParts[T kernel.Float](o *nativeOp) *parts {
	p := newPool(o, o.in[0], o.out)
	per := p.channels * p.rows * p.cols
	return imageParts(p.batch, per, p.channels*p.height*p.width, 0, 1.5*float64(p.batch*per*p.h*p.w), func(first, images int) func(dst, x []T) {
		return maxPoolOf[T](p.some(first, images))
	})
}

func maxPoolGradParts[T kernel.Float](o *nativeOp) *parts {
	p := newPool(o, o.in[0], o.in[1])
	size := p.channels * p.height * p.width
	return imageParts(p.batch, size, p.channels*p.rows*p.cols, 2, .5*float64(p.batch*size), func(first, images int) func(dst, x []T) {
		return maxPoolGradOf[T](p.some(first, images))
	})
}

// some is the same for so many images.
func (p patches) some(images int) *patches {
	p.batch = images
	return &p
}

// some is the same for so many images from a first one on.
func (p pool) some(first, images int) *pool {
	per := p.channels * p.rows * p.cols
	p.batch, p.mask = images, p.mask[first*per:(first+images)*per]
	return &p
}
