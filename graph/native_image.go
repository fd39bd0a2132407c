package graph

import (
	"math"
	"reflect"
	"unsafe"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// patches is how a window moves over images (batch, channels, height, width).
type patches struct {
	batch, channels, height, width int
	h, w                           int // of the window
	padH, padW, strideH, strideW   int
	dilationH, dilationW           int
	rows, cols                     int // positions of the window
}

func newPatches(o *nativeOp, image, columns tensor.Shape) (patches, bool) {
	p := patches{
		h: o.number("h"), w: o.number("w"),
		padH: o.number("padH"), padW: o.number("padW"),
		strideH: o.number("strideH"), strideW: o.number("strideW"),
		dilationH: o.number("dilationH"), dilationW: o.number("dilationW"),
	}
	if len(image) != 4 || len(columns) != 4 {
		return p, false
	}
	p.batch, p.channels, p.height, p.width = image[0], image[1], image[2], image[3]
	p.rows, p.cols = columns[1], columns[2]
	return p, columns[0] == p.batch && columns[3] == p.channels*p.h*p.w
}

// im2col copies the patch under every position of the window into a row of (batch, rows, cols, channels*h*w), with
// zeros beyond the image.
func im2col[T kernel.Float](o *nativeOp) compute {
	p, ok := newPatches(o, o.in[0], o.out)
	if !ok {
		return nil
	}
	return loop1(func(dst, x []T) {
		p.walk(func(at, im, n, step int) {
			if im < 0 {
				clear(dst[at : at+n])
				return
			}
			if step == 1 {
				copy(dst[at:at+n], x[im:])
				return
			}
			for i := range n {
				dst[at+i] = x[im+i*step]
			}
		})
	})
}

// col2im is the gradient of im2col: every element of a patch is added to where it came from.
func col2im[T kernel.Float](o *nativeOp) compute {
	p, ok := newPatches(o, o.out, o.in[0])
	if !ok {
		return nil
	}
	return loop1(func(dst, x []T) {
		clear(dst)
		p.walk(func(at, im, n, step int) {
			if im < 0 {
				return
			}
			for i, v := range x[at : at+n] {
				dst[im+i*step] += v
			}
		})
	})
}

// walk calls f on runs of n columns from at on, in order: they are the pixels from im on, step apart, or lie outside
// the image if im is negative.
func (p *patches) walk(f func(at, im, n, step int)) {
	at, images := 0, p.batch*p.channels
	for b := 0; b < images; b += p.channels {
		for i := range p.rows {
			for j := range p.cols {
				left := j*p.strideW - p.padW
				lo, hi := p.inside(left)
				for c := range p.channels {
					for k := range p.h {
						y := i*p.strideH - p.padH + k*p.dilationH
						if y < 0 || y >= p.height || hi <= lo {
							f(at, -1, p.w, 0)
							at += p.w
							continue
						}
						if lo > 0 {
							f(at, -1, lo, 0)
						}
						f(at+lo, ((b+c)*p.height+y)*p.width+left+lo*p.dilationW, hi-lo, p.dilationW)
						if hi < p.w {
							f(at+hi, -1, p.w-hi, 0)
						}
						at += p.w
					}
				}
			}
		}
	}
}

// inside is the range of the window's columns that lie in the image if its first one is at left.
func (p *patches) inside(left int) (lo, hi int) {
	for lo < p.w && left+lo*p.dilationW < 0 {
		lo++
	}
	hi = p.w
	for hi > lo && left+(hi-1)*p.dilationW >= p.width {
		hi--
	}
	return lo, hi
}

// pool is a maxPoolOp: it keeps where every maximum was found, for its gradient, in the op's own mask.
type pool struct {
	patches
	mask []int
}

func newPool(o *nativeOp, image, pooled tensor.Shape) *pool {
	mask := maskOf(o.fields)
	if len(image) != 4 || len(pooled) != 4 || o.flag("explicitPadding") || len(mask) != pooled.TotalSize() {
		return nil
	}
	return &pool{mask: mask, patches: patches{
		batch: image[0], channels: image[1], height: image[2], width: image[3],
		h: o.number("h"), w: o.number("w"), padH: o.number("padNorth"), padW: o.number("padWest"),
		strideH: o.number("strideH"), strideW: o.number("strideW"),
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
func maxPool[T kernel.Float](o *nativeOp) compute {
	p := newPool(o, o.in[0], o.out)
	if p == nil {
		return nil
	}
	lowest := lowestOf[T]()
	return loop1(func(dst, x []T) {
		at := 0
		for range p.batch * p.channels {
			for i := range p.rows {
				y0, y1 := max(i*p.strideH-p.padH, 0), min(i*p.strideH-p.padH+p.h, p.height)
				for j := range p.cols {
					x0, x1 := max(j*p.strideW-p.padW, 0), min(j*p.strideW-p.padW+p.w, p.width)
					best, where := lowest, -1
					for y := y0; y < y1; y++ {
						for k := y*p.width + x0; k < y*p.width+x1; k++ {
							if x[k] > best {
								best, where = x[k], k
							}
						}
					}
					dst[at], p.mask[at] = best, where
					at++
				}
			}
			x = x[p.height*p.width:]
		}
	})
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

// maxPoolGrad gives the gradient of every maximum to the pixel it was found at; the operands are the image, the
// maxima and their gradient.
func maxPoolGrad[T kernel.Float](o *nativeOp) compute {
	p := newPool(o, o.in[0], o.in[1])
	if p == nil {
		return nil
	}
	return func(out G.Value, in []G.Value) error {
		dst, dy := ops.Data[T](out), ops.Data[T](in[2])
		clear(dst)
		window, image := p.rows*p.cols, p.height*p.width
		for i, v := range dy {
			if k := p.mask[i]; k >= 0 {
				dst[i/window*image+k] += v
			}
		}
		return nil
	}
}
