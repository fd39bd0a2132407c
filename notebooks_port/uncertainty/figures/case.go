// Package figures draws one picture for each of the notebook's five cases: the observations, the mean, two standard deviations around
// it, and draws of the function where the network has any.
package figures

import (
	"fmt"
	"math"
	"slices"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Case is what a picture shows. X and Y are the observations; the rest is at the points of Grid, which rise.
type Case struct {
	Heading, Below string
	X, Y           []float64

	Grid []float64
	Mean []float64
	SD   []float64 // of the target about the mean; nil: not drawn

	// Draws are means of single draws of the network, and DrawSDs the standard deviations of the target about each; either may be
	// nil. Thin lines show them.
	Draws, DrawSDs [][]float64

	Exact *Exact // the exact solution; nil: not drawn
}

// Exact is what training would come to if it went on: its name in the key, its mean, and if SD is not nil a standard deviation.
type Exact struct {
	Name     string
	Mean, SD []float64
}

var (
	observed   = figure.Circle(2.3, figure.Faded(figure.Ink, .75), figure.White)
	meanStyle  = draw.LineStyle{Color: figure.Orange, Width: 2.2}
	edgeStyle  = draw.LineStyle{Color: figure.Blue, Width: 1.6}
	drawStyle  = draw.LineStyle{Color: figure.Faded(figure.Orange, .45), Width: .7}
	thinStyle  = draw.LineStyle{Color: figure.Faded(figure.Blue, .35), Width: .7}
	exactStyle = draw.LineStyle{Color: figure.Ink, Width: 1.1, Dashes: []vg.Length{4, 2.5}}
	bandFill   = figure.Faded(figure.Blue, .1)
)

// Draw writes the picture to path. Lists of other lengths than their abscissae and numbers that are not finite are errors.
func (c Case) Draw(path string) error {
	if err := c.check(); err != nil {
		return fmt.Errorf("figures: %s: %w", path, err)
	}
	pg := figure.NewPage(360, c.Heading, c.Below)
	figure.Key(pg.Strip(24), c.key()...)
	p := c.plot()
	pg.Grid([][]*plot.Plot{{p}}, 4, 0, func(int, int) (string, string) { return "", "" })
	return pg.Save(path)
}

func (c Case) check() error {
	if len(c.X) == 0 || len(c.Grid) < 2 || !slices.IsSorted(c.Grid) {
		return fmt.Errorf("%d observations and a grid of %d points: want observations and a rising grid", len(c.X), len(c.Grid))
	}
	lists := map[string][]float64{"Grid": c.Grid, "Mean": c.Mean}
	if c.SD != nil {
		lists["SD"] = c.SD
	}
	if c.Exact != nil {
		lists["Exact.Mean"] = c.Exact.Mean
		if c.Exact.SD != nil {
			lists["Exact.SD"] = c.Exact.SD
		}
	}
	for i, d := range c.Draws {
		lists[fmt.Sprintf("Draws[%d]", i)] = d
	}
	for i, d := range c.DrawSDs {
		lists[fmt.Sprintf("DrawSDs[%d]", i)] = d
	}
	if c.DrawSDs != nil && len(c.DrawSDs) != len(c.Draws) {
		return fmt.Errorf("%d draws with %d standard deviations", len(c.Draws), len(c.DrawSDs))
	}
	for name, v := range lists {
		if err := finite(name, v, len(c.Grid)); err != nil {
			return err
		}
	}
	if err := finite("Y", c.Y, len(c.X)); err != nil {
		return err
	}
	return finite("X", c.X, len(c.X))
}

// finite refuses a list of another length, and one with a NaN or an infinity.
func finite(name string, v []float64, n int) error {
	if len(v) != n {
		return fmt.Errorf("%s has %d numbers, want %d", name, len(v), n)
	}
	if i := slices.IndexFunc(v, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }); i >= 0 {
		return fmt.Errorf("%s[%d] is %v: want finite numbers", name, i, v[i])
	}
	return nil
}

func (c Case) plot() *plot.Plot {
	p := figure.NewPlot()
	p.X.Label.Text, p.Y.Label.Text = "x", "y"
	p.X.Min, p.X.Max = c.Grid[0], c.Grid[len(c.Grid)-1]
	p.Y.Min, p.Y.Max = c.span()
	p.X.Tick.Marker, p.Y.Tick.Marker = figure.Nice(p.X.Min, p.X.Max), figure.Nice(p.Y.Min, p.Y.Max)
	if c.SD != nil {
		p.Add(figure.Band(c.Grid, around(c.Mean, c.SD, -2), around(c.Mean, c.SD, 2), bandFill))
	}
	p.Add(figure.GridLines())
	for i, d := range c.Draws {
		if c.DrawSDs != nil {
			p.Add(figure.Stroke(c.Grid, around(d, c.DrawSDs[i], -2), thinStyle), figure.Stroke(c.Grid, around(d, c.DrawSDs[i], 2), thinStyle))
		}
	}
	for _, d := range c.Draws {
		p.Add(figure.Stroke(c.Grid, d, drawStyle))
	}
	if c.SD != nil {
		p.Add(figure.Stroke(c.Grid, around(c.Mean, c.SD, -2), edgeStyle), figure.Stroke(c.Grid, around(c.Mean, c.SD, 2), edgeStyle))
	}
	p.Add(figure.Stroke(c.Grid, c.Mean, meanStyle))
	if b := c.Exact; b != nil {
		p.Add(figure.Stroke(c.Grid, b.Mean, exactStyle))
		if b.SD != nil {
			p.Add(figure.Stroke(c.Grid, around(b.Mean, b.SD, -2), exactStyle), figure.Stroke(c.Grid, around(b.Mean, b.SD, 2), exactStyle))
		}
	}
	p.Add(figure.Dots(c.X, c.Y, observed)) // rows on a line stay in sight
	return p
}

// span is the range of y with room for the rows and the bands. Single draws that leave it are cut.
func (c Case) span() (lo, hi float64) {
	lo, hi = slices.Min(c.Y), slices.Max(c.Y)
	bands := [][2][]float64{{c.Mean, c.SD}}
	if c.Exact != nil {
		bands = append(bands, [2][]float64{c.Exact.Mean, c.Exact.SD})
	}
	for _, b := range bands {
		if b[1] != nil {
			lo, hi = min(lo, slices.Min(around(b[0], b[1], -2))), max(hi, slices.Max(around(b[0], b[1], 2)))
		}
	}
	room := .06 * (hi - lo)
	return lo - room, hi + room
}

// around is mean + k sd.
func around(mean, sd []float64, k float64) []float64 {
	v := make([]float64, len(mean))
	for i := range v {
		v[i] = mean[i] + k*sd[i]
	}
	return v
}

func (c Case) key() []figure.KeyItem {
	items := []figure.KeyItem{figure.KeyGlyph("observed", observed), figure.KeyLine("mean", meanStyle)}
	if c.SD != nil {
		items = append(items, figure.KeyLine("mean ± 2 s.d.", edgeStyle))
	}
	if len(c.Draws) > 0 {
		items = append(items, figure.KeyLine(fmt.Sprintf("%d draws", len(c.Draws)), drawStyle))
	}
	if len(c.DrawSDs) > 0 {
		items = append(items, figure.KeyLine("± 2 s.d. of each", thinStyle))
	}
	if c.Exact != nil {
		items = append(items, figure.KeyLine(c.Exact.Name, exactStyle))
	}
	return items
}
