package main

import (
	"fmt"
	"slices"

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
func toyPage(r toyResult, methods []method, rows data.Set, said string) *figure.Page {
	pg := figure.NewPage(590, said,
		fmt.Sprintf("%d rows in [0, .5] and one network, 1-50-1 with rectified units, all priors N(0, 1), the ensemble's none. NUTS: effective draws %.0f, R-hat %.3f.", rows.Rows(), r.NUTS.ESS, r.NUTS.RHat))
	figure.Key(pg.Strip(24), figure.KeyGlyph("row", rowDot), figure.KeyLine("mean", meanLine), figure.KeyPatch("± 2 epistemic sd", bandFill),
		figure.KeyLine("± 2 total sd", totalLine), figure.KeyLine("NUTS: ± 2 epistemic sd", nutsLine))
	const columns = 3
	lo, hi := r.height(rows.Y)
	var plots [][]*plot.Plot
	for i := range methods {
		if i%columns == 0 {
			plots = append(plots, make([]*plot.Plot, columns))
		}
		p := toyPanel(r, r.Methods[methods[i].key], rows, lo, hi)
		if i%columns > 0 {
			p.Y.Tick.Marker = unlabelled(p.Y.Tick.Marker)
		} else {
			p.Y.Label.Text = "y"
		}
		if i+columns < len(methods) {
			p.X.Tick.Marker = figure.Bare(p.X.Tick.Marker)
		} else {
			p.X.Label.Text = "x"
		}
		plots[i/columns][i%columns] = p
	}
	pg.Grid(plots, 20, 12, func(row, c int) (string, string) {
		h := methods[row*columns+c]
		if a, b := r.Methods[h.key].reach(); a < lo || b > hi {
			return h.name, "(band cut)"
		}
		return h.name, ""
	})
	return pg
}

// height is the range that the yardstick's bands and the rows take, with some room.
func (r toyResult) height(y []float64) (lo, hi float64) {
	lo, hi = r.Methods[yardstick].reach()
	for _, v := range y {
		lo, hi = min(lo, v), max(hi, v)
	}
	room := .04 * (hi - lo)
	return lo - room, hi + room
}

// total is the standard deviation that is predicted.
func (c curveResult) total() []float64 { return offResult{c.Epistemic, c.Aleatoric}.total() }

// reach is the least and the greatest of the bands.
func (c curveResult) reach() (lo, hi float64) {
	return slices.Min(around(c.Mean, c.total(), -2)), slices.Max(around(c.Mean, c.total(), 2))
}

func toyPanel(r toyResult, c curveResult, rows data.Set, lo, hi float64) *plot.Plot {
	p := panel("", "")
	p.X.Min, p.X.Max = lookLo, lookHi
	p.X.Tick.Marker = figure.Ticks(0, 1, .5, 1, 5)
	p.Y.Min, p.Y.Max = lo, hi
	p.Y.Tick.Marker = figure.Nice(lo, hi)
	total := c.total()
	yardstick := r.Methods[yardstick]
	p.Add(figure.Band(r.X, around(c.Mean, c.Epistemic, -2), around(c.Mean, c.Epistemic, 2), bandFill))
	for _, k := range []float64{-2, 2} {
		p.Add(figure.Stroke(r.X, around(c.Mean, total, k), totalLine), figure.Stroke(r.X, around(yardstick.Mean, yardstick.Epistemic, k), nutsLine))
	}
	p.Add(figure.Stroke(r.X, c.Mean, meanLine), figure.Dots(rows.X.RawMatrix().Data, rows.Y, rowDot))
	return p
}
