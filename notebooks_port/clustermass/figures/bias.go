package figures

import (
	"fmt"

	"github.com/deepprob/deepprob/notebooks_port/clustermass/report"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Both axes of the truth-against-estimate panels run over the masses of the catalogue and a little more.
const (
	massMin, massMax = 13.45, 15.4
	massCell         = .025
)

// The line styles of Bias: the median, the middle 70% and the middle 90% of estimates, and where an estimate would be right.
var (
	medianLine = draw.LineStyle{Color: orange, Width: 1.6}
	innerLine  = draw.LineStyle{Color: orange, Width: 1.1}
	outerLine  = draw.LineStyle{Color: orange, Width: 1.1, Dashes: []vg.Length{2.2, 2.2}}
	equalLine  = draw.LineStyle{Color: ink, Width: 1, Dashes: []vg.Length{6, 3}}
	medianDot  = glyph{circle, 2.7, orange, white}
)

// Bias draws truth against estimate for the four estimators in panels of common axes: all rows as a 2-d histogram with a
// logarithmic colour scale, and in bins of .1 dex of true mass that hold 10 rows or more the median of the estimates with their
// 15 to 85 and 5 to 95 percentiles. Each panel's title says in which direction the medians are off, computed from the rows.
// Points outside 13.45 to 15.4 are not drawn. Lengths that differ, values that are not finite and no rows at all are errors.
func Bias(path string, truth []float64, e report.Estimates) error {
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
	return biasPage(truth, e, filled(bins)).save(path)
}

// fewest is the number of rows below which the median of a bin says more about chance than about the estimator.
const fewest = 10

// filled are the bins with rows enough.
func filled(b report.Bins) report.Bins {
	var out report.Bins
	for k, rows := range b.Rows {
		if len(rows) >= fewest {
			out.Centre, out.Rows = append(out.Centre, b.Centre[k]), append(out.Rows, rows)
		}
	}
	return out
}

func biasPage(truth []float64, e report.Estimates, bins report.Bins) *page {
	pg := newPage(632, "Four estimates of a galaxy cluster's mass from the same 14 features",
		fmt.Sprintf("%s test clusters. Above: under the prior of the training set, most of it light clusters. Below: after swapping it for a flat one.", grouped(len(truth))))
	var counts [4]density
	top := 1
	for i, v := range e.All() {
		counts[i] = newDensity(truth, v.Values, massMin, massMax, massCell)
		top = max(top, counts[i].max())
	}
	pg.biasKey(pg.strip(27), top)
	plots := [][]*plot.Plot{{nil, nil}, {nil, nil}}
	var titles [4]string
	for i, v := range e.All() {
		q := bins.Quantiles(truth, v.Values, .05, .15, .5, .85, .95)
		titles[i] = direction(bins.Centre, q[2])
		plots[i/2][i%2] = pg.biasPanel(counts[i], top, bins.Centre, q, i/2 == 1, i%2 == 0)
	}
	pg.grid(plots, 22, 14, func(r, c int) (string, string) {
		return capital(e.All()[2*r+c].Name), titles[2*r+c]
	})
	return pg
}

// biasPanel is one estimator; q are the five quantiles of estimate - truth in the bins.
func (pg *page) biasPanel(d density, top int, centre []float64, q [][]float64, bottom, left bool) *plot.Plot {
	p := newPlot()
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = massMin, massMax, massMin, massMax
	p.X.Tick.Marker, p.Y.Tick.Marker = ticks(13.5, 15, .5, 1, 5), ticks(13.5, 15, .5, 1, 5)
	if bottom {
		p.X.Label.Text = "true " + axisLabel
	} else {
		p.X.Tick.Marker = bare(p.X.Tick.Marker)
	}
	if left {
		p.Y.Label.Text = "estimated " + axisLabel
	} else {
		p.Y.Tick.Marker = bare(p.Y.Tick.Marker)
	}
	at := func(k int) []float64 {
		y := make([]float64, len(centre))
		for i, x := range centre {
			y[i] = x + q[k][i]
		}
		return y
	}
	p.Add(pg.heat(d, top), cased([]float64{massMin, massMax}, []float64{massMin, massMax}, equalLine))
	p.Add(cased(centre, at(0), outerLine), cased(centre, at(4), outerLine), cased(centre, at(1), innerLine), cased(centre, at(3), innerLine))
	p.Add(cased(centre, at(2), medianLine), dots(centre, at(2), medianDot))
	if len(centre) > 0 {
		s := textStyle(tickSize, soft)
		s.XAlign = draw.XRight
		p.Add(note(15.33, 13.5, 0, 14, s, fmt.Sprintf("|median bias| %.3f dex", meanAbs(q[2]))), note(15.33, 13.5, 0, 2, s, "averaged over bins"))
	}
	return p
}

// biasKey is the legend of all panels, in one line.
func (pg *page) biasKey(c draw.Canvas, top int) {
	key(c,
		keyDots("median in 0.1 dex", medianLine, medianDot),
		keyLine("15–85%", innerLine),
		keyLine("5–95%", outerLine),
		keyLine("estimate = truth", equalLine),
	)
	c.Min.X, c.Max.X = c.Max.X-130, c.Max.X-8
	pg.colourBar(c, top, "clusters per cell")
}
