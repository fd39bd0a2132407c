package main

import (
	"fmt"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

var (
	rowDot    = figure.Circle(1.3, figure.Faded(figure.Ink, .65), nil)
	bandFill  = figure.Faded(figure.Orange, .3)
	meanLine  = draw.LineStyle{Color: figure.Orange, Width: 1.8}
	totalLine = draw.LineStyle{Color: figure.Blue, Width: 1}
	nutsLine  = draw.LineStyle{Color: figure.Ink, Width: 1, Dashes: []vg.Length{4, 2.5}}
)

// toyPage draws every method on the toy regression with the edges of NUTS's band over it.
func toyPage(r toyResult, methods []method, rows data.Set) *figure.Page {
	pg := figure.NewPage(560, "One regression, every method, and the yardstick",
		fmt.Sprintf("%d rows in [0, .5] and one network, 1-50-1 with rectified units; all priors N(0, 1), the ensemble without. NUTS draws from the exact posterior.", rows.Rows()))
	figure.Key(pg.Strip(24), figure.KeyGlyph("row", rowDot), figure.KeyLine("mean", meanLine), figure.KeyPatch("± 2 epistemic sd", bandFill),
		figure.KeyLine("± 2 total sd", totalLine), figure.KeyLine("NUTS: ± 2 epistemic sd", nutsLine))
	const columns = 3
	var plots [][]*plot.Plot
	for i := range methods {
		if i%columns == 0 {
			plots = append(plots, make([]*plot.Plot, columns))
		}
		p := toyPanel(r, r.Methods[methods[i].key], rows)
		if i%columns > 0 {
			p.Y.Tick.Marker = unlabelled(p.Y.Tick.Marker)
		}
		if i+columns < len(methods) {
			p.X.Tick.Marker = figure.Bare(p.X.Tick.Marker)
		}
		plots[i/columns][i%columns] = p
	}
	pg.Grid(plots, 20, 12, func(row, c int) (string, string) { return methods[row*columns+c].name, "" })
	return pg
}

func toyPanel(r toyResult, c curveResult, rows data.Set) *plot.Plot {
	p := panel("", "")
	p.X.Min, p.X.Max = lookLo, lookHi
	p.X.Tick.Marker = figure.Ticks(0, 1, .5, 1, 5)
	p.Y.Min, p.Y.Max = -1.5, 2.7
	p.Y.Tick.Marker = figure.Ticks(-1, 2, 1, 0, 2)
	total := make([]float64, len(r.X))
	for i := range total {
		total[i] = c.Epistemic[i]*c.Epistemic[i] + c.Aleatoric[i]*c.Aleatoric[i]
	}
	total = roots(total)
	yardstick := r.Methods[yardstick]
	p.Add(figure.Band(r.X, around(c.Mean, c.Epistemic, -2), around(c.Mean, c.Epistemic, 2), bandFill))
	for _, k := range []float64{-2, 2} {
		p.Add(figure.Stroke(r.X, around(c.Mean, total, k), totalLine), figure.Stroke(r.X, around(yardstick.Mean, yardstick.Epistemic, k), nutsLine))
	}
	p.Add(figure.Stroke(r.X, c.Mean, meanLine), figure.Dots(rows.X.RawMatrix().Data, rows.Y, rowDot))
	return p
}
