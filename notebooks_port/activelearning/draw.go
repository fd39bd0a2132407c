package main

import (
	"fmt"
	"math"
	"slices"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// truthLine is the look of what the truth itself scores.
var truthLine = draw.LineStyle{Color: figure.Soft, Width: 1, Dashes: []vg.Length{4, 2.5}}

func (m method) line() draw.LineStyle { return draw.LineStyle{Color: m.ink, Width: 1.8} }

// curvesPage draws both scores against the number of labels.
func curvesPage(r results) *figure.Page {
	pg := figure.NewPage(330, r.Claims.Of(dependsClaim.Name),
		fmt.Sprintf("Scores over the square after each round of %d labels, mean over %d repeats.", batch, r.Repeats))
	var items []figure.KeyItem
	for _, m := range methods {
		items = append(items, figure.KeyLine(m.name, m.line()))
	}
	figure.Key(pg.Strip(24), append(items, figure.KeyLine("the truth", truthLine), figure.KeyPatch("± 2 standard errors", figure.Faded(figure.Soft, .15)))...)
	accuracy := scorePlot(r, r.Best, func(s scores) series { return s.Accuracy })
	accuracy.Y.Label.Text = "accuracy"
	// The truth misses only coin flips: half of them, at log 2 each.
	likelihood := scorePlot(r, -2*(1-r.Best)*math.Ln2, func(s scores) series { return s.LogLikelihood })
	likelihood.Y.Label.Text = "log-likelihood, nats a label"
	pg.Grid([][]*plot.Plot{{accuracy, likelihood}}, 20, 20, func(_, c int) (string, string) {
		return [...]string{"Accuracy", "Log-likelihood"}[c], "over the whole square"
	})
	return pg
}

// scorePlot draws a score of all methods, the first on top, and that of the truth.
func scorePlot(r results, truth float64, score func(s scores) series) *plot.Plot {
	p := figure.NewPlot()
	p.X.Label.Text = "labels"
	x := make([]float64, len(r.Labels))
	for i, n := range r.Labels {
		x[i] = float64(n)
	}
	ends := []float64{x[0], x[len(x)-1]}
	p.X.Min, p.X.Max = ends[0], ends[1]
	p.X.Tick.Marker = figure.Nice(ends[0], ends[1])
	p.Add(figure.GridLines(), figure.Stroke(ends, []float64{truth, truth}, truthLine))
	bottom := truth
	for i, m := range slices.Backward(methods) {
		s := score(r.Methods[i])
		lo, hi := s.bounds()
		bottom = min(bottom, slices.Min(lo))
		p.Add(figure.Band(x, lo, hi, figure.Faded(m.ink, .15)))
	}
	for i, m := range slices.Backward(methods) {
		p.Add(figure.Cased(x, score(r.Methods[i]).Mean, m.line()))
	}
	margin := .03 * (truth - bottom)
	p.Y.Min, p.Y.Max = bottom-margin, truth+margin
	p.Y.Tick.Marker = figure.Nice(p.Y.Min, p.Y.Max)
	return p
}

// bounds are two standard errors to either side of the mean.
func (s series) bounds() (lo, hi []float64) {
	for i, m := range s.Mean {
		lo, hi = append(lo, m-2*s.SE[i]), append(hi, m+2*s.SE[i])
	}
	return lo, hi
}
