package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// drawAll writes the figures.
func drawAll(ctx context.Context, dir string, models []*training.Model, kinds []pictures, r results) error {
	prior, err := priorPage(ctx, models, r.Priors)
	if err != nil {
		return err
	}
	for name, pg := range map[string]*figure.Page{
		"calibration.png": calibrationPage(r),
		"prior.png":       prior,
		"digits.png":      picturesPage(kinds),
		"confusion.png":   confusionPage(r.Digits),
		"entropy.png":     entropyPage(kinds, r.Digits, r.Claims.Of(strangeClaim.Name)),
	} {
		if err := pg.Save(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// The looks of a reliability diagram.
var (
	bandFill  = figure.Faded(figure.Blue, .18)
	equalLine = draw.LineStyle{Color: figure.Ink, Width: .8, Dashes: []vg.Length{6, 3}}
	binDot    = figure.Circle(2.6, figure.Orange, figure.White)
)

// reliabilityPlot draws bins on axes from lo to 1, with the words in the corner that the points leave free.
func reliabilityPlot(bins []bin, lo float64, words ...string) *plot.Plot {
	p := figure.NewPlot()
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = lo-.02, 1.02, lo-.02, 1.02
	p.X.Tick.Marker, p.Y.Tick.Marker = figure.Nice(lo, 1), figure.Nice(lo, 1)
	var x, y, low, high []float64
	for _, b := range bins {
		x, y, low, high = append(x, b.Predicted), append(y, b.Observed), append(low, b.Lo), append(high, b.Hi)
	}
	p.Add(figure.GridLines(), figure.Band(x, low, high, bandFill), figure.Stroke([]float64{lo, 1}, []float64{lo, 1}, equalLine), figure.Dots(x, y, binDot))
	s, off := figure.TextStyle(figure.TickSize, figure.Soft), floats.Sum(y)-floats.Sum(x)
	for i, w := range words {
		if off < -.02*float64(len(bins)) { // visibly below the diagonal
			p.Add(figure.Note(lo, 1, 2, vg.Length(-12-12*i), s, w))
			continue
		}
		s.XAlign = draw.XRight
		p.Add(figure.Note(1, lo, 0, vg.Length(4+12*(len(words)-1-i)), s, w))
	}
	return p
}

func reliabilityKey() []figure.KeyItem {
	return []figure.KeyItem{
		figure.KeyGlyph(fmt.Sprintf("rows of one of %d intervals", intervals), binDot),
		figure.KeyPatch("95% of binomial chance", bandFill), figure.KeyLine("observed = predicted", equalLine),
	}
}

// calibrationPage draws a row of reliability diagrams for each network.
func calibrationPage(r results) *figure.Page {
	pg := figure.NewPage(vg.Length(96+206*len(r.Priors)), r.Claims.Of(calibratedClaim.Name),
		fmt.Sprintf("%s training points of two clouds, %s to test on. %s", figure.Grouped(r.Rows.Train), figure.Grouped(r.Rows.Test), r.Claims.Of(swapClaim.Name)))
	figure.Key(pg.Strip(24), reliabilityKey()...)
	plots := make([][]*plot.Plot, len(r.Priors))
	for i, c := range r.Priors {
		for j, s := range []score{c.Own, c.AsIs, c.Swapped} {
			p := reliabilityPlot(s.Bins, 0, fmt.Sprintf("%d of %d in the band", s.Inside, len(s.Bins)), fmt.Sprintf("mean miss %.3f", s.CalibrationError))
			if i == len(r.Priors)-1 {
				p.X.Label.Text = "predicted probability of class 1"
			}
			if j == 0 {
				p.Y.Label.Text = "share of class 1"
			}
			plots[i] = append(plots[i], p)
		}
	}
	pg.Grid(plots, 20, 14, func(i, j int) (string, string) {
		c := r.Priors[i]
		return [...]string{"As trained,", "Deployed,", "Prior swapped,"}[j], fmt.Sprintf("%.0f%% of class 1", 100*[...]float64{c.Train, c.Deploy, c.Deploy}[j])
	})
	return pg
}

// The looks of priorPage: what is learned is a thick line, the truth a thin dark one.
var (
	trainLine = draw.LineStyle{Color: figure.Blue, Width: 2.4}
	swapLine  = draw.LineStyle{Color: figure.Orange, Width: 2.4}
	trueLine  = draw.LineStyle{Color: figure.Ink, Width: 1, Dashes: []vg.Length{4, 2.5}}
)

// priorPage draws p(1 | x) along a line for each network under both priors, and the exact ones.
func priorPage(ctx context.Context, models []*training.Model, cases []priors) (*figure.Page, error) {
	const height = .15 // of the line: between the centres of the clouds
	pg := figure.NewPage(300, "What another class prior does to p(class | x)",
		fmt.Sprintf("Along x_{1} = %.2f. The odds change by one factor everywhere, the ratio of the priors' odds; the network need not be trained again.", height))
	figure.Key(pg.Strip(24), figure.KeyLine("network, prior of its training", trainLine), figure.KeyLine("the same, prior swapped", swapLine), figure.KeyLine("exact, from the known densities", trueLine))
	x := mat.NewDense(241, 2, nil)
	along := make([]float64, 241)
	for i := range along {
		along[i] = -3 + .025*float64(i)
		x.SetRow(i, []float64{along[i], height})
	}
	plots := make([]*plot.Plot, len(cases))
	for i, c := range cases {
		q, err := models[i].Predict(ctx, x)
		if err != nil {
			return nil, err
		}
		swapped, err := distributions.SwapPrior(q, bernoulli(c.Train), bernoulli(c.Deploy))
		if err != nil {
			return nil, err
		}
		p := figure.NewPlot()
		p.X.Label.Text = "x_{0}"
		p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = -3, 3, -.02, 1.02
		p.X.Tick.Marker, p.Y.Tick.Marker = figure.Ticks(-3, 3, 1, 0, 2), figure.Nice(0, 1)
		p.Add(figure.GridLines(), figure.Cased(along, q.Mean(), trainLine), figure.Cased(along, swapped.Mean(), swapLine),
			figure.Stroke(along, exact(x, c.Train), trueLine), figure.Stroke(along, exact(x, c.Deploy), trueLine))
		plots[i] = p
	}
	plots[0].Y.Label.Text = "p(class 1 | x)"
	pg.Grid([][]*plot.Plot{plots}, 20, 20, func(_, i int) (string, string) {
		return fmt.Sprintf("Trained at %.0f%% of class 1,", 100*cases[i].Train), fmt.Sprintf("deployed at %.0f%%", 100*cases[i].Deploy)
	})
	return pg, nil
}
