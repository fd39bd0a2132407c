package main

import (
	"cmp"
	"fmt"
	"image"
	"image/color"
	"slices"

	"github.com/deepprob/deepprob/notebooks_port/classification/digits"
	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The layout of picturesPage in points: so many pictures a row, of this side, after a label.
const (
	across = 12
	side   = vg.Length(40)
	left   = vg.Length(112)
	step   = vg.Length(46)
	row    = vg.Length(62)
	lower  = vg.Length(12) // a row with the truth below
)

// picturesPage shows digits that the network reads rightly, digits that it errs in, and pictures of the other kinds, each with
// what it is taken for and how surely; below errors stands what it is.
func picturesPage(kinds []pictures) *figure.Page {
	right, wrong := kinds[0].byTruth()
	pg := figure.NewPage(60+lower+row*vg.Length(len(kinds)+1), "What the digit network takes a picture for, and how surely",
		"Pictures of 16 by 16 pixels, made from templates of strokes. The network has to name one of the ten digits whatever it sees.")
	pg.Strip(8)
	picturesRow(pg, row, kinds[0], right, "digits read rightly", "")
	picturesRow(pg, row+lower, kinds[0], wrong, "digits read wrongly,", "the surest first")
	for _, k := range kinds[1:] {
		picturesRow(pg, row, k, first(len(k.taken)), k.kind, "")
	}
	return pg
}

// byTruth are the rows that are what they are taken for, in order, and those that are not, the surest first.
func (k pictures) byTruth() (right, wrong []int) {
	for i, t := range k.truth {
		if k.taken[i] == t {
			right = append(right, i)
		} else {
			wrong = append(wrong, i)
		}
	}
	slices.SortStableFunc(wrong, func(a, b int) int { return cmp.Compare(k.surest(b), k.surest(a)) })
	return right, wrong
}

// first are the rows 0 to n-1.
func first(n int) []int {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	return rows
}

// picturesRow takes a strip of the page for some rows of a kind after a label of two lines.
func picturesRow(pg *figure.Page, height vg.Length, k pictures, rows []int, name, below string) {
	strip := pg.Strip(height)
	pg.FillText(figure.TextStyle(figure.TextSize, figure.Ink), vg.Point{X: strip.Min.X + 2, Y: strip.Max.Y - 22}, name)
	pg.FillText(figure.TextStyle(figure.TextSize, figure.Soft), vg.Point{X: strip.Min.X + 2, Y: strip.Max.Y - 35}, below)
	for j, i := range rows[:min(across, len(rows))] {
		at := vg.Point{X: strip.Min.X + left + step*vg.Length(j), Y: strip.Max.Y - side}
		picture(pg, at, k.x.RawRowView(i))
		style := figure.TextStyle(figure.TickSize, figure.Ink)
		style.XAlign, style.YAlign = draw.XCenter, draw.YTop
		pg.FillText(style, vg.Point{X: at.X + side/2, Y: at.Y - 2}, fmt.Sprintf("%.0f: %.0f%%", k.taken[i], 100*k.surest(i)))
		if k.truth != nil && k.truth[i] != k.taken[i] {
			style.Color = figure.Soft
			pg.FillText(style, vg.Point{X: at.X + side/2, Y: at.Y - 2 - lower}, fmt.Sprintf("it is %.0f", k.truth[i]))
		}
	}
}

// picture paints one on the page with its lower left corner at a point, ink dark.
func picture(pg *figure.Page, at vg.Point, pixels []float64) {
	const cell = side / digits.Size
	for j := range digits.Size {
		for i := range digits.Size {
			x, y := at.X+cell*vg.Length(i), at.Y+side-cell*vg.Length(j+1)
			grey := uint8(255 * (1 - min(max(pixels[j*digits.Size+i], 0), 1)))
			pg.Fill(vg.Rectangle{Min: vg.Point{X: x, Y: y}, Max: vg.Point{X: x + cell, Y: y + cell}}, image.NewUniform(color.Gray{Y: grey}))
		}
	}
}
