package native

import (
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// divisible are the ops of Gorgonia that are cut into parts, by the name of their type: products by rows, and what moves
// a window by images.
var divisible = map[string][2]func(o *Node) *plan.Parts{
	"linAlgBinOp":   {productParts[float32], productParts[float64]},
	"im2colOp":      {im2colParts[float32], im2colParts[float64]},
	"col2imOp":      {col2imParts[float32], col2imParts[float64]},
	"maxPoolOp":     {maxPoolParts[float32], maxPoolParts[float64]},
	"maxPoolDiffOp": {maxPoolGradParts[float32], maxPoolGradParts[float64]},
}

// partsOf are those of a node that native computes, nil if it is one piece.
func partsOf(n *G.Node, in G.Nodes) *plan.Parts {
	entry := divisible[TypeName(n.Op())]
	if entry[0] == nil || native(n, in) == nil {
		return nil
	}
	o := NewNode(n, in)
	if n.Dtype() == tensor.Float32 {
		return entry[0](o)
	}
	return entry[1](o)
}

// productParts cuts op(A) op(B) by its rows.
func productParts[T kernel.Float](o *Node) *plan.Parts {
	p := productOf(o)
	if p.count != 1 {
		return nil
	}
	lda, ldb := p.strides()
	return plan.Split(p.m, plan.MinRows, plan.ProductWork(p.m, p.n, p.k), func(lo, hi int) func(out G.Value, in []G.Value) {
		first := lo * p.k
		if p.ta {
			first = lo
		}
		return func(out G.Value, in []G.Value) {
			a, b, c := ops.Data[T](in[0]), ops.Data[T](in[1]), ops.Data[T](out)
			kernel.Gemm(p.ta, p.tb, hi-lo, p.n, p.k, a[first:], lda, b, ldb, 0, c[lo*p.n:], p.n)
		}
	})
}

// imageParts cuts a loop over images, made for any number of them from a first one on, into pieces; each image takes
// perOut elements of the result and perIn of operand j.
func imageParts[T kernel.Float](images, perOut, perIn, j int, work float64, make func(first, images int) func(dst, x []T)) *plan.Parts {
	return plan.Split(images, 1, work, func(lo, hi int) func(out G.Value, in []G.Value) {
		loop := make(lo, hi-lo)
		return func(out G.Value, in []G.Value) {
			loop(ops.Data[T](out)[lo*perOut:hi*perOut], ops.Data[T](in[j])[lo*perIn:hi*perIn])
		}
	})
}

func im2colParts[T kernel.Float](o *Node) *plan.Parts {
	p, _ := newPatches(o, o.In[0], o.Out)
	per := p.rows * p.cols * len(p.pixels)
	return imageParts(p.batch, per, p.channels*p.height*p.width, 0, .5*float64(p.batch*per), func(_, images int) func(dst, x []T) {
		return im2colOf[T](p.some(images))
	})
}

func col2imParts[T kernel.Float](o *Node) *plan.Parts {
	p, _ := newPatches(o, o.Out, o.In[0])
	per := p.rows * p.cols * len(p.pixels)
	return imageParts(p.batch, p.channels*p.height*p.width, per, 0, .5*float64(p.batch*per), func(_, images int) func(dst, x []T) {
		return col2imOf[T](p.some(images))
	})
}

func maxPoolParts[T kernel.Float](o *Node) *plan.Parts {
	p := newPool(o, o.In[0], o.Out)
	per := p.channels * p.rows * p.cols
	return imageParts(p.batch, per, p.channels*p.height*p.width, 0, 1.5*float64(p.batch*per*p.h*p.w), func(first, images int) func(dst, x []T) {
		return maxPoolOf[T](p.some(first, images))
	})
}

func maxPoolGradParts[T kernel.Float](o *Node) *plan.Parts {
	p := newPool(o, o.In[0], o.In[1])
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
