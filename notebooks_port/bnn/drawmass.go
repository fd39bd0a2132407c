package main

import (
	"fmt"
	"slices"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// noiseLine is what the aleatoric part would be if it were the noise.
var noiseLine = draw.LineStyle{Color: figure.Ink, Width: 1.1, Dashes: []vg.Length{4, 2.5}}

// massPage stacks the two parts of the variance by true mass: a column a method, a row for the fewest and for the most training rows, all
// on the same axes. Over each stands the aleatoric part of the ensemble after most rows, the noise.
func massPage(r clustersResult, methods []method, said, from string) *figure.Page {
	pg := figure.NewPage(420, said, fmt.Sprintf("Mean predicted variance of log10 M by true mass, %s test clusters.%s", figure.Grouped(r.TestRows), from))
	end := len(r.Rows) - 1
	noise := r.Methods["ensemble"].ByMass[end]
	figure.Key(pg.Strip(24), figure.KeyPatch("aleatoric: mean variance of the draws", aleatoricFill), figure.KeyPatch("epistemic: variance of the draws' means", epistemicFill),
		figure.KeyLine(fmt.Sprintf("aleatoric of the ensemble, %s rows", figure.Grouped(r.Rows[end])), noiseLine))
	at := slices.Compact([]int{0, end})
	most := 0.
	for _, size := range at {
		for _, h := range methods {
			for _, v := range r.Methods[h.key].ByMass[size].Total {
				most = max(most, 100*v*v)
			}
		}
	}
	var plots [][]*plot.Plot
	for k, size := range at {
		var row []*plot.Plot
		for c, h := range methods {
			p := massPanel(r.Methods[h.key].ByMass[size], 1.1*most)
			p.Add(figure.Stroke(noise.Mass, hundredfold(noise.Aleatoric), noiseLine))
			if c == 0 {
				p.Y.Label.Text = figure.Grouped(r.Rows[size]) + " rows, .01 dex²"
			} else {
				p.Y.Tick.Marker = unlabelled(p.Y.Tick.Marker)
			}
			if k == len(at)-1 {
				p.X.Label.Text = "log10 M"
			}
			row = append(row, p)
		}
		plots = append(plots, row)
	}
	pg.Grid(plots, 32, 10, func(row, c int) (string, string) { return methods[c].name, "" })
	return pg
}

func massPanel(m massResult, most float64) *plot.Plot {
	p := panel("", "")
	p.X.Min, p.X.Max = 13.55, 15.15 // from centre to centre of the bins
	p.X.Tick.Marker = figure.Ticks(14, 15, .5, 1, 5)
	p.Y.Min, p.Y.Max = 0, most
	p.Y.Tick.Marker = figure.Nice(0, most)
	a, t := hundredfold(m.Aleatoric), hundredfold(m.Total)
	p.Add(figure.Area(m.Mass, a, aleatoricFill), figure.Band(m.Mass, a, t, epistemicFill))
	return p
}

// hundredfold is 100 v².
func hundredfold(v []float64) []float64 {
	s := make([]float64, len(v))
	for i := range v {
		s[i] = 100 * v[i] * v[i]
	}
	return s
}
