package main

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

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

// entropyPage draws the calibration of the surest class, and for each kind of pictures the share with less entropy than a value, under what is said of it.
func entropyPage(kinds []pictures, s digitScores, said string) *figure.Page {
	pg := figure.NewPage(360, "How sure the digit network is", said)
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
	lowest := .9 // the axis has some length if every answer is sure and right
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
