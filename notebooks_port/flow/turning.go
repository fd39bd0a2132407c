package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/notebooks_port/internal/densities"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// moonsAt are the moons of an x in [0, 1]: half a turn from 0 to 1, and noise of three times the sd.
func moonsAt(x float64) densities.TwoMoons {
	return densities.TwoMoons{Turn: math.Pi * x, Noise: .06 + .12*x}
}

// shownX are those of the figure.
var shownX = []float64{0, .5, 1}

// levels are those of the regions of highest density that are drawn and judged.
var levels = []float64{.5, .9}

// turningRows are n rows of x, uniform, and y.
func turningRows(seed uint64, name string, n int) data.Set {
	r := rand.New(rng.New(seed, "flow/turning/"+name, 0, 0).Source())
	x, y := make([]float64, n), make([]float64, 0, 2*n)
	for i := range x {
		x[i] = r.Float64()
		p := moonsAt(x[i]).Draw(r)
		y = append(y, p[0], p[1])
	}
	return data.Set{X: mat.NewDense(n, 1, x), Y: y, Names: []string{"x"}, YNames: []string{"y0", "y1"}}
}

// judgedRows is how many fresh rows are asked for their level, each of thousands of draws.
func (o options) judgedRows() int { return min(200, o.points/400) }

// learnTurning trains the conditional flow, and judges it by the divergence on fresh rows and by the share of them in its regions.
func (o options) learnTurning(ctx context.Context, out io.Writer) (*training.Model, conditional, error) {
	t, err := o.trainer("turning moons", out)
	if err != nil {
		return nil, conditional{}, err
	}
	m := &training.Model{Net: turning()}
	h, err := t.Fit(ctx, m, turningRows(o.seed, "train", o.points), o.epochs)
	if err != nil {
		return nil, conditional{}, fmt.Errorf("turning moons: %w", err)
	}
	c := conditional{EpochLoss: h.Losses(), Rows: o.judgedRows()}
	fresh := turningRows(o.seed, "fresh", min(freshPoints, o.points))
	q, err := m.PredictJoint(ctx, fresh.X)
	if err != nil {
		return nil, c, err
	}
	y := densities.Pairs(fresh.Y)
	log := q.LogProb(y)
	for i, p := range y {
		log[i] = moonsAt(fresh.X.At(i, 0)).LogProb(densities.Point(p)) - log[i]
	}
	c.KL = estimateOf(log)
	c.Inside, err = o.inside(ctx, m, fresh.Head(o.judgedRows()))
	return m, c, err
}

// inside is the share of rows that lie in the region of highest density of each level.
func (o options) inside(ctx context.Context, m *training.Model, rows data.Set) ([]float64, error) {
	q, err := m.PredictJoint(ctx, rows.X)
	if err != nil {
		return nil, err
	}
	share := make([]float64, len(levels))
	for _, u := range q.HPDLevel(densities.Pairs(rows.Y), o.seed) {
		for k, l := range levels {
			if u <= l {
				share[k] += 1 / float64(rows.Rows())
			}
		}
	}
	return share, nil
}

// at is the prediction for the shown x, a row each.
func at(ctx context.Context, m *training.Model) (distributions.Joint, error) {
	return m.PredictJoint(ctx, mat.NewDense(len(shownX), 1, append([]float64(nil), shownX...)))
}
