package figures

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// mark is a plotter made of a function. It has no data range: the axes of these figures are set by hand.
type mark func(c draw.Canvas, p *plot.Plot)

func (m mark) Plot(c draw.Canvas, p *plot.Plot) { m(c, p) }

var _ plot.Plotter = mark(nil)

// points maps data to the canvas.
func points(c draw.Canvas, p *plot.Plot, x, y []float64) []vg.Point {
	trX, trY := p.Transforms(&c)
	pts := make([]vg.Point, len(x))
	for i := range x {
		pts[i] = vg.Point{X: trX(x[i]), Y: trY(y[i])}
	}
	return pts
}

// stroke is a line through (x, y), clipped to the axes.
func stroke(x, y []float64, s draw.LineStyle) mark {
	return func(c draw.Canvas, p *plot.Plot) { c.StrokeLines(s, c.ClipLinesXY(points(c, p, x, y))...) }
}

// cased is a line on a white one a little wider, so that it stays readable on any ground.
func cased(x, y []float64, s draw.LineStyle) mark {
	under := draw.LineStyle{Color: white, Width: s.Width + 1.6}
	return func(c draw.Canvas, p *plot.Plot) {
		stroke(x, y, under)(c, p)
		stroke(x, y, s)(c, p)
	}
}

// area fills between y and the lower edge of the plot.
func area(x, y []float64, fill color.Color) mark {
	return func(c draw.Canvas, p *plot.Plot) {
		if len(x) == 0 {
			return
		}
		pts := points(c, p, x, y)
		pts = append(pts, vg.Point{X: pts[len(pts)-1].X, Y: c.Min.Y}, vg.Point{X: pts[0].X, Y: c.Min.Y})
		c.FillPolygon(fill, c.ClipPolygonXY(pts))
	}
}

// vertical is a line at x over the height of the plot.
func vertical(x float64, s draw.LineStyle) mark {
	return func(c draw.Canvas, p *plot.Plot) {
		if n := p.X.Norm(x); n >= 0 && n <= 1 {
			c.StrokeLine2(s, c.X(n), c.Min.Y, c.X(n), c.Max.Y)
		}
	}
}

// gridLines are thin lines at the labelled ticks of the vertical axis.
func gridLines() mark {
	return func(c draw.Canvas, p *plot.Plot) {
		for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
			if n := p.Y.Norm(t.Value); !t.IsMinor() && n >= 0 && n <= 1 {
				c.StrokeLine2(draw.LineStyle{Color: rule, Width: .6}, c.Min.X, c.Y(n), c.Max.X, c.Y(n))
			}
		}
	}
}

// glyph is a filled shape with a rim, drawn at a point of the canvas.
type glyph struct {
	outline   func(at vg.Point, r vg.Length) vg.Path
	radius    vg.Length
	fill, rim color.Color
}

func (g glyph) at(c draw.Canvas, pt vg.Point) {
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

// dots draws a glyph at each point within the axes.
func dots(x, y []float64, g glyph) mark {
	return func(c draw.Canvas, p *plot.Plot) {
		for _, pt := range points(c, p, x, y) {
			if c.Contains(pt) {
				g.at(c, pt)
			}
		}
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

// note writes a line of text at an offset in points from a point of the data.
func note(x, y float64, dx, dy vg.Length, s draw.TextStyle, text string) mark {
	return func(c draw.Canvas, p *plot.Plot) {
		at := points(c, p, []float64{x}, []float64{y})[0]
		c.FillText(s, at.Add(vg.Point{X: dx, Y: dy}), text)
	}
}

// arrow draws an upright arrow at x between two heights that stops short of both, and reports whether there was room for one.
func arrow(c draw.Canvas, p *plot.Plot, x, from, to float64) bool {
	pts := points(c, p, []float64{x, x}, []float64{from, to})
	up := vg.Length(1)
	if pts[1].Y < pts[0].Y {
		up = -1
	}
	if (pts[1].Y-pts[0].Y)*up < 12 {
		return false
	}
	a, b := pts[0].Y+3*up, pts[1].Y-3*up
	s := draw.LineStyle{Color: ink, Width: 1}
	c.StrokeLine2(s, pts[0].X, a, pts[0].X, b-3*up)
	c.FillPolygon(ink, []vg.Point{{X: pts[0].X, Y: b}, {X: pts[0].X - 2.6, Y: b - 6*up}, {X: pts[0].X + 2.6, Y: b - 6*up}})
	return true
}
