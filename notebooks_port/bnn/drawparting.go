package main

import (
	"fmt"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

var errorDot = figure.Circle(3, figure.Ink, figure.White)

// partingPage stacks the two parts of each method beside its squared error: a method that parts them ends its aleatoric part at the noise and
// its epistemic part at its error.
func partingPage(r partingResult, keys, names []string, said, from string) *figure.Page {
	pg := figure.NewPage(340, said, "Mean predicted variance of log10 M, aleatoric and epistemic, and the squared error on test clusters."+from)
	figure.Key(pg.Strip(24), figure.KeyPatch("aleatoric", aleatoricFill), figure.KeyPatch("epistemic", epistemicFill), figure.KeyGlyph("mean squared error", errorDot),
		figure.KeyLine(fmt.Sprintf("noise: aleatoric of the ensemble after %s rows", figure.Grouped(r.NoiseRows)), noiseLine))
	most := 0.
	for _, m := range r.Methods {
		for _, p := range m {
			most = max(most, 100*p.RMSE*p.RMSE, 100*p.variance())
		}
	}
	var row []*plot.Plot
	for i := range r.Rows {
		p := panel("variance, .01 dex²", "")
		p.X.Min, p.X.Max = 0, 1.06*most
		p.X.Tick.Marker = figure.Nice(0, p.X.Max)
		p.Y.Min, p.Y.Max = -float64(len(keys))+.4, .6
		p.Y.Tick.Length, p.Y.Tick.Marker = 0, places(names, i == 0)
		for k, key := range keys {
			if m := r.Methods[key]; i < len(m) {
				p.Add(partBar(m[i], -float64(k)))
				continue
			}
			p.Add(figure.Note(0, -float64(k), 6, -4, figure.TextStyle(figure.TickSize, figure.Soft), "not run"))
		}
		p.Add(figure.Vertical(100*r.Noise*r.Noise, noiseLine))
		row = append(row, p)
	}
	pg.Grid([][]*plot.Plot{row}, 20, 16, func(_, c int) (string, string) {
		return figure.Grouped(r.Rows[c]) + " training rows", ""
	})
	return pg
}

// variance is both parts.
func (p partResult) variance() float64 { return p.Aleatoric*p.Aleatoric + p.Epistemic*p.Epistemic }

// partBar is the bar of a method at height y.
func partBar(m partResult, y float64) figure.Mark {
	return func(c draw.Canvas, p *plot.Plot) {
		a, t := 100*m.Aleatoric*m.Aleatoric, 100*m.variance()
		pts := figure.Points(c, p, []float64{0, a, t, 100 * m.RMSE * m.RMSE}, []float64{y, y, y, y})
		const half = vg.Length(5)
		for i, fill := range []draw.LineStyle{{Color: aleatoricFill}, {Color: epistemicFill}} {
			l, r := pts[i].X, pts[i+1].X
			c.FillPolygon(fill.Color, []vg.Point{{X: l, Y: pts[0].Y - half}, {X: r, Y: pts[0].Y - half}, {X: r, Y: pts[0].Y + half}, {X: l, Y: pts[0].Y + half}})
		}
		figure.Dots([]float64{100 * m.RMSE * m.RMSE}, []float64{y}, errorDot)(c, p)
	}
}

// places are the names of the methods, one below the other.
func places(names []string, labelled bool) (t plot.ConstantTicks) {
	for k, name := range names {
		if !labelled {
			name = ""
		}
		t = append(t, plot.Tick{Value: -float64(k), Label: name})
	}
	return t
}
