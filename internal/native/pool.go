package native

import (
	"math"
	"reflect"
	"unsafe"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// pool is a maxPoolOp: it keeps where every maximum was found, for its gradient, in the op's own mask.
type pool struct {
	patches
	mask []int
}

func newPool(o *Node, image, pooled tensor.Shape) *pool {
	mask := maskOf(o.Fields)
	if len(image) != 4 || len(pooled) != 4 || o.Flag("explicitPadding") || len(mask) != pooled.TotalSize() {
		return nil
	}
	return &pool{mask: mask, patches: patches{
		batch: image[0], channels: image[1], height: image[2], width: image[3],
		h: o.Number("h"), w: o.Number("w"), padH: o.Number("padNorth"), padW: o.Number("padWest"),
		strideH: o.Number("strideH"), strideW: o.Number("strideW"),
		rows: pooled[2], cols: pooled[3],
	}}
}

// maskOf is the memory of the mask that a maxPoolOp shares with its gradient.
func maskOf(op reflect.Value) []int {
	m := op.FieldByName("mask")
	if m.IsNil() || m.Elem().Type() != reflect.TypeFor[*tensor.Dense]() {
		return nil
	}
	d := (*tensor.Dense)(m.Elem().UnsafePointer())
	return unsafe.Slice((*int)(unsafe.Pointer(unsafe.SliceData(d.Raw))), len(d.Raw)/int(unsafe.Sizeof(0)))
}

// maxPool is the largest pixel under every position of the window. A window without a number above -Inf gives the
// lowest finite number, as Gorgonia does.
func maxPool[T kernel.Float](o *Node) plan.Compute {
	p := newPool(o, o.In[0], o.Out)
	if p == nil {
		return nil
	}
	return plan.Loop1(maxPoolOf[T](p))
}

func maxPoolOf[T kernel.Float](p *pool) func(dst, x []T) {
	lowest := lowestOf[T]()
	return func(dst, x []T) {
		at := 0
		for range p.batch * p.channels {
			for i := range p.rows {
				y0, y1 := max(i*p.strideH-p.padH, 0), min(i*p.strideH-p.padH+p.h, p.height)
				for j := range p.cols {
					x0, x1 := max(j*p.strideW-p.padW, 0), min(j*p.strideW-p.padW+p.w, p.width)
					where := largest(x, y0*p.width, y1*p.width, p.width, x0, x1, lowest)
					dst[at], p.mask[at] = lowest, where
					if where >= 0 {
						dst[at] = x[where]
					}
					at++
				}
			}
			x = x[p.height*p.width:]
		}
	}
}

func lowestOf[T kernel.Float]() T {
	var lowest T
	switch p := any(&lowest).(type) {
	case *float32:
		*p = -math.MaxFloat32
	case *float64:
		*p = -math.MaxFloat64
	}
	return lowest
}

// largest is the index of the first largest of the pixels in the columns x0 to x1 of the rows that begin at y0 to y1,
// -1 if none is above lowest. Which pixel wins cannot be predicted, so they are compared as integers, where the
// compiler moves instead of branching.
func largest[T kernel.Float](x []T, y0, y1, width, x0, x1 int, lowest T) int {
	best, where := order(lowest), -1
	for y := y0; y < y1; y += width {
		for k := y + x0; k < y+x1; k++ {
			v := x[k]
			if v != v {
				continue
			}
			if o := order(v); o > best {
				best, where = o, k
			}
		}
	}
	return where
}

// order maps numbers to integers in the same order; -0 is 0.
func order[T kernel.Float](v T) int64 {
	o := int64(math.Float64bits(float64(v) + 0))
	return o ^ int64(uint64(o>>63)>>1)
}

// maxPoolGrad gives the gradient of every maximum to the pixel it was found at; the operands are the image, the
// maxima and their gradient.
func maxPoolGrad[T kernel.Float](o *Node) plan.Compute {
	p := newPool(o, o.In[0], o.In[1])
	if p == nil {
		return nil
	}
	f := maxPoolGradOf[T](p)
	return func(out G.Value, in []G.Value) error {
		f(ops.Data[T](out), ops.Data[T](in[2]))
		return nil
	}
}

func maxPoolGradOf[T kernel.Float](p *pool) func(dst, dy []T) {
	return func(dst, dy []T) {
		clear(dst)
		window, image := p.rows*p.cols, p.height*p.width
		for i, v := range dy {
			if k := p.mask[i]; k >= 0 {
				dst[i/window*image+k] += v
			}
		}
	}
}
