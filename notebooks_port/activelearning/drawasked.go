package main

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

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
	pg := figure.NewPage(474, "Which labels each method asked for",
		"The first repeat. Green is the mutual information of label and weights that the network had left, what more labels would teach it.")
	shade := figure.KeyScale("nats of mutual information", "0", fmt.Sprintf("≥ %.1f", deepest), func(share float64) color.Color { return ink(share * deepest) })
	figure.Key(pg.Strip(24), figure.KeyGlyph("class 0", dots[0]), figure.KeyGlyph("class 1", dots[1]), figure.KeyLine("true border", edge),
		figure.KeyLine("coin flips", flip), shade)
	plots := make([][]*plot.Plot, len(shots[0]))
	for t := range plots {
		for i := range shots {
			p := plane(pg, shots[i][t])
			flips, bought := shots[i][t].flips()
			p.X.Label.Text = fmt.Sprintf("coin flips bought: %d of %d", flips, bought)
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

// ink is the colour of a mutual information, in nats.
func ink(v float64) color.Color { return figure.Faded(figure.Green, min(v/deepest, 1)) }

// paint fills the cells of the lattice.
func paint(pg *figure.Page, c draw.Canvas, p *plot.Plot, information []float64) {
	side := 2 * half / float64(cells)
	for k, v := range information {
		x, y := -half+side*float64(k%cells), -half+side*float64(k/cells)
		corners := figure.Points(c, p, []float64{x, x + side}, []float64{y, y + side})
		pg.Fill(vg.Rectangle{Min: corners[0], Max: corners[1]}, image.NewUniform(ink(v)))
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
