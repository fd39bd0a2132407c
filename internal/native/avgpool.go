package native

import (
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// window is how an averaging window moves over images (batch, channels, height, width).
func window(o *Node, image, pooled tensor.Shape) *patches {
	if len(image) != 4 || len(pooled) != 4 {
		return nil
	}
	p := &patches{
		batch: image[0], channels: image[1], height: image[2], width: image[3],
		h: o.Number("h"), w: o.Number("w"), padH: o.Number("padNorth"), padW: o.Number("padWest"),
		strideH: o.Number("strideH"), strideW: o.Number("strideW"),
		rows: pooled[2], cols: pooled[3],
	}
	if p.rows*p.cols*p.batch*p.channels != pooled.TotalSize() || p.h*p.w == 0 {
		return nil
	}
	return p
}

// each calls f with every position of the window and the pixels under it: rows of n pixels from lo on, width apart.
func (p *patches) each(f func(at, lo, n, rows int)) {
	at := 0
	for image := range p.batch * p.channels {
		for i := range p.rows {
			y0, y1 := max(i*p.strideH-p.padH, 0), min(i*p.strideH-p.padH+p.h, p.height)
			for j := range p.cols {
				x0, x1 := max(j*p.strideW-p.padW, 0), min(j*p.strideW-p.padW+p.w, p.width)
				f(at, (image*p.height+y0)*p.width+x0, max(x1-x0, 0), max(y1-y0, 0))
				at++
			}
		}
	}
}

// avgPool is the mean of the pixels under every position of the window, with zeros beyond the image counted. Gorgonia's
// own divides by the image's width instead.
func avgPool[T kernel.Float](o *Node) plan.Compute {
	p := window(o, o.In[0], o.Out)
	if p == nil {
		return nil
	}
	share := 1 / T(p.h*p.w)
	return plan.Loop1(func(dst, x []T) {
		p.each(func(at, lo, n, rows int) {
			var sum T
			for range rows {
				for _, v := range x[lo : lo+n] {
					sum += v
				}
				lo += p.width
			}
			dst[at] = sum * share
		})
	})
}

// avgPoolGrad gives every pixel its share of the gradient of each mean it is in; the operands are the image, the means
// and their gradient.
func avgPoolGrad[T kernel.Float](o *Node) plan.Compute {
	p := window(o, o.In[0], o.In[1])
	if p == nil {
		return nil
	}
	share := 1 / T(p.h*p.w)
	return func(out G.Value, in []G.Value) error {
		dst, dy := ops.Data[T](out), ops.Data[T](in[2])
		clear(dst)
		p.each(func(at, lo, n, rows int) {
			d := dy[at] * share
			for range rows {
				for i := lo; i < lo+n; i++ {
					dst[i] += d
				}
				lo += p.width
			}
		})
		return nil
	}
}
