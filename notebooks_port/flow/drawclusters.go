package main

import (
	"fmt"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The looks of the two networks.
var (
	networkInks = [2]draw.LineStyle{{Color: figure.Blue, Width: 1.6}, {Color: figure.Orange, Width: 1.8}}
	networkDots = [2]figure.Glyph{figure.Circle(2.7, figure.Blue, figure.White), figure.Diamond(2.9, figure.Orange, figure.White)}
)

// drawClusters draws the bias of the three estimates of both networks.
func (n *notebook) drawClusters() error {
	c, r := n.results.Clusters, n.results
	pg := figure.NewPage(330, r.Claims.Of(likelihoodClaim.Name),
		fmt.Sprintf("Median of estimate − truth in bins of 0.1 dex, %s test clusters; bars: standard error by the number of hosts. %s.",
			figure.Grouped(c.Rows.Test), figure.Capital(r.Claims.Of(intervalsClaim.Name))))
	figure.Key(pg.Strip(24), figure.KeyDots("mixture density network", networkInks[0], networkDots[0]), figure.KeyDots("spline flow", networkInks[1], networkDots[1]))
	lo, hi := -.02, .02
	for _, w := range c.networks() {
		for _, b := range w.estimates() {
			for k, v := range b.Median {
				lo, hi = min(lo, v-b.Error[k]), max(hi, v+b.Error[k])
			}
		}
	}
	room := .06 * (hi - lo)
	plots := make([]*plot.Plot, len(estimateNames))
	for i := range plots {
		p := figure.NewPlot()
		p.X.Label.Text = "true log_{10} M_{200c}"
		p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 13.45, 15.4, lo-room, hi+room
		p.X.Tick.Marker, p.Y.Tick.Marker = figure.Ticks(13.5, 15, .5, 1, 5), figure.Nice(p.Y.Min, p.Y.Max)
		if i == 0 {
			p.Y.Label.Text = "median bias [dex]"
		}
		p.Add(figure.GridLines(), figure.Stroke([]float64{p.X.Min, p.X.Max}, []float64{0, 0}, draw.LineStyle{Color: figure.Ink, Width: 1}))
		for k, w := range c.networks() {
			addBias(p, c.BinCentre, w.estimates()[i], k)
		}
		plots[i] = p
	}
	pg.Grid([][]*plot.Plot{plots}, 20, 12, func(_, i int) (string, string) { return figure.Capital(estimateNames[i]), "" })
	return pg.Save(n.folder.Path("clusters.png"))
}

// addBias adds the medians of network k, moved aside a little so that the bars of both can be seen.
func addBias(p *plot.Plot, centre []float64, b bias, k int) {
	x := make([]float64, len(centre))
	for i, v := range centre {
		x[i] = v + .012*float64(2*k-1)
	}
	thin := networkInks[k]
	thin.Width = vg.Length(.9)
	p.Add(figure.Bars(x, b.Median, b.Error, thin), figure.Cased(x, b.Median, networkInks[k]), figure.Dots(x, b.Median, networkDots[k]))
}
