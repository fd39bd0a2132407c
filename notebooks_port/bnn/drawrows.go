package main

import (
	"fmt"
	"slices"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
)

// rowsPage draws the parts against the number of training rows, on one linear axis that begins at 0: a logarithmic one makes little of what
// the aleatoric part loses, which is most of the variance.
func rowsPage(r clustersResult, methods []method, said, from string) *figure.Page {
	pg := figure.NewPage(330, said, fmt.Sprintf("Roots of the mean variances over %s test clusters. One network has no epistemic part.%s", figure.Grouped(r.TestRows), from))
	methodKey(pg, methods, true)
	e, a, l := panel("training rows", "epistemic, dex"), panel("training rows", "aleatoric, dex"), panel("training rows", "nats a cluster")
	var rows, parts, losses []float64
	for _, n := range r.Rows {
		rows = append(rows, float64(n))
	}
	for i, h := range methods {
		m := r.Methods[h.key]
		for k, v := range [][]float64{m.Epistemic, m.Aleatoric, m.NLL} {
			[]*plot.Plot{e, a, l}[k].Add(figure.Stroke(rows, v, looks[i].line), figure.Dots(rows, v, looks[i].dot))
		}
		parts, losses = append(append(parts, m.Epistemic...), m.Aleatoric...), append(losses, m.NLL...)
	}
	for _, p := range []*plot.Plot{e, a, l} {
		p.X.Scale = figure.Log{}
		p.X.Min, p.X.Max = rows[0]/1.6, rows[len(rows)-1]*1.6
		p.X.Tick.Marker = thousands(r.Rows)
	}
	for _, p := range []*plot.Plot{e, a} {
		p.Y.Min, p.Y.Max = 0, 1.1*slices.Max(parts)
		p.Y.Tick.Marker = figure.Nice(0, p.Y.Max)
	}
	l.Y.Min, l.Y.Max = roomFor(losses)
	l.Y.Tick.Marker = figure.Nice(l.Y.Min, l.Y.Max)
	pg.Grid([][]*plot.Plot{{e, a, l}}, 20, 20, func(_, c int) (string, string) {
		return [...]string{"Epistemic", "Aleatoric", "Test NLL"}[c], [...]string{"", "on the same axis", ""}[c]
	})
	return pg
}

// thousands labels each number of rows.
func thousands(rows []int) (t plot.ConstantTicks) {
	for _, n := range rows {
		t = append(t, plot.Tick{Value: float64(n), Label: figure.Grouped(n)})
	}
	return t
}
