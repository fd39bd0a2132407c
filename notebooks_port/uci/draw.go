package main

import (
	"fmt"
	"image/color"
	"slices"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The looks of ours and of the published figures of MC dropout.
var (
	ourDot      = figure.Circle(3.2, figure.Blue, figure.White)
	ourBar      = draw.LineStyle{Color: figure.Blue, Width: 1.6}
	laterFill   = figure.Faded(figure.Orange, .22)
	laterLine   = draw.LineStyle{Color: figure.Orange, Width: 1.4}
	articleLine = draw.LineStyle{Color: figure.Soft, Width: 1, Dashes: []vg.Length{4, 2.5}}
)

// titles are the methods' names for a reader.
var titles = map[string]string{
	"mcdropout": "MC dropout", "bbb": "Bayes by Backprop", "ensemble": "ensemble of 5", "laplace": "Laplace", "mdn": "mixture density",
}

// page draws a row of panels for each set: the error and the log-likelihood of each method, mean and standard error over
// the splits.
func page(o options, r results) *figure.Page {
	pg := figure.NewPage(vg.Length(86+28*len(o.sets)+(17*len(o.methods)+22)*len(o.sets)), "Test rows of the UCI regression sets, one hidden layer of 50 units", below(o, r))
	figure.Key(pg.Strip(24), key(o, r)...)
	var plots [][]*plot.Plot
	for _, set := range o.sets {
		rmse := panel(o.methods, rmseMarks(o, r, set), true)
		plots = append(plots, []*plot.Plot{rmse, panel(o.methods, likelihoodMarks(o, r, set), false)})
	}
	pg.Grid(plots, 20, 20, func(r, c int) (string, string) {
		rest := [...]string{"root mean squared error", "log-likelihood a row, nats"}[c]
		if _, ok := published[o.sets[r]]; !ok && anyPublished(o.sets) {
			rest += "; none published"
		}
		return o.sets[r], rest
	})
	return pg
}

// barErrors is how many standard errors all bars and bands reach to either side.
const barErrors = 2

// below says what the dots are, of how many splits.
func below(o options, r results) string {
	text := "Mean over the splits"
	if n := r.splits(o); n == 1 {
		text = "One split, which has no standard error"
	} else if n > 1 {
		text = fmt.Sprintf("Mean over %d splits", n)
	}
	if anyPublished(o.sets) {
		text += ", beside the published figures of MC dropout"
	}
	text += "."
	if len(r.apart(o)) > 0 {
		text += " On whole-number targets a mixture's density has no limit: its log-likelihood is written, not drawn."
	}
	return text
}

// key names what is drawn, and nothing else: bars if a mean has an error, the published figures if a set has any.
func key(o options, r results) []figure.KeyItem {
	items := []figure.KeyItem{figure.KeyGlyph("this library", ourDot)}
	if r.splits(o) != 1 {
		items[0] = figure.KeyDots(fmt.Sprintf("this library ± %d standard errors", barErrors), ourBar, ourDot)
	}
	if anyPublished(o.sets) {
		items = append(items, figure.KeyLine("published 2018", laterLine), figure.KeyPatch(fmt.Sprintf("± %d standard errors", barErrors), laterFill),
			figure.KeyLine("published 2016", articleLine))
	}
	return items
}

func anyPublished(sets []string) bool {
	return slices.ContainsFunc(sets, func(set string) bool { _, ok := published[set]; return ok })
}

// height is where method k of n stands: the first is on top.
func height(k, n int) float64 { return float64(n - 1 - k) }

// panel draws marks on an axis that holds them all, with the methods' names at the left if it is the first of its row.
func panel(methods []string, m marks, named bool) *plot.Plot {
	p := figure.NewPlot()
	n := len(methods)
	p.Y.Min, p.Y.Max = -.6, float64(n)-.4
	var ticks plot.ConstantTicks
	for k, name := range methods {
		t := plot.Tick{Value: height(k, n), Label: " "}
		if named {
			t.Label = titles[name]
		}
		ticks = append(ticks, t)
	}
	p.Y.Tick.Marker, p.Y.Tick.Length = ticks, 0
	p.X.Min, p.X.Max = m.span()
	p.X.Tick.Marker = figure.Nice(p.X.Min, p.X.Max)
	p.Add(figure.GridLines())
	if m.later != nil {
		lo, hi := m.later.reach()
		p.Add(figure.Band([]float64{lo, hi}, []float64{p.Y.Min, p.Y.Min}, []float64{p.Y.Max, p.Y.Max}, color.Color(laterFill)),
			figure.Vertical(m.later.value, laterLine), figure.Vertical(m.first.value, articleLine))
	}
	addOurs(p, m.ours)
	return p
}

// addOurs draws a dot for each method on a bar of its standard error.
func addOurs(p *plot.Plot, ours []interval) {
	for k, v := range ours {
		y := height(k, len(ours))
		if v.apart {
			s := figure.TextStyle(figure.TickSize, figure.Soft)
			s.YAlign = draw.YCenter
			p.Add(figure.Note(p.X.Min, y, 4, figure.TextLift, s, figure.Number(v.value, 2)))
			continue
		}
		lo, hi := v.reach()
		p.Add(figure.Stroke([]float64{lo, hi}, []float64{y, y}, ourBar), figure.Dots([]float64{v.value}, []float64{y}, ourDot))
	}
}

// save writes the figure to path.
func save(path string, o options, r results) error {
	if err := page(o, r).Save(path); err != nil {
		return fmt.Errorf("figure: %w", err)
	}
	return nil
}
