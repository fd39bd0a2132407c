package figure

import (
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// KeyItem is one entry of a legend: a drawing, then its name.
type KeyItem struct {
	name  string
	width vg.Length // of the drawing
	draw  func(c draw.Canvas)
}

// The widths of the drawings: of a stretch of line, and of one glyph.
const (
	swatch = vg.Length(22)
	single = vg.Length(8)
)

// TextLift raises centred text so that its small letters, not its full height with descent, are centred.
const TextLift = 1.2

// Key writes entries side by side from the left end of c and returns where the last ends.
func Key(c draw.Canvas, items ...KeyItem) vg.Length {
	s := TextStyle(TextSize, Ink)
	s.YAlign = draw.YCenter
	x, y := c.Min.X+2, c.Center().Y
	for _, it := range items {
		box := draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
			Min: vg.Point{X: x, Y: y - 5}, Max: vg.Point{X: x + it.width, Y: y + 5},
		}}
		it.draw(box)
		c.FillText(s, vg.Point{X: x + it.width + 5, Y: y + TextLift}, it.name)
		x += it.width + 5 + s.Width(it.name) + 16
	}
	return x
}

// KeyLine is a line through the middle of the entry.
func KeyLine(name string, s draw.LineStyle) KeyItem {
	return KeyItem{name, swatch, func(c draw.Canvas) { across(c, s) }}
}

// KeyDots is a line with a glyph on it.
func KeyDots(name string, s draw.LineStyle, g Glyph) KeyItem {
	return KeyItem{name, swatch, func(c draw.Canvas) {
		across(c, s)
		g.at(c, c.Center())
	}}
}

// KeyGlyph is a glyph alone.
func KeyGlyph(name string, g Glyph) KeyItem {
	return KeyItem{name, single, func(c draw.Canvas) { g.at(c, c.Center()) }}
}

// KeyBar is a line at the height of the text, drawn upright.
func KeyBar(name string, s draw.LineStyle) KeyItem {
	return KeyItem{name, single, func(c draw.Canvas) { c.StrokeLine2(s, c.Center().X, c.Min.Y-1, c.Center().X, c.Max.Y+1) }}
}

// KeyPatch is a filled rectangle, for bands and areas.
func KeyPatch(name string, fill color.Color) KeyItem {
	return KeyItem{name, swatch, func(c draw.Canvas) {
		lo, hi := c.Center().Y-4, c.Center().Y+4
		c.FillPolygon(fill, []vg.Point{{X: c.Min.X, Y: lo}, {X: c.Max.X, Y: lo}, {X: c.Max.X, Y: hi}, {X: c.Min.X, Y: hi}})
	}}
}

func across(c draw.Canvas, s draw.LineStyle) {
	c.StrokeLine2(s, c.Min.X, c.Center().Y, c.Max.X, c.Center().Y)
}
