package main

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"
)

var (
	exactLine = draw.LineStyle{Color: figure.Blue, Width: 1.6}
	seLine    = draw.LineStyle{Color: figure.Orange, Width: 1.2}
	heldOut   = figure.Circle(1.8, figure.Orange, nil)
)

// klPage draws the divergence after each epoch. That before the first is written below the heading: on the axis it would take the
// room in which the bars can be seen. Held-out means that are not positive have no place on a logarithmic axis: they are left out.
func klPage(r results) *figure.Page {
	pg := figure.NewPage(320, r.Claims.Of(exceedsClaim.Name),
		fmt.Sprintf("E[−log q(y | x)] − %.4f = E[log p/q] ≥ 0 of a mixture of 16 normals after each epoch on %s rows; %.1f before the first.", entropy(), figure.Grouped(r.Rows.Train), r.KL[0].Exact))
	figure.Key(pg.Strip(24), figure.KeyLine("as an integral over the known p(x, y)", exactLine), barKey(r.Rows.Test))
	p := figure.NewPlot()
	p.X.Label.Text, p.Y.Label.Text = "epoch", "E[log p/q], nats a row"
	after := r.KL[1:]
	p.X.Min, p.X.Max = .5, float64(len(after))+.5
	p.X.Tick.Marker = figure.Epochs(len(after))
	p.Y.Scale = figure.Log{}
	var exact, x, y, se []float64
	lo, hi := math.Inf(1), 0.
	for i, d := range after {
		exact = append(exact, d.Exact)
		lo, hi = min(lo, d.Exact), max(hi, d.Exact)
		if m := d.KL.Mean; m > 0 {
			x, y, se = append(x, float64(i+1)), append(y, m), append(se, 2*d.KL.SE)
			lo, hi = min(lo, max(m-2*d.KL.SE, m/4)), max(hi, m+2*d.KL.SE)
		}
	}
	p.Y.Min, p.Y.Max = lo/1.1, hi*1.1
	p.Y.Tick.Marker = figure.Decades(p.Y.Min, p.Y.Max)
	p.Add(figure.GridLines(), figure.Cased(figure.Count(exact), exact, exactLine))
	for i, m := range y {
		// A bar that reaches 0 goes off the axis. Its feet are wider than the dot.
		low := max(m-se[i], p.Y.Min)
		p.Add(figure.Stroke([]float64{x[i], x[i]}, []float64{low, m + se[i]}, seLine), feet(x[i], m-se[i], m+se[i]))
	}
	p.Add(figure.Dots(x, y, heldOut))
	pg.Grid([][]*plot.Plot{{p}}, 4, 0, func(int, int) (string, string) { return "", "" })
	return pg
}

// feet are the short lines across the ends of a bar.
func feet(x float64, ends ...float64) figure.Mark {
	return func(c draw.Canvas, p *plot.Plot) {
		for _, y := range ends {
			if y > p.Y.Min {
				at := figure.Points(c, p, []float64{x}, []float64{y})[0]
				c.StrokeLine2(seLine, at.X-3.5, at.Y, at.X+3.5, at.Y)
			}
		}
	}
}

func barKey(rows int) figure.KeyItem {
	return figure.KeyDots(fmt.Sprintf("mean over the same %s held-out rows ± 2 standard errors", figure.Grouped(rows)), seLine, heldOut)
}
