package main

import (
	"image/color"
	"path/filepath"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// drawAll writes the figures.
func drawAll(o options, r results, p priorCurves, rows data.Set) error {
	methods := clusterMethods(0)
	from := o.source()
	keys, names := r.Clusters.Parting.names(o)
	for name, page := range map[string]*figure.Page{
		"mass.png":    massPage(r.Clusters, methods, r.Claims.Of(bookedClaim.Name), from),
		"rows.png":    rowsPage(r.Clusters, methods, r.Claims.Of(rowsClaim.Name), from),
		"parting.png": partingPage(r.Clusters.Parting, keys, names, r.Claims.Of(partingClaim.Name), from),
		"unknown.png": unknownPage(r.Clusters, methods, r.Claims.Of(unknownClaim.Name), from),
		"pruning.png": pruningPage(r.Clusters.Pruning, r.Claims.Of(pruningClaim.Name), from),
		"priors.png":  priorsPage(p, r.Prior, from),
		"toy.png":     toyPage(r.Toy, toyMethods(o, 0), rows, r.Claims.Of(toyClaim.Name)),
	} {
		if err := page.Save(filepath.Join(o.out, name)); err != nil {
			return err
		}
	}
	return nil
}

// source ends the second line of a figure of clusters: a reader must know that a mock catalogue is one.
func (o options) source() string {
	if o.catalogue == "" {
		return " From a mock catalogue."
	}
	return " From " + filepath.Base(o.catalogue) + "."
}

// The two parts of a variance.
var (
	aleatoricFill = figure.Faded(figure.Blue, .35)
	epistemicFill = figure.Faded(figure.Orange, .75)
)

// look is how a method is drawn where all are in one plot.
type look struct {
	line draw.LineStyle
	dot  figure.Glyph
}

var purple = color.RGBA{0xb0, 0x5a, 0x8c, 255}

// looks are by method, in the order of clusterMethods.
var looks = []look{
	{draw.LineStyle{Color: figure.Ink, Width: 1.4, Dashes: []vg.Length{4, 2.5}}, figure.Circle(2.6, figure.Ink, figure.White)},
	{draw.LineStyle{Color: figure.Orange, Width: 1.8}, figure.Circle(3, figure.Orange, figure.White)},
	{draw.LineStyle{Color: figure.Blue, Width: 1.8}, figure.Diamond(3, figure.Blue, figure.White)},
	{draw.LineStyle{Color: purple, Width: 1.8}, figure.Diamond(3, figure.White, purple)},
	{draw.LineStyle{Color: figure.Green, Width: 1.8}, figure.Circle(3, figure.White, figure.Green)},
}

// methodKey is the legend of the looks, with dots where the lines have them.
func methodKey(pg *figure.Page, methods []method, dots bool) {
	var items []figure.KeyItem
	for i, h := range methods {
		item := figure.KeyLine(h.name, looks[i].line)
		if dots {
			item = figure.KeyDots(h.name, looks[i].line, looks[i].dot)
		}
		items = append(items, item)
	}
	figure.Key(pg.Strip(24), items...)
}

// unlabelled is the same ticks with labels that are not seen: unlike those of figure.Bare they have grid lines.
func unlabelled(t plot.Ticker) (out plot.ConstantTicks) {
	for _, t := range t.(plot.ConstantTicks) {
		if t.Label != "" {
			t.Label = " "
		}
		out = append(out, t)
	}
	return out
}

// panel is an empty plot with grid lines.
func panel(x, y string) *plot.Plot {
	p := figure.NewPlot()
	p.X.Label.Text, p.Y.Label.Text = x, y
	p.Add(figure.GridLines())
	return p
}
