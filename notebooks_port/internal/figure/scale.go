package figure

import (
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The drawing of a scale: its length, and the steps of colour in it, too many to be told apart.
const (
	scaleLength = vg.Length(70)
	scaleSteps  = 140
)

// KeyScale is a scale of colours, at(0) to at(1) from left to right, between what its ends stand for: a reader can tell a value
// from a colour by it.
func KeyScale(name, from, to string, at func(share float64) color.Color) KeyItem {
	s := TextStyle(TextSize, Ink)
	s.YAlign = draw.YCenter
	before, after := s.Width(from)+4, s.Width(to)+4
	return KeyItem{name, before + scaleLength + after, func(c draw.Canvas) {
		lo, hi := c.Center().Y-4, c.Center().Y+4
		left, right := c.Min.X+before, c.Min.X+before+scaleLength
		for i := range scaleSteps {
			// Each step reaches to the right end, below the next ones: no seam shows between two.
			x := left + scaleLength*vg.Length(i)/scaleSteps
			c.FillPolygon(at(float64(i)/(scaleSteps-1)), []vg.Point{{X: x, Y: lo}, {X: right, Y: lo}, {X: right, Y: hi}, {X: x, Y: hi}})
		}
		c.FillText(s, vg.Point{X: c.Min.X, Y: c.Center().Y + TextLift}, from)
		c.FillText(s, vg.Point{X: right + 4, Y: c.Center().Y + TextLift}, to)
	}}
}
