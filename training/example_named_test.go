package training_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// flowers is a classifier: the logits of two classes.
type flowers struct{}

func (flowers) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return distributions.Categorical{Logits: s.Call("logits", layers.Dense{Units: 2}, x)}
}

// A table with text and gaps, encoded once: the levels and the fill go with the model, which asks new tables for the
// columns it knows, by name.
func ExampleModel_PredictTable() {
	ctx := context.Background()
	const text = "petal,soil,kind\n1,chalk,aster\n9,loam,iris\n,loam,iris\n2,chalk,aster\n8,loam,iris\n3,peat,aster\n1,chalk,aster\n7,loam,iris\n"
	table, err := data.CSV{Missing: []string{""}}.ReadFrom(ctx, strings.NewReader(text))
	if err != nil {
		log.Fatal(err)
	}
	table, err = table.Encode(data.Encoding{Column: "petal", How: data.Impute}, data.Encoding{Column: "soil", Other: 2}, data.Encoding{Column: "kind", How: data.Codes})
	if err != nil {
		log.Fatal(err)
	}
	set, err := table.Set([]string{"petal", "soil"}, "kind")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(set)
	m := &training.Model{Net: flowers{}, X: data.Standardize{}}
	if _, err := (training.Trainer{BatchSize: 8, Solver: &training.Adam{Rate: training.Constant(.1)}, Seed: 1}).Fit(ctx, m, set, 100); err != nil {
		log.Fatal(err)
	}

	unlabelled, err := data.CSV{Missing: []string{""}}.ReadFrom(ctx, strings.NewReader("soil,petal\nloam,\nclay,1\nchalk,2\n"))
	if err != nil {
		log.Fatal(err)
	}
	q, err := m.PredictTable(ctx, unlabelled)
	if err != nil {
		log.Fatal(err)
	}
	p, err := q.Probs()
	if err != nil {
		log.Fatal(err)
	}
	kinds := m.YScale.Encodings[0].Levels
	for i, mode := range q.Mode() {
		fmt.Printf("%s, %t\n", kinds[int(mode)], p[i][int(mode)] > .7)
	}
	// Output:
	// 8 rows, features filled(petal), missing(petal), soil=chalk, soil=loam, other(soil), target code(kind)
	// iris, true
	// aster, true
	// aster, true
}
