package native

import (
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/plan"
	"gorgonia.org/tensor"
)

// patches is how a window moves over images (batch, channels, height, width).
type patches struct {
	batch, channels, height, width int
	h, w                           int // of the window
	padH, padW, strideH, strideW   int
	dilationH, dilationW           int
	rows, cols                     int   // positions of the window
	pixels                         []int // of a window at the image's corner, in all channels
}

func newPatches(o *Node, image, columns tensor.Shape) (patches, bool) {
	p := patches{
		h: o.Number("h"), w: o.Number("w"),
		padH: o.Number("padH"), padW: o.Number("padW"),
		strideH: o.Number("strideH"), strideW: o.Number("strideW"),
		dilationH: o.Number("dilationH"), dilationW: o.Number("dilationW"),
	}
	if len(image) != 4 || len(columns) != 4 {
		return p, false
	}
	p.batch, p.channels, p.height, p.width = image[0], image[1], image[2], image[3]
	p.rows, p.cols = columns[1], columns[2]
	for c := range p.channels {
		for y := range p.h {
			for x := range p.w {
				p.pixels = append(p.pixels, (c*p.height+y*p.dilationH)*p.width+x*p.dilationW)
			}
		}
	}
	return p, columns[0] == p.batch && columns[3] == p.channels*p.h*p.w
}

// im2col copies the patch under every position of the window into a row of (batch, rows, cols, channels*h*w), with
// zeros beyond the image.
func im2col[T kernel.Float](o *Node) plan.Compute {
	p, ok := newPatches(o, o.In[0], o.Out)
	if !ok {
		return nil
	}
	return plan.Loop1(im2colOf[T](&p))
}

func im2colOf[T kernel.Float](p *patches) func(dst, x []T) {
	return func(dst, x []T) {
		p.walk(func(at, corner int) {
			row, im := dst[at:at+len(p.pixels)], x[corner:]
			for i, k := range p.pixels {
				row[i] = im[k]
			}
		}, func(at, im, n, step int) {
			for i := range n {
				dst[at+i] = 0
				if im >= 0 {
					dst[at+i] = x[im+i*step]
				}
			}
		})
	}
}

// col2im is the gradient of im2col: every element of a patch is added to where it came from.
func col2im[T kernel.Float](o *Node) plan.Compute {
	p, ok := newPatches(o, o.Out, o.In[0])
	if !ok {
		return nil
	}
	return plan.Loop1(col2imOf[T](&p))
}

func col2imOf[T kernel.Float](p *patches) func(dst, x []T) {
	return func(dst, x []T) {
		clear(dst)
		p.walk(func(at, corner int) {
			row, im := x[at:at+len(p.pixels)], dst[corner:]
			for i, k := range p.pixels {
				im[k] += row[i]
			}
		}, func(at, im, n, step int) {
			if im < 0 {
				return
			}
			for i, v := range x[at : at+n] {
				dst[im+i*step] += v
			}
		})
	}
}

// walk goes through the positions of the window in order. One that lies in the image is handed to whole, with the first
// of its columns and the pixel at its corner; one that does not goes to part in runs of n columns from at on: they are
// the pixels from im on, step apart, or lie outside the image if im is negative.
func (p *patches) walk(whole func(at, corner int), part func(at, im, n, step int)) {
	at, images := 0, p.batch*p.channels
	for b := 0; b < images; b += p.channels {
		for i := range p.rows {
			top := i*p.strideH - p.padH
			inside := top >= 0 && top+(p.h-1)*p.dilationH < p.height
			for j := range p.cols {
				left := j*p.strideW - p.padW
				if inside && left >= 0 && left+(p.w-1)*p.dilationW < p.width {
					whole(at, (b*p.height+top)*p.width+left)
				} else {
					p.patch(at, b, top, left, part)
				}
				at += len(p.pixels)
			}
		}
	}
}

// patch goes through one position of the window, whose corner is at (top, left), row by row.
func (p *patches) patch(at, image, top, left int, part func(at, im, n, step int)) {
	lo, hi := p.inside(left)
	for c := image; c < image+p.channels; c++ {
		for y := top; y < top+p.h*p.dilationH; y += p.dilationH {
			if y < 0 || y >= p.height || hi <= lo {
				part(at, -1, p.w, 0)
			} else {
				part(at, -1, lo, 0)
				part(at+lo, (c*p.height+y)*p.width+left+lo*p.dilationW, hi-lo, p.dilationW)
				part(at+hi, -1, p.w-hi, 0)
			}
			at += p.w
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
