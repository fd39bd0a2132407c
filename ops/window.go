package ops

import (
	"fmt"
	"strings"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Slide is how a window moves along one axis of an image of n elements: position i sees the elements i Stride - Before +
// j Dilation for j in [0, size), and there are (Before + n + After - (size-1) Dilation - 1)/Stride + 1 positions, rounded
// down. The zero value has neither steps nor padding: n - size + 1 positions.
type Slide struct {
	Stride        int // 0: 1
	Dilation      int // 0: 1
	Before, After int // elements of padding
}

// windowOf lays windows of the given sizes on images x (n, spatial..., c), of one or two spatial axes. What is missing of
// slides has the zero value.
func windowOf(op string, x *G.Node, sizes []int, slides []Slide) *kernel.Window {
	s := x.Shape()
	spatial := len(s) - 2
	if spatial != 1 && spatial != 2 {
		build.Fail(op, []tensor.Shape{s}, "images have the axes (n, length, channels) or (n, rows, columns, channels), not %d: reshape them first", len(s))
	}
	if len(sizes) != spatial || len(slides) > spatial {
		build.Fail(op, []tensor.Shape{s}, "a window of %d axes and %d slides do not fit images of %d: give one for each", len(sizes), len(slides), spatial)
	}
	axes := [2]kernel.Slide{{In: 1, Out: 1, Size: 1, Stride: 1, Dilation: 1}}
	for i, size := range sizes {
		var l Slide
		if i < len(slides) {
			l = slides[i]
		}
		axes[2-spatial+i] = l.along(op, s, i, size)
	}
	return &kernel.Window{Rows: axes[0], Cols: axes[1], Channels: s[len(s)-1]}
}

// along is the slide along spatial axis i of images.
func (l Slide) along(op string, images tensor.Shape, i, size int) kernel.Slide {
	n := images[1+i]
	if l.Stride < 0 || l.Dilation < 0 || l.Before < 0 || l.After < 0 || size < 1 {
		build.Fail(op, []tensor.Shape{images}, "a window of %d with %+v: the size must be positive and nothing negative", size, l)
	}
	k := kernel.Slide{In: n, Size: size, Stride: max(l.Stride, 1), Dilation: max(l.Dilation, 1), Before: l.Before}
	limit := build.MaxElements()
	if max(size, l.Before, l.After) > limit {
		build.Fail(op, []tensor.Shape{images}, "a window of %d with %+v: size and padding can be at most %d", size, l, limit)
	}
	if size == 1 {
		k.Dilation = 1 // there is nothing to hold apart
	}
	room := l.Before + n + l.After
	reach, ok := build.Product(size-1, k.Dilation)
	if reach++; !ok || reach > room {
		if !ok {
			reach = limit
		}
		build.Fail(op, []tensor.Shape{images}, "a window that reaches over %d does not fit into axis %d, which has %d with its padding: pad it, or take a smaller window", reach, 1+i, room)
	}
	k.Stride = min(k.Stride, room) // of which a window takes one step at most
	k.Out = (room-reach)/k.Stride + 1
	return k
}

// spell writes a window into the name of an op.
func spell(op string, w *kernel.Window) string {
	var b strings.Builder
	b.WriteString(op)
	for i, s := range []kernel.Slide{w.Rows, w.Cols} {
		fmt.Fprintf(&b, "%c%d,%d,%d,%d", "(;"[i], s.Size, s.Stride, s.Dilation, s.Before)
	}
	return b.String() + ")"
}

// positions is the shape of what has c channels at every position of a window on images.
func positions(images tensor.Shape, w *kernel.Window, c int) tensor.Shape {
	if len(images) == 3 {
		return tensor.Shape{images[0], w.Cols.Out, c}
	}
	return tensor.Shape{images[0], w.Rows.Out, w.Cols.Out, c}
}
