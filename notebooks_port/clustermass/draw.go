package main

import (
	"fmt"
	"io"
	"math"
	"path/filepath"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/notebooks_port/clustermass/figures"
	"github.com/deepprob/deepprob/notebooks_port/clustermass/report"
	"github.com/deepprob/deepprob/notebooks_port/internal/catalogue"
	"github.com/deepprob/deepprob/notebooks_port/internal/output"
)

// draw writes the figures, unless only numbers were asked for.
func draw(o options, folder output.Folder, p *predictions, r report.Results, train, test data.Set) error {
	if o.numbers {
		return nil
	}
	reference, drop := figures.NotebookMDN(), 5
	if o.components != "beta" {
		reference, drop = nil, 0 // the notebook's losses are those of its Betas, and the rate of the normals has no step
	}
	var said [4]string
	for i, e := range p.estimates.All() {
		said[i] = r.Claims.Of("direction of the " + e.Name)
	}
	from := figures.Mock
	if o.catalogue != "" {
		from = figures.Source(filepath.Base(o.catalogue))
	}
	for name, figure := range map[string]func(path string) error{
		"prior.png": func(f string) error {
			return from.Prior(f, train.Y, len(p.histogram.Mass), [2]float64{p.target.Min, p.target.Max}, p.curves()...)
		},
		"bias.png":        func(f string) error { return from.Bias(f, test.Y, p.estimates, said) },
		"bias_lines.png":  func(f string) error { return from.BiasCurves(f, r.Bias, figures.NotebookBias()) },
		"bias_priors.png": func(f string) error { return from.Modes(f, r.Modes) },
		"posteriors.png":  func(f string) error { return from.Posteriors(f, p.shown) },
		"losses.png": func(f string) error {
			return from.Losses(f,
				figures.LossCurve{Name: "MSE network", Unit: "mean squared error, scaled", Loss: r.MSE.EpochLoss, Reference: figures.NotebookMSE(), Drop: 2},
				figures.LossCurve{Name: "mixture density network", Unit: "negative log-likelihood, nats, scaled", Loss: r.MDN.EpochLoss, Reference: reference, Drop: drop})
		},
	} {
		if err := figure(folder.Path(name)); err != nil {
			return err
		}
	}
	return nil
}

// clusters picks, for each mass, the test row nearest to it, with its posteriors on a grid fine enough to show the
// jumps at the edges of the prior's bins.
func (p *predictions) clusters(truth []float64, masses ...float64) []figures.Cluster {
	grid := make([]float64, 1000)
	for i := range grid {
		grid[i] = catalogue.MinMass + (catalogue.MaxMass-catalogue.MinMass)*(float64(i)+.5)/float64(len(grid))
	}
	var cs []figures.Cluster
	for _, m := range masses {
		row := nearest(truth, m)
		after := p.flat.Row(row)
		c := figures.Cluster{
			X: grid, Before: density(p.posterior.Row(row).LogProbs(grid)[0]), After: density(after.LogProbs(grid)[0]),
			Truth: truth[row], Mean: p.estimates.FlatMean[row], Mode: p.estimates.FlatMode[row],
		}
		for _, i := range after.HPD(.68)[0] {
			c.HPD = append(c.HPD, [2]float64{i.Lo, i.Hi})
		}
		cs = append(cs, c)
	}
	return cs
}

func nearest(x []float64, at float64) int {
	best := 0
	for i, v := range x {
		if math.Abs(v-at) < math.Abs(x[best]-at) {
			best = i
		}
	}
	return best
}

func density(logp []float64) []float64 {
	d := make([]float64, len(logp))
	for i, l := range logp {
		d[i] = math.Exp(l)
	}
	return d
}

// finish writes results.json and says where everything is.
func finish(folder output.Folder, r report.Results, out io.Writer) error {
	fmt.Fprintf(out, "\n%s\n", r.Coverage)
	s := r.Seconds
	fmt.Fprintf(out, "seconds  data %.1f  train mse %.1f  train mdn %.1f  predict %.1f  figures %.1f  total %.1f\n",
		s.Data, s.TrainMSE, s.TrainMDN, s.Predict, s.Figures, s.Total)
	if err := folder.Finish(r.Full()); err != nil {
		return err
	}
	fmt.Fprintf(out, "figures and results.json are in %s\n", folder)
	return nil
}
