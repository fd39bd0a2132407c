package main

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

var slopeLine = draw.LineStyle{Color: figure.Soft, Width: 1, Dashes: []vg.Length{1.5, 2}}

// rowsPage draws the parts against the number of training rows.
func rowsPage(r clustersResult, methods []method) *figure.Page {
	pg := figure.NewPage(330, "More clusters: the epistemic part shrinks, the aleatoric stays",
		fmt.Sprintf("Roots of the mean variances over %s test clusters. Dropout at a fixed rate keeps its epistemic part; one network has none.", figure.Grouped(r.TestRows)))
	methodKey(pg, methods, true)
	e, a, l := panel("training rows", "epistemic, dex"), panel("training rows", "aleatoric, dex"), panel("training rows", "nats a cluster")
	lo, hi := math.Inf(1), 0.
	least, most := math.Inf(1), math.Inf(-1)
	rows := make([]float64, len(r.Rows))
	for i, n := range r.Rows {
		rows[i] = float64(n)
	}
	for i, h := range methods {
		m := r.Methods[h.key]
		if m.Epistemic[0] > 0 {
			e.Add(figure.Cased(rows, m.Epistemic, looks[i].line), figure.Dots(rows, m.Epistemic, looks[i].dot))
		}
		a.Add(figure.Cased(rows, m.Aleatoric, looks[i].line), figure.Dots(rows, m.Aleatoric, looks[i].dot))
		l.Add(figure.Cased(rows, m.NLL, looks[i].line), figure.Dots(rows, m.NLL, looks[i].dot))
		for k := range rows {
			hi, least, most = max(hi, m.Epistemic[k], m.Aleatoric[k]), min(least, m.NLL[k]), max(most, m.NLL[k])
			if m.Epistemic[k] > 0 {
				lo = min(lo, m.Epistemic[k])
			}
		}
	}
	top := rows[len(rows)-1]
	e.Add(figure.Stroke([]float64{rows[0], top}, []float64{hi, hi * math.Sqrt(rows[0]/top)}, slopeLine),
		figure.Note(rows[0]*4, hi*.5, 8, 4, figure.TextStyle(figure.TickSize, figure.Soft), "1/√rows"))
	for _, p := range []*plot.Plot{e, a, l} {
		p.X.Scale = figure.Log{}
		p.X.Min, p.X.Max = rows[0]/1.6, top*1.6
		p.X.Tick.Marker = thousands(r.Rows)
	}
	for _, p := range []*plot.Plot{e, a} {
		p.Y.Scale = figure.Log{}
		p.Y.Min, p.Y.Max = lo/1.4, hi*1.4
		p.Y.Tick.Marker = figure.Decades(p.Y.Min, p.Y.Max)
	}
	room := .08 * (most - least)
	l.Y.Min, l.Y.Max = least-room, most+room
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

// unknownPage draws the parts by the distance from the training data.
func unknownPage(r clustersResult, methods []method) *figure.Page {
	pg := figure.NewPage(330, "Unknown unknowns: the epistemic part off the training data",
		fmt.Sprintf("Test clusters moved in random directions, after training on %s. One network goes on as if it knew.", figure.Grouped(offRows(r.Rows))))
	methodKey(pg, methods, false)
	const along = "distance moved, standard deviations"
	e, a := panel(along, "epistemic, dex"), panel(along, "aleatoric, dex")
	most := 0.
	for i, h := range methods {
		m := r.Methods[h.key].Off
		e.Add(figure.Cased(r.Distance, m.Epistemic, looks[i].line))
		a.Add(figure.Cased(r.Distance, m.Aleatoric, looks[i].line))
		for k := range m.Epistemic {
			most = max(most, m.Epistemic[k], m.Aleatoric[k])
		}
	}
	for _, p := range []*plot.Plot{e, a} {
		p.X.Min, p.X.Max = 0, r.Distance[len(r.Distance)-1]
		p.X.Tick.Marker = figure.Nice(0, p.X.Max)
		p.Y.Min, p.Y.Max = 0, 1.08*most
		p.Y.Tick.Marker = figure.Nice(0, p.Y.Max)
	}
	pg.Grid([][]*plot.Plot{{e, a}}, 20, 22, func(_, c int) (string, string) {
		return [...]string{"Epistemic", "Aleatoric"}[c], [...]string{"what the draws do not agree on", "what each draw says is noise"}[c]
	})
	return pg
}
