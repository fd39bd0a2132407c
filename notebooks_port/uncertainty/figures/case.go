// Package figures draws one picture for each of the notebook's five cases: the observations, the mean, two standard deviations around
// it, and draws of the function where the network has any.
package figures

import (
	"fmt"
	"math"
	"slices"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
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
}

var (
	observed  = figure.Circle(2.3, figure.Faded(figure.Ink, .75), figure.White)
	meanStyle = draw.LineStyle{Color: figure.Orange, Width: 2.2}
	edgeStyle = draw.LineStyle{Color: figure.Blue, Width: 1.6}
	drawStyle = draw.LineStyle{Color: figure.Faded(figure.Orange, .45), Width: .7}
	thinStyle = draw.LineStyle{Color: figure.Faded(figure.Blue, .35), Width: .7}
	bandFill  = figure.Faded(figure.Blue, .1)
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
	room := .12 * (slices.Max(c.Y) - slices.Min(c.Y))
	p.Y.Min, p.Y.Max = slices.Min(c.Y)-room, slices.Max(c.Y)+room // lines that leave it are cut
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
	p.Add(figure.Stroke(c.Grid, c.Mean, meanStyle), figure.Dots(c.X, c.Y, observed)) // rows on a line stay in sight
	return p
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
		items = append(items, figure.KeyLine("mean ± 2 standard deviations", edgeStyle))
	}
	if len(c.Draws) > 0 {
		items = append(items, figure.KeyLine(fmt.Sprintf("%d draws", len(c.Draws)), drawStyle))
	}
	if len(c.DrawSDs) > 0 {
		items = append(items, figure.KeyLine("± 2 standard deviations of each", thinStyle))
	}
	return items
}
