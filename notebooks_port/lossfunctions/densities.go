package main

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

var (
	learnedLine = draw.LineStyle{Color: figure.Blue, Width: 1.8}
	trueArea    = figure.Faded(figure.Ink, .14)
	meanGlyph   = figure.Diamond(4, figure.Orange, figure.White)
	medianGlyph = figure.Circle(3.6, figure.White, figure.Blue)
	modeGlyph   = figure.Circle(3.6, figure.Green, figure.White)
	ticksLine   = draw.LineStyle{Color: figure.Ink, Width: 1, Dashes: []vg.Length{1.5, 1.5}}
)

// densitiesPage draws the mixture's density at a few x over the true one, with the mixture's mean, median and mode on it.
func densitiesPage(ctx context.Context, m *training.Model, at ...float64) (*figure.Page, error) {
	q, err := m.Predict(ctx, column(at))
	if err != nil {
		return nil, err
	}
	pg := figure.NewPage(430, "The density that the likelihood's loss teaches",
		"A mixture of 16 normals and the log-normal that the rows were drawn from: the true density's tail grows with x, and its mean, median and mode part.")
	figure.Key(pg.Strip(24), figure.KeyPatch("true p(y | x)", trueArea), figure.KeyLine("learned q(y | x)", learnedLine),
		figure.KeyGlyph("its mode", modeGlyph), figure.KeyGlyph("its median", medianGlyph), figure.KeyGlyph("its mean", meanGlyph),
		figure.KeyBar("true mode, median, mean", ticksLine))
	plots := [][]*plot.Plot{{nil, nil}, {nil, nil}}
	mean, median, mode := q.Mean(), q.Quantile(.5), q.Mode()
	for i, x := range at {
		lo, hi := 2*x-.25, 2*x+math.Exp(x*1.9)
		y := make([]float64, 400)
		for k := range y {
			y[k] = lo + (hi-lo)*float64(k)/float64(len(y)-1)
		}
		learned := exp(q.Row(i).LogProbs(y)[0])
		p := densityPanel(x, y, learned)
		for _, s := range []struct {
			v float64
			g figure.Glyph
		}{{mean[i], meanGlyph}, {median[i], medianGlyph}, {mode[i], modeGlyph}} {
			p.Add(figure.Dots([]float64{s.v}, []float64{math.Exp(q.Row(i).LogProb([]float64{s.v})[0])}, s.g))
		}
		if i%2 == 0 {
			p.Y.Label.Text = "density"
		}
		if i >= 2 {
			p.X.Label.Text = "y"
		}
		plots[i/2][i%2] = p
	}
	pg.Grid(plots, 20, 16, func(r, c int) (string, string) { return fmt.Sprintf("x = %.2f", at[2*r+c]), "" })
	return pg, nil
}

func densityPanel(x float64, y, learned []float64) *plot.Plot {
	p := figure.NewPlot()
	truth := make([]float64, len(y))
	for i, v := range y {
		truth[i] = math.Exp(logDensity(x, v))
	}
	p.X.Min, p.X.Max = y[0], y[len(y)-1]
	p.X.Tick.Marker = figure.Nice(p.X.Min, p.X.Max)
	p.Y.Min, p.Y.Max = 0, 1.12*max(slices.Max(truth), slices.Max(learned))
	p.Y.Tick.Marker = figure.Nice(0, p.Y.Max)
	p.Add(figure.Area(y, truth, trueArea))
	for _, v := range []float64{mode(x), median(x), mean(x)} {
		p.Add(figure.Stroke([]float64{v, v}, []float64{0, math.Exp(logDensity(x, v))}, ticksLine))
	}
	p.Add(figure.Cased(y, learned, learnedLine))
	return p
}

func exp(l []float64) []float64 {
	d := make([]float64, len(l))
	for i, v := range l {
		d[i] = math.Exp(v)
	}
	return d
}
