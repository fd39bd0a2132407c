package main

import (
	"math"

	"github.com/deepprob/deepprob/notebooks_port/uncertainty/exact"
	"github.com/deepprob/deepprob/notebooks_port/uncertainty/figures"
)

// none is the curve of the exact solution of case 1, and so on: the pictures show them beside what a run has come to.
func (e solutions) none(x []float64) *figures.Exact {
	mean, _ := exact.Predictive(x, []float64{e.None[0], 0, e.None[1], 0}, make([]float64, 4), 1)
	return &figures.Exact{Name: "exact line", Mean: mean}
}

func (e solutions) aleatoric(x []float64) *figures.Exact {
	mean, sd := exact.Predictive(x, e.Aleatoric, make([]float64, 4), aleatoricRate)
	return &figures.Exact{Name: "exact solution", Mean: mean, SD: sd}
}

func (e solutions) epistemic(x []float64) *figures.Exact {
	b := &figures.Exact{Name: "exact mean ± 2 s.d. of the lines"}
	w := e.Epistemic
	for _, x := range x {
		b.Mean, b.SD = append(b.Mean, w.Mean[0]*x+w.Mean[1]), append(b.SD, math.Hypot(w.SD[0]*x, w.SD[1]))
	}
	return b
}

func (e solutions) both(x []float64) *figures.Exact {
	mean, sd := exact.Predictive(x, e.Both.Mean, e.Both.SD, bothRate)
	return &figures.Exact{Name: "exact solution", Mean: mean, SD: sd}
}
