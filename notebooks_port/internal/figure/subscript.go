package figure

import (
	"math"
	"strings"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// subscripts writes plain lines in which _{...} is set small and low. The subscript digits of the font itself are spaced for
// tables and fall apart inside a word, and gonum's LaTeX handler sets everything in another face.
type subscripts struct{ text.Plain }

var _ text.Handler = subscripts{}

var handler = subscripts{text.Plain{Fonts: font.DefaultCache}}

// run is a stretch of text on one level.
type run struct {
	text string
	low  bool
}

// runs cuts a line at its subscripts; a _{ that is not closed is text.
func runs(s string) []run {
	var r []run
	for {
		before, rest, found := strings.Cut(s, "_{")
		low, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			return append(r, run{s, false})
		}
		r, s = append(r, run{before, false}, run{low, true}), after
	}
}

// small is the font of a subscript and drop how far below the baseline it stands.
func small(f font.Font) (sub font.Font, drop vg.Length) {
	return font.From(f, .72*f.Size), .18 * f.Size
}

func (h subscripts) face(f font.Font, low bool) (font.Face, vg.Length) {
	if !low {
		return h.Fonts.Lookup(f, f.Size), 0
	}
	f, drop := small(f)
	return h.Fonts.Lookup(f, f.Size), drop
}

// Box is the size of a line: as wide as its runs together, as high and deep as its font.
func (h subscripts) Box(txt string, f font.Font) (width, height, depth vg.Length) {
	_, height, depth = h.Plain.Box("", f)
	for _, r := range runs(txt) {
		face, _ := h.face(f, r.low)
		width += face.Width(r.text)
	}
	return width, height, depth
}

// Draw writes a line, aligned and turned as text.Plain does it.
func (h subscripts) Draw(c vg.Canvas, txt string, s text.Style, pt vg.Point) {
	hear(c, txt)
	c.SetColor(s.Color)
	if s.Rotation != 0 {
		c.Push()
		defer c.Pop()
		c.Rotate(s.Rotation)
	}
	sin, cos := math.Sincos(s.Rotation)
	pt = vg.Point{X: pt.Y*vg.Length(sin) + pt.X*vg.Length(cos), Y: pt.Y*vg.Length(cos) - pt.X*vg.Length(sin)}
	width, height, depth := h.Box(txt, s.Font)
	pt.X += vg.Length(s.XAlign) * width
	pt.Y += vg.Length(s.YAlign)*(height+depth) + s.Font.Size - height
	for _, r := range runs(txt) {
		face, drop := h.face(s.Font, r.low)
		c.FillString(face, vg.Point{X: pt.X, Y: pt.Y - drop}, r.text)
		pt.X += face.Width(r.text)
	}
}
