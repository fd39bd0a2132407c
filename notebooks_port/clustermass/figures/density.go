package figures

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// density counts points (x, y) in square cells of size cell over lo..hi on both axes; n[j][i] is column i of row j from below.
type density struct {
	lo, cell float64
	n        [][]int
}

func newDensity(x, y []float64, lo, hi, cell float64) density {
	size := int((hi-lo)/cell + .5)
	d := density{lo: lo, cell: cell, n: make([][]int, size)}
	for j := range d.n {
		d.n[j] = make([]int, size)
	}
	for k := range x {
		i, j := d.index(x[k]), d.index(y[k])
		if i >= 0 && j >= 0 {
			d.n[j][i]++
		}
	}
	return d
}

// index returns the cell of v along an axis, -1 outside.
func (d density) index(v float64) int {
	u := math.Floor((v - d.lo) / d.cell)
	if u < 0 || u >= float64(len(d.n)) {
		return -1
	}
	return int(u)
}

// max returns the largest count, at least 1.
func (d density) max() int {
	most := 1
	for _, row := range d.n {
		for _, n := range row {
			most = max(most, n)
		}
	}
	return most
}

// heat paints a density on a page, darker where there are more points, on a scale of log count from 1 to top.
func heat(pg *figure.Page, d density, top int) plot.Plotter {
	return figure.Mark(func(c draw.Canvas, p *plot.Plot) {
		trX, trY := p.Transforms(&c)
		at := func(k int) float64 { return d.lo + float64(k)*d.cell }
		for j, row := range d.n {
			for i, n := range row {
				if n == 0 {
					continue
				}
				pg.Fill(vg.Rectangle{
					Min: vg.Point{X: max(trX(at(i)), c.Min.X), Y: max(trY(at(j)), c.Min.Y)},
					Max: vg.Point{X: min(trX(at(i+1)), c.Max.X), Y: min(trY(at(j+1)), c.Max.Y)},
				}, figure.Shades[shade(n, top)])
			}
		}
	})
}

// shade is the place of a count on the colour scale.
func shade(n, top int) int {
	if top <= 1 {
		return len(figure.Shades) - 1
	}
	return min(int(float64(len(figure.Shades))*math.Log(float64(n))/math.Log(float64(top))), len(figure.Shades)-1)
}

// colourBar draws the scale of heat from left to right over c with the powers of ten below top, and what is counted before it.
func colourBar(pg *figure.Page, c draw.Canvas, top int, name string) {
	s := figure.TextStyle(figure.TextSize, figure.Ink)
	s.XAlign, s.YAlign = draw.XRight, draw.YCenter
	y := c.Center().Y
	c.FillText(s, vg.Point{X: c.Min.X - 6, Y: y + figure.TextLift}, name)
	for i, shade := range figure.Shades {
		x := func(i int) vg.Length { return c.X(float64(i) / float64(len(figure.Shades))) }
		pg.Fill(vg.Rectangle{Min: vg.Point{X: x(i), Y: y - 4}, Max: vg.Point{X: x(i + 1), Y: y + 4}}, shade)
	}
	s = figure.TextStyle(figure.TickSize, figure.Soft)
	s.XAlign, s.YAlign = draw.XCenter, draw.YTop
	for n := 1; n <= top && top > 1; n *= 10 {
		x := c.X(math.Log(float64(n)) / math.Log(float64(top)))
		c.StrokeLine2(draw.LineStyle{Color: figure.Soft, Width: .6}, x, y-4, x, y-7)
		c.FillText(s, vg.Point{X: x, Y: y - 6}, fmt.Sprint(n))
	}
}
