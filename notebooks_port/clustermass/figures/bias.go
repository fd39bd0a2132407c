// Package figures draws the pictures of the cluster-mass notebook: the training prior, truth against estimate for four estimators,
// posteriors before and after the change of prior, loss curves and bias curves. Every function writes one figure.Page.
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

// axisLabel is what every axis of masses measures.
const axisLabel = "log_{10} M_{200c} [Msun/h]"

// Both axes of the truth-against-estimate panels run over the masses of the catalogue and a little more.
const (
	massMin, massMax = 13.45, 15.4
	massCell         = .025
)

// The line styles of Bias: the median, the middle 70% and the middle 90% of estimates, and where an estimate would be right.
var (
	medianLine = draw.LineStyle{Color: figure.Orange, Width: 1.6}
	innerLine  = draw.LineStyle{Color: figure.Orange, Width: 1.1}
	outerLine  = draw.LineStyle{Color: figure.Orange, Width: 1.1, Dashes: []vg.Length{2.2, 2.2}}
	equalLine  = draw.LineStyle{Color: figure.Ink, Width: 1, Dashes: []vg.Length{6, 3}}
	barLine    = draw.LineStyle{Color: figure.Ink, Width: .9}
	medianDot  = figure.Circle(2.7, figure.Orange, figure.White)
)

// Bias draws truth against estimate for the four estimators in panels of common axes: all rows as a 2-d histogram with a
// logarithmic colour scale, and in bins of .1 dex of true mass that hold 10 rows or more the median of the estimates with their
// 15 to 85 and 5 to 95 percentiles, and bars of the standard error of the median by the number of hosts. Each panel's title is followed by
// what is said of it.
// Points outside 13.45 to 15.4 are not drawn. Lengths that differ, values that are not finite and no rows at all are errors.
func (s Source) Bias(path string, truth []float64, e report.Estimates, said [4]string) error {
	if err := e.Check(len(truth)); err != nil {
		return err
	}
	bins, err := report.Group(truth)
	if err != nil {
		return err
	}
	if len(bins.Rows) == 0 {
		return fmt.Errorf("figures: %s: none of %d rows has a true mass of 13.5 or more: nothing to draw", path, len(truth))
	}
	return s.biasPage(truth, e, filled(bins), said).Save(path)
}

// filled are the bins with rows enough.
func filled(b report.Bins) report.Bins {
	var out report.Bins
	for k, rows := range b.Rows {
		if len(rows) >= report.Fewest {
			out.Centre, out.Rows = append(out.Centre, b.Centre[k]), append(out.Rows, rows)
		}
	}
	return out
}

func (s Source) biasPage(truth []float64, e report.Estimates, bins report.Bins, said [4]string) *figure.Page {
	pg := figure.NewPage(632, "Four estimates of a galaxy cluster's mass from the same 14 features",
		s.of(fmt.Sprintf("%s test clusters. Above: under the prior of the training set. Below: after swapping it for a flat one.", figure.Grouped(len(truth)))))
	var counts [4]density
	top := 1
	for i, v := range e.All() {
		counts[i] = newDensity(truth, v.Values, massMin, massMax, massCell)
		top = max(top, counts[i].max())
	}
	biasKey(pg, pg.Strip(27), top)
	plots := [][]*plot.Plot{{nil, nil}, {nil, nil}}
	for i, v := range e.All() {
		q := bins.Quantiles(truth, v.Values, .05, .15, .5, .85, .95)
		p := biasPanel(pg, counts[i], top, bins.Centre, q, i/2 == 1, i%2 == 0)
		medians := make([]float64, len(bins.Centre))
		for k, x := range bins.Centre {
			medians[k] = x + q[2][k]
		}
		p.Add(figure.Bars(bins.Centre, medians, bins.MedianErrors(truth, v.Values), barLine), figure.Dots(bins.Centre, medians, medianDot))
		plots[i/2][i%2] = p
	}
	pg.Grid(plots, 22, 14, func(r, c int) (string, string) {
		return figure.Capital(e.All()[2*r+c].Name), said[2*r+c]
	})
	return pg
}

// biasPanel is one estimator; q are the five quantiles of estimate - truth in the bins.
func biasPanel(pg *figure.Page, d density, top int, centre []float64, q [][]float64, bottom, left bool) *plot.Plot {
	p := figure.NewPlot()
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = massMin, massMax, massMin, massMax
	p.X.Tick.Marker, p.Y.Tick.Marker = figure.Ticks(13.5, 15, .5, 1, 5), figure.Ticks(13.5, 15, .5, 1, 5)
	if bottom {
		p.X.Label.Text = "true " + axisLabel
	} else {
		p.X.Tick.Marker = figure.Bare(p.X.Tick.Marker)
	}
	if left {
		p.Y.Label.Text = "estimated " + axisLabel
	} else {
		p.Y.Tick.Marker = figure.Bare(p.Y.Tick.Marker)
	}
	at := func(k int) []float64 {
		y := make([]float64, len(centre))
		for i, x := range centre {
			y[i] = x + q[k][i]
		}
		return y
	}
	p.Add(heat(pg, d, top), figure.Cased([]float64{massMin, massMax}, []float64{massMin, massMax}, equalLine))
	p.Add(figure.Cased(centre, at(0), outerLine), figure.Cased(centre, at(4), outerLine), figure.Cased(centre, at(1), innerLine), figure.Cased(centre, at(3), innerLine))
	p.Add(figure.Cased(centre, at(2), medianLine))
	if len(centre) > 0 {
		s := figure.TextStyle(figure.TickSize, figure.Soft)
		s.XAlign = draw.XRight
		p.Add(figure.Note(15.33, 13.5, 0, 14, s, fmt.Sprintf("|median bias| %.3f dex", meanAbs(q[2]))), figure.Note(15.33, 13.5, 0, 2, s, "averaged over bins"))
	}
	return p
}

func meanAbs(v []float64) float64 {
	sum := 0.
	for _, x := range v {
		sum += math.Abs(x)
	}
	return sum / float64(len(v))
}

// biasKey is the legend of all panels, in one line.
func biasKey(pg *figure.Page, c draw.Canvas, top int) {
	figure.Key(c,
		figure.KeyDots("median in 0.1 dex ± s.e.", medianLine, medianDot),
		figure.KeyLine("15–85%", innerLine),
		figure.KeyLine("5–95%", outerLine),
		figure.KeyLine("estimate = truth", equalLine),
	)
	c.Min.X, c.Max.X = c.Max.X-130, c.Max.X-8
	colourBar(pg, c, top, "clusters per cell")
}
