package main

import (
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/notebooks_port/uncertainty/exact"
	"github.com/deepprob/deepprob/notebooks_port/uncertainty/figures"
)

// solutions are what training must arrive at, in the order of results.
type solutions struct {
	None struct {
		Weights []float64 `json:"weights"`
		NLL     float64   `json:"nll"`
	} `json:"1"`
	Aleatoric struct {
		Weights []float64 `json:"weights"`
		NLL     float64   `json:"nll"`
	} `json:"2"`
	Epistemic  weightsResult `json:"3"` // the nearest independent normals
	Both       weightsResult `json:"4"`
	Functional struct {
		NegativeELBO float64 `json:"negative_elbo"`
	} `json:"5"`
}

// bestBound is the least negative ELBO of case 5 with inducing points that stay on their grid, in nats a row: that of a direct search
// over amplitude, length, mean and noise for the best q, which is in closed form.
const bestBound = 2.4345

// solve finds the exact solutions for a sample.
func solve(s data.Set) (e solutions, err error) {
	x, y := s.X.RawMatrix().Data, s.Y
	e.None.Weights, e.None.NLL = exact.Point(x, y)
	if e.Aleatoric.Weights, e.Aleatoric.NLL, err = exact.Aleatoric(x, y, aleatoricRate); err != nil {
		return e, err
	}
	line := exact.Epistemic(x, y)
	e.Epistemic = weightsResult{line.Mean, line.MeanField}
	if e.Both.Mean, e.Both.SD, _, err = exact.Both(x, y, bothRate); err != nil {
		return e, err
	}
	e.Functional.NegativeELBO = bestBound
	return e, nil
}

// The curves of the exact solutions, which the pictures show beside what a run has come to.

func (e solutions) none(x []float64) *figures.Best {
	mean, _ := exact.Predictive(x, []float64{e.None.Weights[0], 0, e.None.Weights[1], 0}, make([]float64, 4), 1)
	return &figures.Best{Name: "least squares", Mean: mean}
}

func (e solutions) aleatoric(x []float64) *figures.Best {
	mean, sd := exact.Predictive(x, e.Aleatoric.Weights, make([]float64, 4), aleatoricRate)
	return &figures.Best{Name: "the same, converged", Mean: mean, SD: sd}
}

func (e solutions) epistemic(x []float64) *figures.Best {
	b := &figures.Best{Name: "mean ± 2 s.d. of the lines, converged"}
	w := e.Epistemic
	for _, x := range x {
		b.Mean, b.SD = append(b.Mean, w.Mean[0]*x+w.Mean[1]), append(b.SD, math.Hypot(w.SD[0]*x, w.SD[1]))
	}
	return b
}

func (e solutions) both(x []float64) *figures.Best {
	mean, sd := exact.Predictive(x, e.Both.Mean, e.Both.SD, bothRate)
	return &figures.Best{Name: "the same, converged", Mean: mean, SD: sd}
}
