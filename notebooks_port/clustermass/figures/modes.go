package figures

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/notebooks_port/clustermass/report"
	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Modes draws the bias of the flat-prior mode under several estimates of the training prior: the median of mode - truth with its
// standard error by the number of hosts, and the root mean square in a panel below. No estimates or no bins are an error, as
// are lists that are not as long as the bins.
func (s Source) Modes(path string, m report.Modes) error {
	if len(m.BinCentre) == 0 || len(m.Under) == 0 {
		return fmt.Errorf("figures: %s: modes of %d priors in %d bins: nothing to draw", path, len(m.Under), len(m.BinCentre))
	}
	for _, u := range m.Under {
		if n := len(m.BinCentre); len(u.Median) != n || len(u.Error) != n || len(u.RMS) != n {
			return fmt.Errorf("figures: %s: %s has %d medians, %d standard errors and %d root mean squares for %d bins", path, u.Prior, len(u.Median), len(u.Error), len(u.RMS), n)
		}
	}
	return s.modesPage(m).Save(path)
}

// modeInk are the colours of the estimates, in the order given.
var modeInk = [...]draw.LineStyle{
	{Color: figure.Green, Width: 1.8},
	{Color: figure.Soft, Width: 1.4},
	{Color: figure.Ink, Width: 1.4, Dashes: []vg.Length{4, 2.5}},
}

func (s Source) modesPage(m report.Modes) *figure.Page {
	pg := figure.NewPage(430, "The mode under a flat prior, by the estimate of the training prior that it is divided by",
		s.of("Median of mode − truth in bins of 0.1 dex; bars: standard error by the number of hosts. Below: root mean square."))
	top, low := figure.NewPlot(), figure.NewPlot()
	top.Y.Label.Text, low.Y.Label.Text, low.X.Label.Text = "median bias [dex]", "RMS [dex]", "true "+axisLabel
	for _, p := range []*plot.Plot{top, low} {
		p.X.Min, p.X.Max = massMin, max(massMax, m.BinCentre[len(m.BinCentre)-1]+.05)
		p.X.Tick.Marker = figure.Ticks(13.5, math.Floor(p.X.Max*2)/2, .5, 1, 5)
	}
	top.X.Tick.Marker = figure.Bare(top.X.Tick.Marker)
	lo, hi, most := 0., 0., 0.
	for _, u := range m.Under {
		for k, v := range u.Median {
			lo, hi, most = min(lo, v-u.Error[k]), max(hi, v+u.Error[k]), max(most, u.RMS[k])
		}
	}
	room := max(.06*(hi-lo), .005)
	top.Y.Min, top.Y.Max, low.Y.Min, low.Y.Max = lo-room, hi+room, 0, max(1.15*most, .01)
	top.Y.Tick.Marker, low.Y.Tick.Marker = figure.Nice(top.Y.Min, top.Y.Max), figure.Nice(0, low.Y.Max)
	top.Add(figure.GridLines(), figure.Stroke([]float64{top.X.Min, top.X.Max}, []float64{0, 0}, draw.LineStyle{Color: figure.Ink, Width: 1}))
	low.Add(figure.GridLines())
	var items []figure.KeyItem
	for i := len(m.Under) - 1; i >= 0; i-- { // the first on top
		u, ink := m.Under[i], modeInk[i%len(modeInk)]
		x := make([]float64, len(m.BinCentre)) // side by side: bars on one another cannot be told apart
		for k, c := range m.BinCentre {
			x[k] = c + .012*float64(2*i-len(m.Under)+1)/2
		}
		dot := figure.Circle(2.8, ink.Color, figure.White)
		solid := draw.LineStyle{Color: ink.Color, Width: 1}
		top.Add(figure.Stroke(x, u.Median, ink), figure.Bars(x, u.Median, u.Error, solid), figure.Dots(x, u.Median, dot))
		low.Add(figure.Stroke(x, u.RMS, ink), figure.Dots(x, u.RMS, dot))
		mean, _, _ := m.Judged(u)
		items = append([]figure.KeyItem{figure.KeyDots(fmt.Sprintf("%s: %.3f dex on average to 15.1", u.Prior, mean), ink, dot)}, items...)
	}
	figure.Key(pg.Strip(24), items...)
	pg.Grid([][]*plot.Plot{{top}, {low}}, 4, 8, func(int, int) (string, string) { return "", "" })
	return pg
}
