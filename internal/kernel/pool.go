package kernel

import "math"

// each calls f for every pixel under every window: the number of the window, that of the pixel, and whether the window
// has just begun. Windows are in order, and so are the pixels of each.
func (w *Window) each(images int, f func(at, pixel int, first bool)) {
	at := 0
	for image := range images {
		for i := range w.Rows.Out {
			for j := range w.Cols.Out {
				first := true
				for a := range w.Rows.Size {
					y := i*w.Rows.Stride - w.Rows.Before + a*w.Rows.Dilation
					if y < 0 || y >= w.Rows.In {
						continue
					}
					for b := range w.Cols.Size {
						if x := j*w.Cols.Stride - w.Cols.Before + b*w.Cols.Dilation; x >= 0 && x < w.Cols.In {
							f(at, (image*w.Rows.In+y)*w.Cols.In+x, first)
							first = false
						}
					}
				}
				at++
			}
		}
	}
}

// MaxPool sets y (images, positions, channels) to the largest element of x under each window, NaN if there is one and -Inf
// where there is no pixel.
func MaxPool[T Float](w *Window, y []T, images int, x []T) {
	w.check("x", len(x), images)
	c := w.Channels
	Fill(y, T(math.Inf(-1)))
	w.each(images, func(at, pixel int, _ bool) {
		dst, v := y[at*c:][:c], x[pixel*c:][:c]
		if c >= 4 && runPair(fnMax, dst, dst, v, 0) {
			return
		}
		for i := range dst {
			dst[i] = max(dst[i], v[i])
		}
	})
}

// MaxPoolGrad sets dx to the gradient of MaxPool's images, from its maxima y and their gradient dy: each goes to the first
// element at no distance from the maximum. An infinite one is at no such distance from anything.
func MaxPoolGrad[T Float](w *Window, dx []T, images int, x, y, dy []T) {
	w.check("x", len(x), images)
	c, tiles := w.Channels, w.Rows.tiles() && w.Cols.tiles()
	if tiles && 2*c <= tileRun {
		tiledMaxPoolGrad(w, dx, images, x, y, dy)
		return
	}
	if !tiles {
		clear(dx)
	}
	for lo := 0; lo < c; lo += columns {
		n := min(columns, c-lo)
		var left, part, apart [columns]T // what of dy has found no place yet
		w.each(images, func(at, pixel int, first bool) {
			at, pixel = at*c+lo, pixel*c+lo
			if first {
				copy(left[:n], dy[at:])
			}
			Sub(apart[:n], x[pixel:][:n], y[at:][:n])
			if tiles {
				Drop(dx[pixel:][:n], apart[:n], left[:n])
				Sub(left[:n], left[:n], dx[pixel:][:n])
				return
			}
			Drop(part[:n], apart[:n], left[:n])
			addTo(dx[pixel:][:n], part[:n])
			Sub(left[:n], left[:n], part[:n])
		})
	}
}

// tileRun is how many elements of neighbouring windows are worked on at a time.
const tileRun = 512

// tiledMaxPoolGrad is MaxPoolGrad of windows that tile the images, for elements in the same place of several windows at a time: those of
// one are few, and a vector operation of few elements takes as long as that of many.
func tiledMaxPoolGrad[T Float](w *Window, dx []T, images int, x, y, dy []T) {
	c, step := w.Channels, w.Cols.Size*w.Channels
	var left, part, apart [tileRun]T
	for row := range images * w.Rows.Out {
		for j := 0; j < w.Cols.Out; j += tileRun / c {
			n := min(tileRun/c, w.Cols.Out-j)
			left, part, apart, at := left[:n*c], part[:n*c], apart[:n*c], (row*w.Cols.Out+j)*c
			copy(left, dy[at:])
			for a := range w.Rows.Size {
				line := ((row*w.Rows.Size+a)*w.Cols.In + j*w.Cols.Size) * c
				for b := line; b < line+step; b += c {
					for k := range n {
						copy(part[k*c:][:c], x[b+k*step:])
					}
					Sub(apart, part, y[at:][:n*c])
					Drop(part, apart, left)
					Sub(left, left, part)
					for k := range n {
						copy(dx[b+k*step:][:c], part[k*c:])
					}
				}
			}
		}
	}
}

// tiles reports whether every element lies under exactly one window.
func (s *Slide) tiles() bool {
	return s.Stride == s.Size && s.Dilation == 1 && s.Before == 0 && s.In == s.Out*s.Size
}

// MaxPoolTake sets out (images, positions, channels) to the elements of d that lie where MaxPool found its maxima y among
// x: the adjoint of MaxPoolGrad.
func MaxPoolTake[T Float](w *Window, out []T, images int, x, y, d []T) {
	w.check("x", len(x), images)
	c := w.Channels
	clear(out)
	for k := range c {
		found := false
		w.each(images, func(at, pixel int, first bool) {
			at, pixel = at*c+k, pixel*c+k
			if found = found && !first; !found && x[pixel]-y[at] == 0 {
				out[at], found = d[pixel], true
			}
		})
	}
}

// AvgPool sets y (images, positions, channels) to the means of x under each window, padding counting as 0.
func AvgPool[T Float](w *Window, y []T, images int, x []T) {
	w.check("x", len(x), images)
	c := w.Channels
	clear(y)
	w.each(images, func(at, pixel int, _ bool) { addRun(y[at*c:][:c], x[pixel*c:][:c]) })
	divide(w, y)
}

// AvgPoolGrad sets dx to the gradient of AvgPool's images.
func AvgPoolGrad[T Float](w *Window, dx []T, images int, dy []T) {
	w.check("dx", len(dx), images)
	c := w.Channels
	clear(dx)
	w.each(images, func(at, pixel int, _ bool) { addRun(dx[pixel*c:][:c], dy[at*c:][:c]) })
	divide(w, dx)
}

// divide divides by the size of a window.
func divide[T Float](w *Window, x []T) {
	n := [1]T{T(w.Rows.Size * w.Cols.Size)}
	Div(x, x, n[:])
}

func addRun[T Float](dst, x []T) {
	if len(x) > shortRun {
		addTo(dst, x)
		return
	}
	for i, v := range x {
		dst[i] += v
	}
}
