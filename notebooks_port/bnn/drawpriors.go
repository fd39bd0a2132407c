package main

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"
)

var (
	priorLine = draw.LineStyle{Color: figure.Faded(figure.Orange, .65), Width: .8}
	there     = figure.Faded(figure.Blue, .16)
)

// shown is how many functions are drawn.
const shown = 30

// priorsPage draws functions that the priors believe in: above of the toy's network, below of that for cluster masses.
func priorsPage(p priorCurves, r priorResult, from string) *figure.Page {
	pg := figure.NewPage(450, "Under what priors? Functions drawn before any data",
		"A line is one draw of all weights: above of the toy's network, below of that for masses, by log10 σ alone."+from)
	figure.Key(pg.Strip(24), figure.KeyLine(fmt.Sprintf("%d draws", shown), priorLine), figure.KeyPatch("where data are: ± 2 sd of y, the masses of the catalogue", there))
	plots := make([][]*plot.Plot, 2)
	for i := range priors {
		toy := priorPanel(p.x, p.toy[i], [2]float64{-2, 2}, 0)
		toy.X.Label.Text = "x, standardized"
		toy.X.Tick.Marker = figure.Ticks(-3, 3, 1, 0, 1)
		mass := priorPanel(p.sigma, p.cluster[i], [2]float64{p.low, p.high}, (p.low+p.high)/2)
		mass.X.Label.Text = "log10 σ_{v}"
		if i == 0 {
			toy.Y.Label.Text, mass.Y.Label.Text = "y, standardized", "log10 M"
		}
		plots[0], plots[1] = append(plots[0], toy), append(plots[1], mass)
	}
	pg.Grid(plots, 20, 18, func(row, c int) (string, string) {
		if row == 0 {
			return r.Name[c], fmt.Sprintf("sd %.1f at x = 1", r.Toy[c])
		}
		return r.Name[c], fmt.Sprintf("sd %.2f dex", r.Cluster[c])
	})
	return pg
}

// priorPanel draws the first functions; its height is theirs, around middle, and at least that of the band.
func priorPanel(x []float64, f [][]float64, band [2]float64, middle float64) *plot.Plot {
	p := panel("", "")
	reach := 1.1 * max(band[1]-middle, middle-band[0])
	f = f[:min(shown, len(f))]
	for _, v := range f {
		for _, y := range v {
			reach = max(reach, math.Abs(y-middle))
		}
	}
	p.X.Min, p.X.Max = x[0], x[len(x)-1]
	p.X.Tick.Marker = figure.Nice(p.X.Min, p.X.Max)
	p.Y.Min, p.Y.Max = middle-1.05*reach, middle+1.05*reach
	p.Y.Tick.Marker = figure.Nice(p.Y.Min, p.Y.Max)
	ends := []float64{p.X.Min, p.X.Max}
	p.Add(figure.Band(ends, []float64{band[0], band[0]}, []float64{band[1], band[1]}, there))
	for _, v := range f {
		p.Add(figure.Stroke(x, v, priorLine))
	}
	return p
}
