package main

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// pruningPage draws the signal to noise of the weights and what leaving them out costs.
func pruningPage(r pruningResult, said, from string) *figure.Page {
	pg := figure.NewPage(330, said, fmt.Sprintf("Bayes by Backprop on %s clusters. Signal to noise is |mean|/sd of a weight's posterior.%s", figure.Grouped(r.Rows), from))
	line, size := looks[1], look{draw.LineStyle{Color: figure.Blue, Width: 1.4, Dashes: []vg.Length{4, 2.5}}, figure.Diamond(2.2, figure.White, figure.Blue)}
	line.dot = figure.Circle(2.2, figure.Orange, nil)
	figure.Key(pg.Strip(24), figure.KeyDots("left out by signal to noise", line.line, line.dot), figure.KeyDots("by magnitude, |mean|", size.line, size.dot))
	d, l, e := panel("signal to noise, decibel", "share of weights below"), panel("share of weights left out", "nats a cluster"), panel("share of weights left out", "RMSE, dex")
	var x, below []float64
	for i, v := range r.Decibels {
		x, below = append(x, max(v, -60)), append(below, float64(i+1)/float64(len(r.Decibels)))
	}
	d.Add(figure.Stroke(x, below, line.line))
	d.X.Min, d.X.Max = -60, math.Ceil(x[len(x)-1]/10)*10
	d.X.Tick.Marker = figure.Nice(d.X.Min, d.X.Max)
	for _, c := range []struct {
		look
		nll, rmse []float64
	}{{size, r.NLLBySize, r.RMSEBySize}, {line, r.NLL, r.RMSE}} {
		l.Add(figure.Stroke(r.Share, c.nll, c.line), figure.Dots(r.Share, c.nll, c.dot))
		e.Add(figure.Stroke(r.Share, c.rmse, c.line), figure.Dots(r.Share, c.rmse, c.dot))
	}
	for _, p := range []*plot.Plot{l, e} {
		p.X.Min, p.X.Max = 0, 1
		p.X.Tick.Marker = figure.Nice(0, 1)
	}
	d.Y.Min, d.Y.Max = 0, 1
	l.Y.Min, l.Y.Max = roomFor(r.NLL, r.NLLBySize)
	e.Y.Min, e.Y.Max = roomFor(r.RMSE, r.RMSEBySize)
	for _, p := range []*plot.Plot{d, l, e} {
		p.Y.Tick.Marker = figure.Nice(p.Y.Min, p.Y.Max)
	}
	pg.Grid([][]*plot.Plot{{d, l, e}}, 20, 20, func(_, c int) (string, string) {
		return [...]string{"Weights", "Test NLL", "Test error"}[c], [...]string{"by signal to noise", "", ""}[c]
	})
	return pg
}

// roomFor is the range of all curves with some room.
func roomFor(curves ...[]float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, v := range curves {
		for _, y := range v {
			lo, hi = min(lo, y), max(hi, y)
		}
	}
	room := .08 * (hi - lo)
	return lo - room, hi + room
}
