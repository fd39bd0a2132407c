package main

import (
	"cmp"
	"image/color"
	"slices"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
)

// method chooses what to ask: the rows of the highest worth.
type method struct {
	name  string
	ink   color.RGBA
	worth func(q distributions.Posterior, seed uint64, round int) []float64
}

var methods = []method{
	{"BALD", figure.Orange, func(q distributions.Posterior, _ uint64, _ int) []float64 { return q.MutualInformation() }},
	{"variance", figure.Blue, func(q distributions.Posterior, _ uint64, _ int) []float64 { return q.Epistemic() }},
	{"entropy", figure.Green, func(q distributions.Posterior, _ uint64, _ int) []float64 { return q.Entropy() }},
	{"random", figure.Ink, chance},
}

// chance is a worth that has nothing to do with what is known.
func chance(q distributions.Posterior, seed uint64, round int) []float64 {
	u := make([]float64, q.Rows())
	rng.New(seed, "activelearning/chance", uint64(round), 0).Uniform64(u, 0)
	return u
}

// best are the n rows of highest worth among those that are not known, the first of equals first.
func best(worth []float64, known []int, n int) []int {
	taken := make([]bool, len(worth))
	for _, i := range known {
		taken[i] = true
	}
	var rows []int
	for i := range worth {
		if !taken[i] {
			rows = append(rows, i)
		}
	}
	slices.SortStableFunc(rows, func(a, b int) int { return cmp.Compare(worth[b], worth[a]) })
	return rows[:min(n, len(rows))]
}
