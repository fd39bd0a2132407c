package main

import (
	"fmt"
	"image/color"

	"github.com/deepprob/deepprob/notebooks_port/internal/densities"
	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// drawPlane writes the figures of the four densities.
func (n *notebook) drawPlane(models []*training.Model) error {
	pg, err := n.mapsPage(models)
	if err != nil {
		return err
	}
	if err := pg.Save(n.folder.Path("densities.png")); err != nil {
		return err
	}
	if pg, err = warpPage(models); err != nil {
		return err
	}
	if err := pg.Save(n.folder.Path("warp.png")); err != nil {
		return err
	}
	return lossPage(n.results).Save(n.folder.Path("losses.png"))
}

// shownDraws is how many draws a panel has.
const shownDraws = 2000

var drawDot = figure.Circle(.8, figure.Faded(figure.Blue, .55), nil)

// mapsPage draws, for each density, the true one, the learned one on the same scale, and draws of that.
func (n *notebook) mapsPage(models []*training.Model) (*figure.Page, error) {
	all, r := densities.All(), n.results
	pg := figure.NewPage(596, r.Claims.Of(planeClaim.Name),
		fmt.Sprintf("A neural spline flow of %d layers, trained on points alone. Nats: the divergence E log p − log q on fresh points.", planeLayers))
	shade := func(share float64) color.Color { return figure.Shades[int(255*share)].C }
	figure.Key(pg.Strip(24), figure.KeyScale("density, of the largest true one in each column", "0", "1", shade), figure.KeyGlyph(fmt.Sprintf("%s draws of the flow", figure.Grouped(shownDraws)), drawDot))
	plots := [][]*plot.Plot{make([]*plot.Plot, len(all)), make([]*plot.Plot, len(all)), make([]*plot.Plot, len(all))}
	for c, d := range all {
		s := n.window(d)
		points := s.points()
		q, err := models[c].PredictJoint(n.ctx, mat.NewDense(1, 1, nil))
		if err != nil {
			return nil, err
		}
		exact, log := truth(d, points), q.LogProbs(points)[0]
		for row := range plots {
			plots[row][c] = pane(s, 2, 0, true, row == len(plots)-1)
		}
		plots[0][c].Add(heat(pg, s, exact, floats.Max(exact)))
		plots[1][c].Add(heat(pg, s, log, floats.Max(exact)))
		x, y := columns(q.Sample(n.seed, shownDraws)[0])
		plots[2][c].Add(figure.Dots(x, y, drawDot))
	}
	pg.Grid(plots, 20, 10, func(row, c int) (string, string) {
		switch row {
		case 0:
			return figure.Capital(all[c].Name), "true"
		case 1:
			return "Learned", fmt.Sprintf("%.3f nats", r.Densities[c].KL.Mean)
		}
		return "Draws", ""
	})
	return pg, nil
}

func columns(points [][]float64) (x, y []float64) {
	for _, p := range points {
		x, y = append(x, p[0]), append(y, p[1])
	}
	return x, y
}

// densityInks are the colours of the densities in the figure of losses.
var densityInks = []draw.LineStyle{
	{Color: figure.Blue, Width: 1.8}, {Color: figure.Orange, Width: 1.8}, {Color: figure.Green, Width: 1.8}, {Color: figure.Ink, Width: 1.8},
}

// lossPage draws what the loss of each flow has above that of the truth on the same points, after each epoch. Less the entropy instead it would
// have the error of a mean of log p over the training points, .003, which is as much as is left at the end.
func lossPage(r results) *figure.Page {
	pg := figure.NewPage(290, "Loss above that of the true density", "Mean of log p − log q over the training points during each epoch; the dashed line is that over fresh points at the end, the divergence.")
	p := figure.NewPlot()
	p.X.Label.Text, p.Y.Label.Text = "epoch", "nats a point"
	lo, hi := .01, .1
	var items []figure.KeyItem
	for i, l := range r.Densities {
		above := make([]float64, len(l.EpochLoss))
		for k, v := range l.EpochLoss {
			above[k] = max(v-l.TrueLoss, 1e-4)
			lo, hi = min(lo, above[k]), max(hi, above[k])
		}
		end, dashed := max(l.KL.Mean, 1e-4), densityInks[i]
		dashed.Width, dashed.Dashes = 1, []vg.Length{3, 2.5}
		lo = min(lo, end)
		x := figure.Count(above)
		p.Add(figure.Stroke([]float64{1, float64(len(x))}, []float64{end, end}, dashed), figure.Stroke(x, above, densityInks[i]))
		items = append(items, figure.KeyLine(l.Name, densityInks[i]))
	}
	n := len(r.Densities[0].EpochLoss)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = .5, float64(n)+.5, lo/1.3, hi*1.3
	p.X.Tick.Marker, p.Y.Tick.Marker, p.Y.Scale = figure.Epochs(n), figure.Decades(p.Y.Min, p.Y.Max), figure.Log{}
	figure.Key(pg.Strip(24), items...)
	pg.Grid([][]*plot.Plot{{p}}, 4, 0, func(int, int) (string, string) { return "", "" })
	return pg
}
