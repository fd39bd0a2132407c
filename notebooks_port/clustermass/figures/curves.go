package figures

import (
	"fmt"
	"image/color"
	"math"

	"github.com/deepprob/deepprob/notebooks_port/clustermass/report"
	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"
)

// estimatorInk are the colours of the four estimators, in the order of report.Estimates.All.
var estimatorInk = [4]color.RGBA{figure.Soft, figure.Blue, figure.Orange, figure.Green}

// BiasCurves draws the median bias of the four estimators against true mass in one panel, with a reference such as NotebookBias
// as faint points of the same colours; bars are the standard errors of the medians; its zero value and its missing estimators draw nothing. A bias without bins is an error.
func (s Source) BiasCurves(path string, bias, reference report.Bias) error {
	if len(bias.BinCentre) == 0 {
		return fmt.Errorf("figures: %s: a bias without bins: nothing to draw", path)
	}
	for _, b := range []report.Bias{bias, reference} {
		for i, v := range b.All() {
			if n := len(b.Error.All()[i].Values); n != 0 && n != len(v.Values) {
				return fmt.Errorf("figures: %s: %s has %d standard errors for %d medians", path, v.Name, n, len(v.Values))
			}
			if n := len(v.Values); n != 0 && n != len(b.BinCentre) {
				return fmt.Errorf("figures: %s: %s has %d medians for %d bins", path, v.Name, n, len(b.BinCentre))
			}
		}
	}
	return s.curvesPage(bias, reference).Save(path)
}

func (s Source) curvesPage(bias, reference report.Bias) *figure.Page {
	pg := figure.NewPage(350, "Median bias against true mass", s.of("Median of estimate − truth in bins of 0.1 dex; bars: standard error by the number of hosts."))
	p := figure.NewPlot()
	p.X.Label.Text, p.Y.Label.Text = "true "+axisLabel, "median bias [dex]"
	p.X.Min, p.X.Max = 13.45, max(15.4, bias.BinCentre[len(bias.BinCentre)-1]+.05)
	p.X.Tick.Marker = figure.Ticks(13.5, math.Floor(p.X.Max*2)/2, .5, 1, 5)
	p.Y.Min, p.Y.Max = spread(bias, reference)
	p.Y.Tick.Marker = figure.Nice(p.Y.Min, p.Y.Max)
	p.Add(figure.GridLines(), figure.Stroke([]float64{p.X.Min, p.X.Max}, []float64{0, 0}, draw.LineStyle{Color: figure.Ink, Width: 1}))
	var items []figure.KeyItem
	for i, v := range reference.All() {
		if len(v.Values) > 0 {
			p.Add(figure.Dots(reference.BinCentre, v.Values, figure.Circle(3, nil, figure.Faded(estimatorInk[i], .6))))
		}
	}
	for i, v := range bias.All() {
		if len(v.Values) == 0 {
			continue
		}
		s := draw.LineStyle{Color: estimatorInk[i], Width: 1.8}
		g := figure.Circle(3, estimatorInk[i], figure.White)
		p.Add(figure.Bars(bias.BinCentre, v.Values, bias.Error.All()[i].Values, draw.LineStyle{Color: estimatorInk[i], Width: 1}))
		p.Add(figure.Cased(bias.BinCentre, v.Values, s), figure.Dots(bias.BinCentre, v.Values, g))
		items = append(items, figure.KeyDots(v.Name, s, g))
	}
	if len(reference.BinCentre) > 0 {
		items = append(items, figure.KeyGlyph("the lecture's notebook, same colours", otherDot))
	}
	figure.Key(pg.Strip(24), items...)
	pg.Grid([][]*plot.Plot{{p}}, 4, 0, func(int, int) (string, string) { return "", "" })
	return pg
}

// spread is the range of all medians with their bars, and zero, with a margin.
func spread(all ...report.Bias) (lo, hi float64) {
	for _, b := range all {
		for i, v := range b.All() {
			within := b.Error.All()[i].Values
			for k, x := range v.Values {
				e := 0.
				if len(within) > 0 {
					e = within[k]
				}
				lo, hi = min(lo, x-e), max(hi, x+e)
			}
		}
	}
	room := max(.06*(hi-lo), .01)
	return lo - room, hi + room
}
