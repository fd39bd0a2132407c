package main

import (
	"context"
	"fmt"
	"math"
	"path/filepath"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// drawAll writes the figures.
func drawAll(ctx context.Context, dir string, m *training.Model, p predictions, train data.Set, r results) error {
	if err := curvesPage(p, train, r.Claims.Of(learnedClaim.Name)).Save(filepath.Join(dir, "curves.png")); err != nil {
		return err
	}
	if err := klPage(r).Save(filepath.Join(dir, "kl.png")); err != nil {
		return err
	}
	pg, err := densitiesPage(ctx, m, .3, .7, 1.1, 1.45)
	if err != nil {
		return err
	}
	return pg.Save(filepath.Join(dir, "densities.png"))
}

// The looks of a statistic: what is learned is a thick line, the truth a thin dark one.
var (
	meanLine   = draw.LineStyle{Color: figure.Orange, Width: 2.2}
	medianLine = draw.LineStyle{Color: figure.Blue, Width: 2.2}
	modeLine   = draw.LineStyle{Color: figure.Green, Width: 2.2}
	trueLine   = draw.LineStyle{Color: figure.Ink, Width: 1, Dashes: []vg.Length{4, 2.5}}
	rowDot     = figure.Circle(.9, figure.Faded(figure.Soft, .45), nil)
	zeroLine   = draw.LineStyle{Color: figure.Ink, Width: 1}
)

// curvesPage draws rows of the data with the learned curves and the true ones, and beside it the learned less the true.
func curvesPage(p predictions, train data.Set, heading string) *figure.Page {
	pg := figure.NewPage(340, heading,
		"The same rows and the same network under three losses; the mode is that of a mixture of 16 normals.")
	figure.Key(pg.Strip(24), figure.KeyLine("squared error (L2)", meanLine), figure.KeyLine("absolute error (L1)", medianLine),
		figure.KeyLine("likelihood, its mode", modeLine), figure.KeyLine("true mean, median, mode", trueLine), figure.KeyGlyph("training row", rowDot))
	left, right := figure.NewPlot(), figure.NewPlot()
	for _, q := range []*plot.Plot{left, right} {
		q.X.Label.Text = "x"
		q.X.Min, q.X.Max = 0, 1.6
		q.X.Tick.Marker = figure.Ticks(0, 1.5, .5, 1, 5)
		q.Add(figure.GridLines())
	}
	left.Y.Label.Text, right.Y.Label.Text = "y", "learned − true, in units of y"
	left.Y.Min, left.Y.Max = 0, 8
	left.Y.Tick.Marker = figure.Ticks(0, 8, 2, 0, 2)
	n := min(3000, train.Rows())
	left.Add(figure.Dots(train.X.RawMatrix().Data[:n], train.Y[:n], rowDot))
	right.Add(figure.Stroke([]float64{right.X.Min, right.X.Max}, []float64{0, 0}, zeroLine))
	most := .05
	for _, c := range []struct {
		learned []float64
		truth   func(float64) float64
		style   draw.LineStyle
	}{{p.mean, mean, meanLine}, {p.median, median, medianLine}, {p.mode, mode, modeLine}} {
		truth, off := make([]float64, len(p.x)), make([]float64, len(p.x))
		for i, x := range p.x {
			truth[i] = c.truth(x)
			off[i] = c.learned[i] - truth[i]
			most = max(most, math.Abs(off[i]))
		}
		left.Add(figure.Cased(p.x, c.learned, c.style), figure.Stroke(p.x, truth, trueLine))
		right.Add(figure.Cased(p.x, off, c.style))
	}
	right.Y.Min, right.Y.Max = -1.1*most, 1.1*most
	right.Y.Tick.Marker = figure.Nice(right.Y.Min, right.Y.Max)
	pg.Grid([][]*plot.Plot{{left, right}}, 20, 22, func(_, c int) (string, string) {
		return [...]string{"The curves", "What they miss"}[c], [...]string{fmt.Sprintf("on %s of the rows", figure.Grouped(n)), ""}[c]
	})
	return pg
}

var (
	exactLine = draw.LineStyle{Color: figure.Blue, Width: 1.6}
	seLine    = draw.LineStyle{Color: figure.Orange, Width: 1.1}
	heldOut   = figure.Circle(2.4, figure.Orange, figure.White)
)

// klPage draws the divergence by epoch. Held-out means that are not positive have no place on a logarithmic axis: they are left out.
func klPage(r results) *figure.Page {
	pg := figure.NewPage(320, r.Claims.Of(exceedsClaim.Name),
		fmt.Sprintf("E[−log q(y | x)] − %.4f = E[log p/q] ≥ 0 of a mixture of 16 normals before training and after each epoch on %s rows.", entropy(), figure.Grouped(r.Rows.Train)))
	figure.Key(pg.Strip(24), figure.KeyLine("as an integral over the known p(x, y)", exactLine),
		figure.KeyDots(fmt.Sprintf("mean over %s held-out rows ± its standard error", figure.Grouped(r.Rows.Test)), seLine, heldOut))
	p := figure.NewPlot()
	p.X.Label.Text, p.Y.Label.Text = "epoch", "E[log p/q], nats a row"
	last := float64(len(r.KL) - 1)
	p.X.Min, p.X.Max = -.03*last, 1.03*last
	p.X.Tick.Marker = figure.Ticks(0, last, 1, 0, 1)
	if last > 10 {
		p.X.Tick.Marker = figure.Nice(0, last)
	}
	var steps, exact, x, y []float64
	lo, hi := math.Inf(1), 0.
	p.Y.Scale = figure.Log{}
	var bars []plot.Plotter
	for i, d := range r.KL {
		steps, exact = append(steps, float64(i)), append(exact, d.Exact)
		lo, hi = min(lo, d.Exact), max(hi, d.Exact)
		if d.KL.Mean > 0 {
			e, low := float64(i), max(d.KL.Mean-d.KL.SE, d.KL.Mean/10)
			x, y = append(x, e), append(y, d.KL.Mean)
			lo, hi = min(lo, low), max(hi, d.KL.Mean+d.KL.SE)
			bars = append(bars, figure.Stroke([]float64{e, e}, []float64{low, d.KL.Mean + d.KL.SE}, seLine))
		}
	}
	p.Y.Min, p.Y.Max = lo/1.2, hi*1.2
	p.Y.Tick.Marker = figure.Decades(p.Y.Min, p.Y.Max)
	p.Add(figure.GridLines(), figure.Cased(steps, exact, exactLine))
	p.Add(bars...)
	p.Add(figure.Dots(x, y, heldOut))
	pg.Grid([][]*plot.Plot{{p}}, 4, 0, func(int, int) (string, string) { return "", "" })
	return pg
}
