package figure

import (
	"image/color"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Mark is a plotter made of a function. It has no data range: the axes of these figures are set by hand.
type Mark func(c draw.Canvas, p *plot.Plot)

// Plot calls m.
func (m Mark) Plot(c draw.Canvas, p *plot.Plot) { m(c, p) }

var _ plot.Plotter = Mark(nil)

// Points maps data to the canvas.
func Points(c draw.Canvas, p *plot.Plot, x, y []float64) []vg.Point {
	trX, trY := p.Transforms(&c)
	pts := make([]vg.Point, len(x))
	for i := range x {
		pts[i] = vg.Point{X: trX(x[i]), Y: trY(y[i])}
	}
	return pts
}

// Stroke is a line through (x, y), clipped to the axes.
func Stroke(x, y []float64, s draw.LineStyle) Mark {
	return func(c draw.Canvas, p *plot.Plot) { c.StrokeLines(s, c.ClipLinesXY(Points(c, p, x, y))...) }
}

// Cased is a line on a white one a little wider, so that it stays readable on any ground.
func Cased(x, y []float64, s draw.LineStyle) Mark {
	under := draw.LineStyle{Color: White, Width: s.Width + 1.6}
	return func(c draw.Canvas, p *plot.Plot) {
		Stroke(x, y, under)(c, p)
		Stroke(x, y, s)(c, p)
	}
}

// Area fills between y and the lower edge of the plot.
func Area(x, y []float64, fill color.Color) Mark {
	return func(c draw.Canvas, p *plot.Plot) {
		if len(x) == 0 {
			return
		}
		pts := Points(c, p, x, y)
		pts = append(pts, vg.Point{X: pts[len(pts)-1].X, Y: c.Min.Y}, vg.Point{X: pts[0].X, Y: c.Min.Y})
		c.FillPolygon(fill, c.ClipPolygonXY(pts))
	}
}

// Band fills between lo and hi.
func Band(x, lo, hi []float64, fill color.Color) Mark {
	return func(c draw.Canvas, p *plot.Plot) {
		pts, back := Points(c, p, x, lo), Points(c, p, x, hi)
		slices.Reverse(back)
		if pts = append(pts, back...); len(pts) > 0 {
			c.FillPolygon(fill, c.ClipPolygonXY(pts))
		}
	}
}

// Bars are upright error bars of half-length e about y, with feet; those of length 0 are left out.
func Bars(x, y, e []float64, s draw.LineStyle) Mark {
	return func(c draw.Canvas, p *plot.Plot) {
		for i := range e {
			if !(e[i] > 0) {
				continue
			}
			pts := Points(c, p, []float64{x[i], x[i]}, []float64{y[i] - e[i], y[i] + e[i]})
			c.StrokeLines(s, c.ClipLinesXY(pts)...)
			for _, at := range pts {
				c.StrokeLines(s, c.ClipLinesXY([]vg.Point{{X: at.X - 2, Y: at.Y}, {X: at.X + 2, Y: at.Y}})...)
			}
		}
	}
}

// Vertical is a line at x over the height of the plot.
func Vertical(x float64, s draw.LineStyle) Mark {
	return func(c draw.Canvas, p *plot.Plot) {
		if n := p.X.Norm(x); n >= 0 && n <= 1 {
			c.StrokeLine2(s, c.X(n), c.Min.Y, c.X(n), c.Max.Y)
		}
	}
}

// GridLines are thin lines at the labelled ticks of the vertical axis.
func GridLines() Mark {
	return func(c draw.Canvas, p *plot.Plot) {
		for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
			if n := p.Y.Norm(t.Value); !t.IsMinor() && n >= 0 && n <= 1 {
				c.StrokeLine2(draw.LineStyle{Color: Rule, Width: .6}, c.Min.X, c.Y(n), c.Max.X, c.Y(n))
			}
		}
	}
}

// Note writes a line of text at an offset in points from a point of the data.
func Note(x, y float64, dx, dy vg.Length, s draw.TextStyle, text string) Mark {
	return func(c draw.Canvas, p *plot.Plot) {
		at := Points(c, p, []float64{x}, []float64{y})[0]
		c.FillText(s, at.Add(vg.Point{X: dx, Y: dy}), text)
	}
}

// Arrow draws an upright arrow at x between two heights that stops short of both, and reports whether there was room for one.
func Arrow(c draw.Canvas, p *plot.Plot, x, from, to float64) bool {
	pts := Points(c, p, []float64{x, x}, []float64{from, to})
	up := vg.Length(1)
	if pts[1].Y < pts[0].Y {
		up = -1
	}
	if (pts[1].Y-pts[0].Y)*up < 12 {
		return false
	}
	a, b := pts[0].Y+3*up, pts[1].Y-3*up
	s := draw.LineStyle{Color: Ink, Width: 1}
	c.StrokeLine2(s, pts[0].X, a, pts[0].X, b-3*up)
	c.FillPolygon(Ink, []vg.Point{{X: pts[0].X, Y: b}, {X: pts[0].X - 2.6, Y: b - 6*up}, {X: pts[0].X + 2.6, Y: b - 6*up}})
	return true
}
