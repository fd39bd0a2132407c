package main

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
)

// pruningPage draws the signal to noise of the weights and what leaving them out costs.
func pruningPage(r pruningResult) *figure.Page {
	pg := figure.NewPage(310, "Which weights matter: leaving out those of the lowest signal to noise",
		fmt.Sprintf("Bayes by Backprop on %s clusters. Signal to noise is |mean|/sd of a weight's posterior.", figure.Grouped(r.Rows)))
	d, l, e := panel("signal to noise, decibel", "share of weights below"), panel("share of weights left out", "nats a cluster"), panel("share of weights left out", "RMSE, dex")
	var x, below []float64
	for i, v := range r.Decibels {
		x, below = append(x, max(v, -60)), append(below, float64(i+1)/float64(len(r.Decibels)))
	}
	line := looks[1].line
	d.Add(figure.Stroke(x, below, line))
	d.X.Min, d.X.Max = -60, math.Ceil(x[len(x)-1]/10)*10
	d.X.Tick.Marker = figure.Nice(d.X.Min, d.X.Max)
	l.Add(figure.Cased(r.Share, r.NLL, line), figure.Dots(r.Share, r.NLL, looks[1].dot))
	e.Add(figure.Cased(r.Share, r.RMSE, line), figure.Dots(r.Share, r.RMSE, looks[1].dot))
	for _, p := range []*plot.Plot{l, e} {
		p.X.Min, p.X.Max = 0, 1
		p.X.Tick.Marker = figure.Nice(0, 1)
	}
	d.Y.Min, d.Y.Max = 0, 1
	l.Y.Min, l.Y.Max = roomFor(r.NLL)
	e.Y.Min, e.Y.Max = roomFor(r.RMSE)
	for _, p := range []*plot.Plot{d, l, e} {
		p.Y.Tick.Marker = figure.Nice(p.Y.Min, p.Y.Max)
	}
	pg.Grid([][]*plot.Plot{{d, l, e}}, 20, 20, func(_, c int) (string, string) {
		return [...]string{"Weights", "Test NLL", "Test error"}[c], [...]string{"by signal to noise", "", ""}[c]
	})
	return pg
}

// roomFor is the range of v with some room.
func roomFor(v []float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, y := range v {
		lo, hi = min(lo, y), max(hi, y)
	}
	room := .08 * (hi - lo)
	return lo - room, hi + room
}
