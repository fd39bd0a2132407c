package main

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/notebooks_port/classification/digits"
	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The layout of picturesPage: so many pictures a row, of this side, after a label.
const (
	across = 12
	side   = vg.Length(40)
	left   = vg.Length(112)
	step   = vg.Length(46)
)

// picturesPage shows digits that the network reads rightly, digits that it errs in, and pictures of the other kinds, each with what it is
// taken for and how surely; below errors stands what it is.
func picturesPage(kinds []pictures) *figure.Page {
	test := kinds[0]
	var right, wrong []int
	for i, t := range test.truth {
		if test.taken[i] == t {
			right = append(right, i)
		} else {
			wrong = append(wrong, i)
		}
	}
	slices.SortStableFunc(wrong, func(a, b int) int { return int(math.Copysign(1, test.surest(b)-test.surest(a))) })
	type shown struct {
		name, below string
		kind        pictures
		rows        []int
	}
	all := []shown{{"digits read rightly", "", test, right}, {"digits read wrongly,", "the surest first", test, wrong}}
	for _, k := range kinds[1:] {
		all = append(all, shown{k.kind, "", k, everyRow(k)})
	}
	pg := figure.NewPage(vg.Length(72+62*len(all)), "What the digit network takes a picture for, and how surely",
		"Pictures of 16 by 16 pixels, made from templates of strokes. The network has to name one of the ten digits whatever it sees.")
	pg.Strip(8)
	for _, s := range all {
		height := vg.Length(62)
		if s.below != "" {
			height += 12 // for the truth
		}
		strip := pg.Strip(height)
		pg.FillText(figure.TextStyle(figure.TextSize, figure.Ink), vg.Point{X: strip.Min.X + 2, Y: strip.Max.Y - 22}, s.name)
		pg.FillText(figure.TextStyle(figure.TextSize, figure.Soft), vg.Point{X: strip.Min.X + 2, Y: strip.Max.Y - 35}, s.below)
		for k := range min(across, len(s.rows)) {
			i := s.rows[k]
			at := vg.Point{X: strip.Min.X + left + step*vg.Length(k), Y: strip.Max.Y - side}
			picture(pg, at, s.kind.x.RawRowView(i))
			style := figure.TextStyle(figure.TickSize, figure.Ink)
			style.XAlign, style.YAlign = draw.XCenter, draw.YTop
			pg.FillText(style, vg.Point{X: at.X + side/2, Y: at.Y - 2}, fmt.Sprintf("%.0f: %.0f%%", s.kind.taken[i], 100*s.kind.surest(i)))
			if t := s.kind.truth; t != nil && t[i] != s.kind.taken[i] {
				style.Color = figure.Soft
				pg.FillText(style, vg.Point{X: at.X + side/2, Y: at.Y - 14}, fmt.Sprintf("it is %.0f", t[i]))
			}
		}
	}
	return pg
}

func everyRow(k pictures) []int {
	rows := make([]int, len(k.taken))
	for i := range rows {
		rows[i] = i
	}
	return rows
}

// picture paints one on the page with its lower left corner at a point, ink dark.
func picture(pg *figure.Page, at vg.Point, row []float64) {
	const cell = side / digits.Size
	for j := range digits.Size {
		for i := range digits.Size {
			x, y := at.X+cell*vg.Length(i), at.Y+side-cell*vg.Length(j+1)
			grey := uint8(255 * (1 - min(max(row[j*digits.Size+i], 0), 1)))
			pg.Fill(vg.Rectangle{Min: vg.Point{X: x, Y: y}, Max: vg.Point{X: x + cell, Y: y + cell}}, image.NewUniform(color.Gray{Y: grey}))
		}
	}
}

// confusionPage draws the counts of digits by what they were taken for.
func confusionPage(s digitScores) *figure.Page {
	pg := figure.NewPage(400, "Which digits are taken for which",
		fmt.Sprintf("Test pictures by what they show and what they are taken for; %.1f ± %.1f%% are on the diagonal. The shade grows with the share of the row.", 100*s.Accuracy.Mean, 100*s.Accuracy.SE))
	p := figure.NewPlot()
	p.X.Label.Text, p.Y.Label.Text = "taken for", "shows"
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = -.5, 9.5, -.5, 9.5
	p.Y.Scale = plot.InvertedScale{Normalizer: plot.LinearScale{}} // digit 0 is the uppermost row
	p.X.Tick.Marker, p.Y.Tick.Marker = figure.Ticks(0, 9, 1, 0, 1), figure.Ticks(0, 9, 1, 0, 1)
	p.X.Tick.Length, p.Y.Tick.Length = 0, 0
	p.Add(figure.Mark(func(c draw.Canvas, p *plot.Plot) {
		for i, row := range s.Confusion {
			total := 0
			for _, n := range row {
				total += n
			}
			for j, n := range row {
				cell(pg, c, p, i, j, n, float64(n)/float64(max(total, 1)))
			}
		}
	}))
	pg.Grid([][]*plot.Plot{{p}}, 4, 0, func(int, int) (string, string) { return "", "" })
	return pg
}

// cell paints one count. The shade goes with the square root of the share: errors are few, and should be seen.
func cell(pg *figure.Page, c draw.Canvas, p *plot.Plot, i, j, n int, share float64) {
	corners := figure.Points(c, p, []float64{float64(j) - .5, float64(j) + .5}, []float64{float64(i) + .5, float64(i) - .5})
	depth := math.Sqrt(share)
	pg.Fill(vg.Rectangle{Min: corners[0].Add(vg.Point{X: 1, Y: 1}), Max: corners[1]}, image.NewUniform(figure.Faded(figure.Blue, .04+.96*depth)))
	if n == 0 {
		return
	}
	ink := figure.Ink
	if depth > .55 {
		ink = figure.White
	}
	s := figure.TextStyle(figure.TextSize, ink)
	s.XAlign, s.YAlign = draw.XCenter, draw.YCenter
	middle := vg.Point{X: (corners[0].X + corners[1].X) / 2, Y: (corners[0].Y+corners[1].Y)/2 + figure.TextLift}
	c.FillText(s, middle, fmt.Sprint(n))
}

// kindInk are the colours of the kinds of pictures, in the order of runDigits.
var kindInk = []color.RGBA{figure.Ink, figure.Orange, figure.Blue, figure.Green}

// entropyPage draws the calibration of the surest class, and for each kind of pictures the share with less entropy than a value.
func entropyPage(kinds []pictures, s digitScores) *figure.Page {
	var above []string
	for _, e := range s.Entropy[1:] {
		above = append(above, fmt.Sprintf("%.0f%% of %s", 100*e.Above, e.Kind))
	}
	pg := figure.NewPage(360, "How sure the digit network is",
		"Less sure than 95% of the digits: "+strings.Join(above, ", ")+". Strange pictures need not look unsure.")
	figure.Key(pg.Strip(22), reliabilityKey()...)
	var items []figure.KeyItem
	entropy := figure.NewPlot()
	entropy.X.Label.Text, entropy.Y.Label.Text = "entropy of the answer, nats (log 10 = 2.30 at most)", "share of pictures with less"
	entropy.X.Min, entropy.X.Max, entropy.Y.Min, entropy.Y.Max = 1e-4, math.Log(10), 0, 1
	entropy.X.Scale = figure.Log{}
	entropy.X.Tick.Marker, entropy.Y.Tick.Marker = figure.Decades(entropy.X.Min, entropy.X.Max), figure.Nice(0, 1)
	entropy.Add(figure.GridLines())
	for i, k := range kinds {
		style := draw.LineStyle{Color: kindInk[i], Width: 1.8}
		entropy.Add(figure.Cased(atLeast(slices.Sorted(slices.Values(k.entropy)), entropy.X.Min), ranks(len(k.entropy)), style))
		items = append(items, figure.KeyLine(k.kind, style))
	}
	figure.Key(pg.Strip(22), items...)
	lowest := 1.
	for _, b := range s.Reliability {
		lowest = min(lowest, b.Predicted, b.Observed)
	}
	sure := reliabilityPlot(s.Reliability, math.Floor(lowest*10)/10, fmt.Sprintf("%d of %d in the band", s.Inside, len(s.Reliability)), fmt.Sprintf("mean miss %.3f", s.CalibrationError))
	sure.X.Label.Text, sure.Y.Label.Text = "probability of the surest class", "share that shows it"
	pg.Grid([][]*plot.Plot{{sure, entropy}}, 20, 20, func(_, c int) (string, string) {
		return [...]string{"Calibration", "Entropy"}[c], [...]string{"on test digits", "by kind of picture"}[c]
	})
	return pg
}

// atLeast raises v to the least that a logarithmic axis shows; an entropy may be 0.
func atLeast(v []float64, least float64) []float64 {
	for i := range v {
		v[i] = max(v[i], least)
	}
	return v
}

// ranks are the shares 0 to 1 of n sorted values.
func ranks(n int) []float64 {
	r := make([]float64, n)
	for i := range r {
		r[i] = float64(i+1) / float64(n)
	}
	return r
}
