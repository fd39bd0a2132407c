package figures

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// keyItem is one entry of a legend: a drawing, then its name.
type keyItem struct {
	name  string
	width vg.Length // of the drawing
	draw  func(c draw.Canvas)
}

// The widths of the drawings: of a stretch of line, and of one glyph.
const (
	swatch = vg.Length(22)
	single = vg.Length(8)
)

// textLift raises centred text so that its small letters, not its full height with descent, are centred.
const textLift = 1.2

// key writes entries side by side from the left end of c and returns where the last ends.
func key(c draw.Canvas, items ...keyItem) vg.Length {
	s := textStyle(textSize, ink)
	s.YAlign = draw.YCenter
	x, y := c.Min.X+2, c.Center().Y
	for _, it := range items {
		box := draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
			Min: vg.Point{X: x, Y: y - 5}, Max: vg.Point{X: x + it.width, Y: y + 5},
		}}
		it.draw(box)
		c.FillText(s, vg.Point{X: x + it.width + 5, Y: y + textLift}, it.name)
		x += it.width + 5 + s.Width(it.name) + 16
	}
	return x
}

// keyLine is a line through the middle of the entry.
func keyLine(name string, s draw.LineStyle) keyItem {
	return keyItem{name, swatch, func(c draw.Canvas) { across(c, s) }}
}

// keyDots is a line with a glyph on it.
func keyDots(name string, s draw.LineStyle, g glyph) keyItem {
	return keyItem{name, swatch, func(c draw.Canvas) {
		across(c, s)
		g.at(c, c.Center())
	}}
}

// keyGlyph is a glyph alone.
func keyGlyph(name string, g glyph) keyItem {
	return keyItem{name, single, func(c draw.Canvas) { g.at(c, c.Center()) }}
}

// keyBar is a line at the height of the text, drawn upright.
func keyBar(name string, s draw.LineStyle) keyItem {
	return keyItem{name, single, func(c draw.Canvas) { c.StrokeLine2(s, c.Center().X, c.Min.Y-1, c.Center().X, c.Max.Y+1) }}
}

func across(c draw.Canvas, s draw.LineStyle) {
	c.StrokeLine2(s, c.Min.X, c.Center().Y, c.Max.X, c.Center().Y)
}
