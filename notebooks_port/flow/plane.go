package main

import (
	"context"
	"fmt"
	"io"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/notebooks_port/internal/checkpoint"
	"github.com/deepprob/deepprob/notebooks_port/internal/densities"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// freshPoints is how many points, of which no network has seen one, judge a flow.
const freshPoints = 100_000

func (o options) planeRows(d densities.Named) []float64 {
	return densities.Draws(d, o.seed, d.Name+"/train", o.points)
}

// planeFresh are fresh points: as many as train if those are few.
func (o options) planeFresh(d densities.Named) []float64 {
	return densities.Draws(d, o.seed, d.Name+"/fresh", min(freshPoints, o.points))
}

// trainer is that of all flows of the plane; its rate falls to 0.
func (o options) trainer(name string, out io.Writer) (training.Trainer, error) {
	return checkpoint.Of(o.checkpoint, training.Trainer{
		Loss: losses.NLL{}, BatchSize: planeBatch, Seed: o.seed,
		Solver:   &training.Adam{Rate: training.Cosine(planeRate, float64(o.epochs), 0)},
		Progress: &training.Progress{Out: out, Label: name},
	}, name)
}

// learn trains the flow of a density and judges it by fresh points.
func (o options) learn(ctx context.Context, d densities.Named, out io.Writer) (*training.Model, learned, error) {
	t, err := o.trainer(d.Name, out)
	if err != nil {
		return nil, learned{}, err
	}
	m := &training.Model{Net: plane}
	y := o.planeRows(d)
	h, err := t.Fit(ctx, m, data.Set{X: mat.NewDense(len(y)/2, 1, nil), Y: y}, o.epochs)
	if err != nil {
		return nil, learned{}, fmt.Errorf("%s: %w", d.Name, err)
	}
	l := learned{Name: d.Name, EpochLoss: h.Losses(), TrueLoss: -stat.Mean(truth(d, densities.Pairs(y)), nil)}
	fresh := densities.Pairs(o.planeFresh(d))
	log, err := logDensity(ctx, m, fresh)
	if err != nil {
		return nil, l, err
	}
	exact := truth(d, fresh)
	floats.SubTo(log, exact, log)
	l.Entropy, l.KL = -stat.Mean(exact, nil), estimateOf(log)
	return m, l, nil
}

// logDensity is that of an unconditional model at points.
func logDensity(ctx context.Context, m *training.Model, points [][]float64) ([]float64, error) {
	q, err := m.PredictJoint(ctx, mat.NewDense(1, 1, nil))
	if err != nil {
		return nil, err
	}
	return q.LogProbs(points)[0], nil
}

// estimate is a mean with its standard error.
type estimate struct {
	Mean float64 `json:"mean"`
	SE   float64 `json:"se"`
}

func estimateOf(v []float64) estimate {
	mean, sd := stat.MeanStdDev(v, nil)
	return estimate{mean, sd / math.Sqrt(float64(len(v)))}
}
