package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Glyph is a filled shape with a rim that marks a point: Circle or Diamond.
type Glyph struct {
	outline   func(at vg.Point, r vg.Length) vg.Path
	radius    vg.Length
	fill, rim color.Color
}

// Circle is a disc of a radius in points. A nil fill or rim is not drawn.
func Circle(radius vg.Length, fill, rim color.Color) Glyph { return Glyph{circle, radius, fill, rim} }

// Diamond is a square on its corner, of the area of the Circle of that radius.
func Diamond(radius vg.Length, fill, rim color.Color) Glyph { return Glyph{diamond, radius, fill, rim} }

// Dots draws a glyph at each point within the axes.
func Dots(x, y []float64, g Glyph) Mark {
	return func(c draw.Canvas, p *plot.Plot) {
		for _, pt := range Points(c, p, x, y) {
			if c.Contains(pt) {
				g.at(c, pt)
			}
		}
	}
}

func (g Glyph) at(c draw.Canvas, pt vg.Point) {
	path := g.outline(pt, g.radius)
	if g.fill != nil {
		c.SetColor(g.fill)
		c.Fill(path)
	}
	if g.rim != nil {
		c.SetLineStyle(draw.LineStyle{Color: g.rim, Width: 1})
		c.Stroke(path)
	}
}

func circle(at vg.Point, r vg.Length) vg.Path {
	var p vg.Path
	p.Move(vg.Point{X: at.X + r, Y: at.Y})
	p.Arc(at, r, 0, 2*math.Pi)
	p.Close()
	return p
}

func diamond(at vg.Point, r vg.Length) vg.Path {
	var p vg.Path
	r *= 1.25 // the area of the circle
	p.Move(vg.Point{X: at.X + r, Y: at.Y})
	p.Line(vg.Point{X: at.X, Y: at.Y + r})
	p.Line(vg.Point{X: at.X - r, Y: at.Y})
	p.Line(vg.Point{X: at.X, Y: at.Y - r})
	p.Close()
	return p
}
