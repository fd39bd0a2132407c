package figures

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/palette/moreland"
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
				}, inks[shade(n, top)])
			}
		}
	})
}

// shade is the place of a count on the colour scale.
func shade(n, top int) int {
	if top <= 1 {
		return len(inks) - 1
	}
	return min(int(float64(len(inks))*math.Log(float64(n))/math.Log(float64(top))), len(inks)-1)
}

// inks is the colour scale from few to many. Its lightness (CIE L*) falls linearly, so equal ratios of counts look equally far
// apart, also in grey (Moreland's interpolation between the colours below).
var inks = colourScale(
	color.RGBA{0x0b, 0x1f, 0x4b, 255}, color.RGBA{0x1f, 0x4e, 0x8c, 255}, color.RGBA{0x3a, 0x84, 0xb5, 255},
	color.RGBA{0x7f, 0xb9, 0xcf, 255}, color.RGBA{0xc4, 0xdf, 0xe4, 255}, color.RGBA{0xe9, 0xf2, 0xf2, 255},
)

func colourScale(darkToLight ...color.Color) [256]*image.Uniform {
	m, err := moreland.NewLuminance(darkToLight)
	if err != nil {
		panic(fmt.Sprintf("figures: colour scale: %v", err)) // the colours stand above
	}
	m.SetMax(1)
	var s [256]*image.Uniform
	for i := range s {
		c, err := m.At(1 - float64(i)/255)
		if err != nil {
			panic(fmt.Sprintf("figures: colour scale: %v", err))
		}
		s[i] = image.NewUniform(c)
	}
	return s
}

// colourBar draws the scale of heat from left to right over c with the powers of ten below top, and what is counted before it.
func colourBar(pg *figure.Page, c draw.Canvas, top int, name string) {
	s := figure.TextStyle(figure.TextSize, figure.Ink)
	s.XAlign, s.YAlign = draw.XRight, draw.YCenter
	y := c.Center().Y
	c.FillText(s, vg.Point{X: c.Min.X - 6, Y: y + figure.TextLift}, name)
	for i, shade := range inks {
		x := func(i int) vg.Length { return c.X(float64(i) / float64(len(inks))) }
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
