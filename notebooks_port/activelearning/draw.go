package main

import (
	"fmt"
	"image"
	"math"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// curvesPage draws both scores against the number of labels.
func curvesPage(r results) *figure.Page {
	pg := figure.NewPage(330, "What a label teaches depends on who asks for it",
		fmt.Sprintf("Scores over the square after each round of %d labels, mean over %d seeds with a band of two standard errors.", batch, len(r.Seeds)))
	bestLine := draw.LineStyle{Color: figure.Soft, Width: 1, Dashes: []vg.Length{4, 2.5}}
	var items []figure.KeyItem
	accuracy, likelihood := figure.NewPlot(), figure.NewPlot()
	accuracy.Y.Label.Text, likelihood.Y.Label.Text = "accuracy", "log-likelihood, nats a label"
	x := make([]float64, len(r.Labels))
	for i, n := range r.Labels {
		x[i] = float64(n)
	}
	var a, l []band
	for _, m := range r.Methods {
		a, l = append(a, bandOf(m.Accuracy)), append(l, bandOf(m.LogLikelihood))
	}
	for _, p := range []*plot.Plot{accuracy, likelihood} {
		p.X.Label.Text = "labels"
		p.X.Min, p.X.Max = x[0], x[len(x)-1]
		p.X.Tick.Marker = figure.Nice(p.X.Min, p.X.Max)
		p.Add(figure.GridLines())
	}
	limits(accuracy, a, r.Best)
	limits(likelihood, l, 0)
	for p, v := range map[*plot.Plot]float64{accuracy: r.Best, likelihood: -2 * (1 - r.Best) * math.Ln2} { // the truth errs in every other coin flip
		p.Add(figure.Stroke([]float64{x[0], x[len(x)-1]}, []float64{v, v}, bestLine))
	}
	for i, m := range methods {
		accuracy.Add(a[i].under(x, m))
		likelihood.Add(l[i].under(x, m))
	}
	for i, m := range methods {
		style := draw.LineStyle{Color: m.ink, Width: 1.8}
		accuracy.Add(figure.Cased(x, a[i].mid, style))
		likelihood.Add(figure.Cased(x, l[i].mid, style))
		items = append(items, figure.KeyLine(m.name, style))
	}
	figure.Key(pg.Strip(24), append(items, figure.KeyLine("the truth", bestLine))...)
	pg.Grid([][]*plot.Plot{{accuracy, likelihood}}, 20, 20, func(_, c int) (string, string) {
		return [...]string{"Accuracy", "Log-likelihood"}[c], "over the whole square"
	})
	return pg
}

// band is a mean with two standard errors to either side.
type band struct{ lo, mid, hi []float64 }

func bandOf(e []estimate) (b band) {
	for _, e := range e {
		b.lo, b.mid, b.hi = append(b.lo, e.Mean-2*e.SE), append(b.mid, e.Mean), append(b.hi, e.Mean+2*e.SE)
	}
	return b
}

func (b band) under(x []float64, m method) figure.Mark {
	return figure.Band(x, b.lo, b.hi, figure.Faded(m.ink, .15))
}

// limits sets a vertical axis that shows all bands and top.
func limits(p *plot.Plot, bands []band, top float64) {
	lo := top
	for _, b := range bands {
		for _, v := range b.lo {
			lo = min(lo, v)
		}
	}
	p.Y.Min, p.Y.Max = lo-.03*(top-lo), top+.03*(top-lo)
	p.Y.Tick.Marker = figure.Nice(p.Y.Min, p.Y.Max)
}

// The looks of askedPage: labels bought by class, and the truth.
var (
	dots = [2]figure.Glyph{figure.Circle(2.2, figure.Blue, figure.White), figure.Circle(2.2, figure.Orange, figure.White)}
	edge = draw.LineStyle{Color: figure.Ink, Width: .9}
	flip = draw.LineStyle{Color: figure.Ink, Width: .9, Dashes: []vg.Length{2.5, 2}}
)

// deepest is the mutual information, in nats, of the darkest ink: log 2 = .69 is all that a label can tell.
const deepest = .6

// askedPage draws for each method the labels it had at each snapshot, on the map of its mutual information then.
func askedPage(shots [][]snapshot) *figure.Page {
	pg := figure.NewPage(400, "Which labels each method asked for",
		"The first seed. Green is the mutual information of label and weights that the network had left, what more labels would teach it.")
	shade := figure.KeyPatch(fmt.Sprintf("%.1f nats or more", deepest), figure.Faded(figure.Green, 1))
	figure.Key(pg.Strip(24), figure.KeyGlyph("class 0", dots[0]), figure.KeyGlyph("class 1", dots[1]), figure.KeyLine("true border", edge),
		figure.KeyLine("coin flips", flip), shade)
	plots := make([][]*plot.Plot, len(shots[0]))
	for t := range plots {
		for i := range shots {
			p := plane(pg, shots[i][t])
			if i > 0 {
				p.Y.Tick.Marker = figure.Bare(p.Y.Tick.Marker)
			}
			if t < len(plots)-1 {
				p.X.Tick.Marker = figure.Bare(p.X.Tick.Marker)
			}
			plots[t] = append(plots[t], p)
		}
	}
	pg.Grid(plots, 20, 8, func(t, i int) (string, string) {
		return figure.Capital(methods[i].name) + ",", fmt.Sprintf("%d labels", shots[i][t].known.Rows())
	})
	return pg
}

// plane is one map of the square.
func plane(pg *figure.Page, s snapshot) *plot.Plot {
	p := figure.NewPlot()
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = -half, half, -half, half
	p.X.Tick.Marker, p.Y.Tick.Marker = figure.Ticks(-half, half, 1, 0, 1), figure.Ticks(-half, half, 1, 0, 1)
	p.Add(figure.Mark(func(c draw.Canvas, p *plot.Plot) { paint(pg, c, p, s.information) }))
	p.Add(truth()...)
	for class, glyph := range dots {
		var x, y []float64
		for i, label := range s.known.Y {
			if label == float64(class) {
				x, y = append(x, s.known.X.At(i, 0)), append(y, s.known.X.At(i, 1))
			}
		}
		p.Add(figure.Dots(x, y, glyph))
	}
	return p
}

// paint fills the cells of the lattice.
func paint(pg *figure.Page, c draw.Canvas, p *plot.Plot, information []float64) {
	side := 2 * half / float64(cells)
	for k, v := range information {
		x, y := -half+side*float64(k%cells), -half+side*float64(k/cells)
		corners := figure.Points(c, p, []float64{x, x + side}, []float64{y, y + side})
		pg.Fill(vg.Rectangle{Min: corners[0], Max: corners[1]}, image.NewUniform(figure.Faded(figure.Green, min(v/deepest, 1))))
	}
}

// truth is the border between the classes, around the island, and around the coin flips.
func truth() []plot.Plotter {
	const n = 200
	var x, y []float64
	for i := range n + 1 {
		x = append(x, half*(2*float64(i)/n-1))
		y = append(y, border(x[i]))
	}
	marks := []plot.Plotter{figure.Stroke(x, y, edge)}
	for _, d := range []struct {
		disc
		style draw.LineStyle
	}{{island, edge}, {coin, flip}} {
		x, y := make([]float64, n+1), make([]float64, n+1)
		for i := range x {
			s, c := math.Sincos(2 * math.Pi * float64(i) / n)
			x[i], y[i] = d.x0+d.radius*c, d.x1+d.radius*s
		}
		marks = append(marks, figure.Stroke(x, y, d.style))
	}
	return marks
}
