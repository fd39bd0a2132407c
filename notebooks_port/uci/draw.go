package main

import (
	"fmt"
	"image/color"
	"math"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The looks of ours and of the published figures of MC dropout.
var (
	ourDot      = figure.Circle(3.2, figure.Blue, figure.White)
	ourBar      = draw.LineStyle{Color: figure.Blue, Width: 1.6}
	laterFill   = figure.Faded(figure.Orange, .22)
	laterLine   = draw.LineStyle{Color: figure.Orange, Width: 1.4}
	articleLine = draw.LineStyle{Color: figure.Soft, Width: 1, Dashes: []vg.Length{4, 2.5}}
)

// titles are the methods' names for a reader.
var titles = map[string]string{
	"mcdropout": "MC dropout", "bbb": "Bayes by Backprop", "ensemble": "ensemble of 5", "laplace": "Laplace", "mdn": "mixture density",
}

// page draws a row of panels for each set: the error and the log-likelihood of each method, mean and standard error over
// the splits.
func page(o options, r results) *figure.Page {
	pg := figure.NewPage(vg.Length(86+28*len(o.sets)+(17*len(o.methods)+22)*len(o.sets)), "Test rows of the UCI regression sets, one hidden layer of 50 units",
		"Mean over the splits ± its standard error, beside the published figures of MC dropout.")
	figure.Key(pg.Strip(24), figure.KeyDots("this library", ourBar, ourDot), figure.KeyPatch("published 2018 ± 2 standard errors", laterFill),
		figure.KeyLine("published 2016", articleLine))
	var plots [][]*plot.Plot
	for _, set := range o.sets {
		p, known := published[set]
		var row []*plot.Plot
		for _, of := range []func(summary) (v, se float64){
			func(s summary) (float64, float64) { return s.RMSE, s.RMSESE },
			func(s summary) (float64, float64) { return s.LL, s.LLSE },
		} {
			var marks []interval
			for _, m := range o.methods {
				marks = append(marks, newInterval(of(r[set][m])))
			}
			q := panel(o.methods, marks, len(row) == 0)
			if known {
				first, _ := of(p.first)
				addPublished(q, first, newInterval(of(p.later)))
			}
			addOurs(q, marks)
			row = append(row, q)
		}
		plots = append(plots, row)
	}
	pg.Grid(plots, 20, 20, func(r, c int) (string, string) {
		return o.sets[r], [...]string{"root mean squared error", "log-likelihood a row, nats"}[c]
	})
	return pg
}

// interval is a value with its standard error.
type interval struct{ value, se float64 }

func newInterval(value, se float64) interval { return interval{value, se} }

// height is where method k of n stands: the first is on top.
func height(k, n int) float64 { return float64(n - 1 - k) }

// panel is an empty one, as wide as its intervals need, with the methods' names at the left if it is the first of its row.
func panel(methods []string, marks []interval, named bool) *plot.Plot {
	p := figure.NewPlot()
	n := len(methods)
	p.Y.Min, p.Y.Max = -.6, float64(n)-.4
	var ticks plot.ConstantTicks
	for k, m := range methods {
		t := plot.Tick{Value: height(k, n), Label: " "}
		if named {
			t.Label = titles[m]
		}
		ticks = append(ticks, t)
	}
	p.Y.Tick.Marker, p.Y.Tick.Length = ticks, 0
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, m := range marks {
		lo, hi = min(lo, m.value-m.se), max(hi, m.value+m.se)
	}
	widen(p, lo, hi)
	p.Add(figure.GridLines())
	return p
}

// widen sets the horizontal range to hold lo..hi with a margin, or what it holds already.
func widen(p *plot.Plot, lo, hi float64) {
	margin := .06*(hi-lo) + 1e-3*max(math.Abs(lo), math.Abs(hi))
	p.X.Min, p.X.Max = min(p.X.Min, lo-margin), max(p.X.Max, hi+margin)
	p.X.Tick.Marker = figure.Nice(p.X.Min, p.X.Max)
}

// addPublished draws the two published figures over the whole height.
func addPublished(p *plot.Plot, first float64, later interval) {
	lo, hi := later.value-2*later.se, later.value+2*later.se
	widen(p, min(first, lo), max(first, hi))
	p.Add(figure.Band([]float64{lo, hi}, []float64{p.Y.Min, p.Y.Min}, []float64{p.Y.Max, p.Y.Max}, color.Color(laterFill)),
		figure.Vertical(later.value, laterLine), figure.Vertical(first, articleLine))
}

// addOurs draws a dot for each method on a bar of its standard error.
func addOurs(p *plot.Plot, marks []interval) {
	for k, m := range marks {
		y := height(k, len(marks))
		p.Add(figure.Stroke([]float64{m.value - m.se, m.value + m.se}, []float64{y, y}, ourBar),
			figure.Dots([]float64{m.value}, []float64{y}, ourDot))
	}
}

// save writes the figure to path.
func save(path string, o options, r results) error {
	if err := page(o, r).Save(path); err != nil {
		return fmt.Errorf("figure: %w", err)
	}
	return nil
}
