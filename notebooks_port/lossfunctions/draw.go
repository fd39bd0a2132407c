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
	if err := curvesPage(p, train, r).Save(filepath.Join(dir, "curves.png")); err != nil {
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
	bandFill   = figure.Faded(figure.Orange, .18)
	zeroLine   = draw.LineStyle{Color: figure.Ink, Width: 1}
)

// curvesPage draws rows of the data with the learned curves and the true ones, and beside it the learned less the true.
func curvesPage(p predictions, train data.Set, r results) *figure.Page {
	pg := figure.NewPage(340, r.Claims.Of(learnedClaim.Name), r.Claims.Of(missedClaim.Name))
	figure.Key(pg.Strip(24), figure.KeyLine("squared error (L2)", meanLine), figure.KeyLine("absolute error (L1)", medianLine),
		figure.KeyLine("mode of 16 normals", modeLine), figure.KeyLine("truth", trueLine),
		figure.KeyPatch(fmt.Sprintf("± 2 s.e. of the mean of rows within %g", window), bandFill))
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
	lo, hi := make([]float64, len(p.x)), make([]float64, len(p.x))
	most := .05
	for i, x := range p.x {
		hi[i] = 2 * meanError(x, train.Rows())
		lo[i], most = -hi[i], max(most, hi[i])
	}
	right.Add(figure.Band(p.x, lo, hi, bandFill), figure.Stroke([]float64{right.X.Min, right.X.Max}, []float64{0, 0}, zeroLine))
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
