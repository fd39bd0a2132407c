package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/notebooks_port/clustermass/report"
	"github.com/deepprob/deepprob/notebooks_port/internal/catalogue"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// A remedy is a way to fit few rows so that the intervals hold what they say.
type remedy struct {
	name   string
	random bool // components start at random, as in the notebook
	fit    func(t training.Trainer, rate training.Schedule, m *training.Model, train data.Set) (training.History, error)
}

// remedies are one network, and what might help it: rows kept apart that choose the epoch, the mean of the last steps' weights,
// ensembles, and ensembles of those.
func remedies() []remedy {
	ctx := context.Background()
	one := func(t training.Trainer, rate training.Schedule, m *training.Model, train data.Set) (training.History, error) {
		t.Solver = &training.Adam{Rate: rate}
		return t.Fit(ctx, m, train, 10)
	}
	judged := func(members int) func(training.Trainer, training.Schedule, *training.Model, data.Set) (training.History, error) {
		return func(t training.Trainer, _ training.Schedule, m *training.Model, train data.Set) (training.History, error) {
			fit, check, err := train.Split(train.Rows()*9/10, t.Seed)
			if err != nil {
				return nil, err
			}
			t.Validation, t.Patience = &check, 5
			return fitMembers(ctx, members, t, training.Constant(1e-3), m, fit, 60, io.Discard)
		}
	}
	averaged := func(members int) func(training.Trainer, training.Schedule, *training.Model, data.Set) (training.History, error) {
		return func(t training.Trainer, _ training.Schedule, m *training.Model, train data.Set) (training.History, error) {
			t.Average = 5
			return fitMembers(ctx, members, t, training.Constant(1e-3), m, train, 10, io.Discard)
		}
	}
	return []remedy{
		{"one network, random starts", true, one},
		{"one network", false, one},
		{"validation, patience of 5", false, judged(1)},
		{"average over 5 of 10 epochs", false, averaged(1)},
		{"ensemble of 5", false, func(t training.Trainer, rate training.Schedule, m *training.Model, train data.Set) (training.History, error) {
			return fitMembers(ctx, 5, t, rate, m, train, 10, io.Discard)
		}},
		{"ensemble of 5, validation", false, judged(5)},
		{"ensemble of 5, average", false, averaged(5)},
	}
}

// randomStart is the networks as the notebook has them, of whose components most die.
type randomStart struct{ beta bool }

func (m randomStart) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h, head := s.Call("body", body, x), layers.Dense{Units: 16}
	q := distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: s.Call("logits", head, h)}}
	if m.beta {
		above := layers.Positive{Units: 16, Floor: 1}
		q.Components = distributions.Beta{Alpha: s.Call("alpha", above, h), Beta: s.Call("beta", above, h)}
		return q
	}
	q.Components = distributions.Normal{Loc: s.Call("loc", head, h), Scale: s.Call("scale", layers.Positive{Units: 16, Floor: 1e-3}, h)}
	return q
}

// tried is what a remedy gives over seeds.
type tried struct{ share, errors, nll []float64 }

func (r remedy) try(t *testing.T, components string, seed uint64, all *tried) {
	t.Helper()
	ctx, o := context.Background(), options{rows: 15_000, seed: seed, components: components}
	train, test, err := load(ctx, o, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	net, loss, rate := mixtureOf(components)
	if r.random {
		net = randomStart{components == "beta"}
	}
	m := &training.Model{Net: net, X: data.Standardize{}, Y: data.Range{Min: catalogue.MinMass, Max: catalogue.MaxMass}}
	if _, err := r.fit(training.Trainer{Loss: loss, BatchSize: 100, Seed: seed}, rate, m, train); err != nil {
		t.Fatal(err)
	}
	q, err := m.Predict(ctx, test.X)
	if err != nil {
		t.Fatal(err)
	}
	in, share := make([]float64, test.Rows()), 0.
	for i, u := range q.CDF(test.Y) {
		if math.Abs(u-.5) <= .25 {
			in[i] = 1
			share += 1 / float64(len(in))
		}
	}
	nll, _ := meanNLL(q.LogProb(test.Y))
	all.share, all.errors, all.nll = append(all.share, share), append(all.errors, report.HostError(test.Y, in)), append(all.nll, nll)
}

// worst is the farthest share from one half.
func (a tried) worst() (d float64) {
	for _, s := range a.share {
		d = math.Max(d, math.Abs(s-.5))
	}
	return d
}

// TestCalibration says what makes central 50% intervals of a mixture trained on 15,000 rows hold half of the truths: the table is
// the mean share over ten seeds, the farthest of one seed, the standard error of one seed's share by the number of hosts of its test
// rows, and the negative log-likelihood. The notebook's -members 5 is to have a mean within .01, and every seed within .025.
//
//	go test ./notebooks_port/clustermass -run Calibration -full -v -timeout 2h
func TestCalibration(t *testing.T) {
	if !*full {
		t.Skip("it trains 500 networks on 15,000 rows, ten minutes or more: use -full")
	}
	var table strings.Builder
	for _, components := range []string{"beta", "normal"} {
		for _, r := range remedies() {
			var all tried
			for seed := range uint64(10) {
				r.try(t, components, seed+1, &all)
			}
			m := mean(all.share)
			fmt.Fprintf(&table, "%-7s %-28s mean %.3f  farthest %.3f  standard error %.4f  NLL %.3f\n", components, r.name, m, all.worst(), mean(all.errors), mean(all.nll))
			if r.name == "ensemble of 5" && (math.Abs(m-.5) > .01 || all.worst() > .025) {
				t.Errorf("%s, %s: mean %v, shares %.3f: want the mean within .01 of one half and each within .025", components, r.name, m, all.share)
			}
		}
	}
	t.Log("\n" + table.String())
}
