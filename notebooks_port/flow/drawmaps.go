package main

import (
	"cmp"
	"math"

	"github.com/deepprob/deepprob/notebooks_port/internal/densities"
	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// mapCells is how many a map has on each axis: two pixels of a page each.
const mapCells = 160

// A square is the cells of a map, n on each axis from lo to hi.
type square struct {
	lo, hi float64
	n      int
}

func (o options) window(d densities.Density) square {
	lo, hi := d.Window()
	return square{lo, hi, cmp.Or(o.cells, mapCells)}
}

// at is the middle of cell i of an axis.
func (s square) at(i int) float64 { return s.lo + (s.hi-s.lo)*(float64(i)+.5)/float64(s.n) }

// cell is the area of one.
func (s square) cell() float64 { return (s.hi - s.lo) * (s.hi - s.lo) / float64(s.n*s.n) }

// points are the middles of all cells, row after row from below.
func (s square) points() (p [][]float64) {
	for j := range s.n {
		for i := range s.n {
			p = append(p, []float64{s.at(i), s.at(j)})
		}
	}
	return p
}

// truth is the exact density at the points, in nats.
func truth(d densities.Density, points [][]float64) []float64 {
	log := make([]float64, len(points))
	for i, p := range points {
		log[i] = d.LogProb(densities.Point(p))
	}
	return log
}

// heat paints a density on a page, darker where it is denser, on a scale of its height from 0 to that of most; nothing where it is
// less than a shade.
func heat(pg *figure.Page, s square, log []float64, most float64) plot.Plotter {
	return figure.Mark(func(c draw.Canvas, p *plot.Plot) {
		trX, trY := p.Transforms(&c)
		edge := func(i int) float64 { return s.lo + (s.hi-s.lo)*float64(i)/float64(s.n) }
		for k, l := range log {
			shade := int(float64(len(figure.Shades)-1) * min(1, math.Exp(l-most)))
			if shade < 2 {
				continue
			}
			i, j := k%s.n, k/s.n
			pg.Fill(vg.Rectangle{
				Min: vg.Point{X: max(trX(edge(i)), c.Min.X), Y: max(trY(edge(j)), c.Min.Y)},
				Max: vg.Point{X: min(trX(edge(i+1)), c.Max.X), Y: min(trY(edge(j+1)), c.Max.Y)},
			}, figure.Shades[shade])
		}
	})
}

// pane is an empty plot of a square, with labels of its axes where they are asked for.
func pane(s square, step float64, decimals int, left, bottom bool) *plot.Plot {
	p := figure.NewPlot()
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = s.lo, s.hi, s.lo, s.hi
	t := figure.Ticks(math.Ceil(s.lo/step)*step, math.Floor(s.hi/step)*step, step, decimals, 1)
	p.X.Tick.Marker, p.Y.Tick.Marker = t, t
	if !bottom {
		p.X.Tick.Marker = figure.Bare(t)
	}
	if !left {
		p.Y.Tick.Marker = figure.Bare(t)
	}
	return p
}
