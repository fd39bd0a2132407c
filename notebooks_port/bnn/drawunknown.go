package main

import (
	"fmt"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
)

// unknownPage draws the parts and their sum by the distance from the training data.
func unknownPage(r clustersResult, methods []method, said, from string) *figure.Page {
	pg := figure.NewPage(330, said,
		fmt.Sprintf("%s test clusters moved in random directions, after training on %s. One network has no epistemic part.%s", figure.Grouped(r.Moved), figure.Grouped(offRows(r.Rows)), from))
	methodKey(pg, methods, false)
	var row []*plot.Plot
	most := 0.
	for _, name := range []string{"epistemic, dex", "aleatoric, dex", "both, dex"} {
		row = append(row, panel("distance moved, sd of features", name))
	}
	for i, h := range methods {
		m := r.Methods[h.key].Off
		total := m.total()
		for k, v := range [][]float64{m.Epistemic, m.Aleatoric, total} {
			row[k].Add(figure.Stroke(r.Distance, v, looks[i].line))
		}
		for _, v := range total {
			most = max(most, v)
		}
	}
	for _, p := range row {
		p.X.Min, p.X.Max = 0, r.Distance[len(r.Distance)-1]
		p.X.Tick.Marker = figure.Nice(0, p.X.Max)
		p.Y.Min, p.Y.Max = 0, 1.08*most
		p.Y.Tick.Marker = figure.Nice(0, p.Y.Max)
	}
	pg.Grid([][]*plot.Plot{row}, 20, 20, func(_, c int) (string, string) {
		return [...]string{"Epistemic", "Aleatoric", "Total"}[c], [...]string{"between draws", "of each draw", "root of the sum"}[c]
	})
	return pg
}
