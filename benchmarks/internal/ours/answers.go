package ours

import (
	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/benchmarks/internal/mock"
	"github.com/deepprob/deepprob/distributions"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Levels are the five quantiles of harness.Answers.
var Levels = []float64{.05, .16, .5, .84, .95}

// mixtures are the formulas of a case, compiled once as a model keeps them, and the numbers that are put into them.
type mixtures struct {
	formulas *distributions.Formulas
	values   map[*G.Node]G.Value
	train    *distributions.Histogram // nil: the prior stays
}

func newMixtures(c harness.Case, rows int) (m mixtures, err error) {
	normal := c.Net == "mdn-normal"
	if !normal && c.Net != "mdn-beta" {
		return m, harness.ErrNoCase
	}
	numbers := mock.NewMixtures(rows, normal, 1) // the first rows of as many as there may be
	m.values = map[*G.Node]G.Value{}
	g := G.NewGraph()
	input := func(k int, name string) *G.Node {
		n := G.NewMatrix(g, tensor.Float32, G.WithShape(rows, mock.Components), G.WithName(name))
		m.values[n] = tensor.New(tensor.WithShape(rows, mock.Components), tensor.WithBacking(numbers.Part(k)))
		return n
	}
	d := distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: input(0, "logits")}}
	if normal {
		d.Components = distributions.Normal{Loc: input(1, "loc"), Scale: input(2, "scale")}
	} else {
		d.Components = distributions.Beta{Alpha: input(1, "alpha"), Beta: input(2, "beta")}
	}
	if c.Kind == harness.Swapped {
		h := mock.Prior()
		m.train = &h
	}
	m.formulas, err = distributions.NewFormulas(d)
	return m, err
}

// posterior is made anew: it has answered nothing yet.
func (m mixtures) posterior() (distributions.Posterior, error) {
	q, err := m.formulas.Posterior(func(n *G.Node) G.Value { return m.values[n] })
	if err != nil {
		return q, err
	}
	if q, err = q.Scaled(mock.Shift, mock.Scale); err != nil || m.train == nil {
		return q, err
	}
	return distributions.SwapPrior(q, *m.train, mock.Flat)
}

// answer asks a new posterior for mean, standard deviation, mode, 68% HPD and the quantiles of all rows.
func (m mixtures) answer() (columns [][]float64, hpd [][]distributions.Interval, err error) {
	q, err := m.posterior()
	if err != nil {
		return nil, nil, err
	}
	columns = [][]float64{q.Mean(), q.StdDev(), q.Mode()}
	for _, p := range Levels {
		columns = append(columns, q.Quantile(p))
	}
	return columns, q.HPD(.68), nil
}

func answering(c harness.Case) (harness.Contender, error) {
	m, err := newMixtures(c, c.Batch)
	if err != nil {
		return nil, err
	}
	do := func() error {
		_, _, err := m.answer()
		return err
	}
	return harness.Timed{Do: do}, do()
}

// tellAnswers gives the answers about the first rows of harness.Answers and harness.Swapped, ten a row: mean, standard
// deviation, mode, five quantiles, and the ends of the HPD region's first and last interval.
func tellAnswers(c harness.Case, rows int) ([][]float64, error) {
	m, err := newMixtures(c, min(rows, c.Batch))
	if err != nil {
		return nil, err
	}
	columns, hpd, err := m.answer()
	if err != nil {
		return nil, err
	}
	out := make([][]float64, len(hpd))
	for i, region := range hpd {
		for _, column := range columns {
			out[i] = append(out[i], column[i])
		}
		out[i] = append(out[i], region[0].Lo, region[len(region)-1].Hi)
	}
	return out, nil
}
