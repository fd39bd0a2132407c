package kernel

import "fmt"

// Slide is how a window moves along one axis of an image: position i sees the elements i Stride - Before + j Dilation for
// j in [0, Size), of which those outside [0, In) are padding. There are Out positions.
type Slide struct{ In, Out, Size, Stride, Dilation, Before int }

// Window is how the windows of a convolution or of a pooling lie on images of (rows, columns, channels). The patch under
// a window is a row (rows, columns, channels) too, and patches are counted row by row, image by image.
type Window struct {
	Rows, Cols Slide
	Channels   int
}

// Positions is the number of windows on an image.
func (w *Window) Positions() int { return w.Rows.Out * w.Cols.Out }

// Patch is the number of elements under a window.
func (w *Window) Patch() int { return w.Rows.Size * w.Cols.Size * w.Channels }

// Image is the number of elements of an image.
func (w *Window) Image() int { return w.Rows.In * w.Cols.In * w.Channels }

// identity reports whether the patches are the images themselves, pixel by pixel.
func (w *Window) identity() bool { return w.Rows.identity() && w.Cols.identity() }

func (s *Slide) identity() bool {
	return s.Size == 1 && s.Stride == 1 && s.Before == 0 && s.In == s.Out
}

// check panics unless x holds so many images.
func (w *Window) check(name string, size, images int) {
	if images < 0 || size < images*w.Image() {
		panic(fmt.Sprintf("kernel: %s has %d elements: too few for %d images of %d", name, size, images, w.Image()))
	}
}

// span is a run of windows along one row of windows: n of them from column j on, the first being number lo of all.
type span struct {
	image, row, j, n int
}

// span is the run of windows that begins with number lo and ends at hi or at the end of the row.
func (w *Window) span(lo, hi int) span {
	row, j := lo/w.Cols.Out, lo%w.Cols.Out
	return span{image: row / w.Rows.Out, row: row % w.Rows.Out, j: j, n: min(w.Cols.Out-j, hi-lo)}
}

// gatherPatches copies the patches lo to hi of x into the rows of dst, 0 for padding.
func gatherPatches[T Float](w *Window, dst, x []T, lo, hi int) {
	run, k := w.Cols.Size*w.Channels, w.Patch()
	line := w.Cols.In * w.Channels
	for lo < hi {
		s := w.span(lo, hi)
		for a := range w.Rows.Size {
			y := s.row*w.Rows.Stride - w.Rows.Before + a*w.Rows.Dilation
			if y < 0 || y >= w.Rows.In {
				for j := range s.n {
					clear(dst[j*k+a*run:][:run])
				}
				continue
			}
			gatherLine(w, dst[a*run:], x[s.image*w.Image()+y*line:][:line], s)
		}
		dst, lo = dst[s.n*k:], lo+s.n
	}
}

// gatherLine copies what the windows of a span see of one line of pixels, a patch apart.
func gatherLine[T Float](w *Window, dst, line []T, s span) {
	c, k := w.Channels, w.Patch()
	run := w.Cols.Size * c
	if run <= shortRun {
		gatherShort(w, dst, line, s)
		return
	}
	for j := range s.n {
		to, x := dst[j*k:][:run], (s.j+j)*w.Cols.Stride-w.Cols.Before
		if w.Cols.Dilation == 1 && x >= 0 && x+w.Cols.Size <= w.Cols.In {
			copy(to, line[x*c:])
			continue
		}
		for ; len(to) > 0; to, x = to[c:], x+w.Cols.Dilation {
			if x < 0 || x >= w.Cols.In {
				clear(to[:c])
			} else {
				copy(to[:c], line[x*c:])
			}
		}
	}
}

// shortRun is the longest line of a window for which a loop over the windows is faster than one over the line.
const shortRun = 12

// gatherShort is gatherLine for short lines, window by window for each of their elements.
func gatherShort[T Float](w *Window, dst, line []T, s span) {
	c, k, step := w.Channels, w.Patch(), w.Cols.Stride*w.Channels
	for b := range w.Cols.Size {
		from, to, x := s.inside(&w.Cols, b)
		for i := b * c; i < (b+1)*c; i++ {
			for j := range from {
				dst[j*k+i] = 0
			}
			for j, at := from, x*c+i-b*c; j < to; j, at = j+1, at+step {
				dst[j*k+i] = line[at]
			}
			for j := to; j < s.n; j++ {
				dst[j*k+i] = 0
			}
		}
	}
}

// inside is the range of the span's windows whose element b is a pixel, and the pixel of the first.
func (s *span) inside(l *Slide, b int) (from, to, x int) {
	x = s.j*l.Stride - l.Before + b*l.Dilation
	if x < 0 {
		from = min((-x+l.Stride-1)/l.Stride, s.n)
	}
	if x < l.In {
		to = min((l.In-1-x)/l.Stride+1, s.n)
	}
	return from, max(to, from), x + from*l.Stride
}

// addPatches adds the rows of p, the patches lo to hi, to the pixels of x that they lie on: the adjoint of gatherPatches.
func addPatches[T Float](w *Window, x, p []T, lo, hi int) {
	run, k := w.Cols.Size*w.Channels, w.Patch()
	line := w.Cols.In * w.Channels
	for lo < hi {
		s := w.span(lo, hi)
		for a := range w.Rows.Size {
			if y := s.row*w.Rows.Stride - w.Rows.Before + a*w.Rows.Dilation; y >= 0 && y < w.Rows.In {
				addLine(w, x[s.image*w.Image()+y*line:][:line], p[a*run:], s)
			}
		}
		p, lo = p[s.n*k:], lo+s.n
	}
}

// addLine adds what the patches of a span hold of one line of pixels to it. A pixel gets its terms in the order of the
// windows, however these are cut into spans.
func addLine[T Float](w *Window, line, p []T, s span) {
	c, k := w.Channels, w.Patch()
	run := w.Cols.Size * c
	if run <= shortRun {
		addShort(w, line, p, s)
		return
	}
	for j := range s.n {
		from, x := p[j*k:][:run], (s.j+j)*w.Cols.Stride-w.Cols.Before
		if w.Cols.Dilation == 1 && x >= 0 && x+w.Cols.Size <= w.Cols.In {
			addTo(line[x*c:][:run], from)
			continue
		}
		for ; len(from) > 0; from, x = from[c:], x+w.Cols.Dilation {
			if x >= 0 && x < w.Cols.In {
				addTo(line[x*c:][:c], from[:c])
			}
		}
	}
}

// addShort is addLine for short lines, from their last element on: that is of the first window that sees a pixel.
func addShort[T Float](w *Window, line, p []T, s span) {
	c, k, step := w.Channels, w.Patch(), w.Cols.Stride*w.Channels
	for b := w.Cols.Size - 1; b >= 0; b-- {
		from, to, x := s.inside(&w.Cols, b)
		for i := range c {
			for j, at := from, x*c+i; j < to; j, at = j+1, at+step {
				line[at] += p[j*k+b*c+i]
			}
		}
	}
}
