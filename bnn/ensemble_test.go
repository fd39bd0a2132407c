package bnn_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func ensemble(t *testing.T, e bnn.Ensemble) (*training.Model, []training.History) {
	t.Helper()
	m := &training.Model{Net: wave{6}, Dtype: tensor.Float64}
	h, err := e.Fit(ctx, m, twoFeatures(60, .2, 1), 5)
	if err != nil {
		t.Fatal(err)
	}
	return m, h
}

// The prediction is the mixture of the members' densities, not the density at their mean parameters.
func TestEnsembleMixesDensities(t *testing.T) {
	m, h := ensemble(t, bnn.Ensemble{Members: 3, Trainer: training.Trainer{Seed: 4}})
	if len(h) != 3 || len(h[0]) != 5 || h[0][4].Loss == h[1][4].Loss {
		t.Fatalf("three members' histories, each its own, got %v", h)
	}
	s := twoFeatures(9, .2, 2)
	q := predict(t, m, s.X)
	mixed := q.LogProb(s.Y)
	density := make([]float64, 9)
	for k := range 3 {
		one := m.With(m.Sampler.(training.Samples)[k])
		for i, l := range predict(t, one, s.X).LogProb(s.Y) {
			density[i] += math.Exp(l) / 3
		}
	}
	for i, d := range density {
		if want := math.Log(d); math.Abs(mixed[i]-want) > 1e-12*max(1, math.Abs(want)) {
			t.Errorf("row %d: log-density %v, of the mean density %v", i, mixed[i], want)
		}
	}
	if two := predict(t, m, s.X, training.Draws(2)); two.Draws() != 2 {
		t.Errorf("Draws(2) of three members mixes %d", two.Draws())
	}
}

// The same bits on any number of cores, and a member is what a fit of its own with that seed is.
func TestEnsembleSameBits(t *testing.T) {
	run := func(cores int) []training.History {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		_, h := ensemble(t, bnn.Ensemble{Members: 4, Bootstrap: true, Trainer: training.Trainer{Seed: 4, BatchSize: 25}})
		for _, member := range h {
			for i := range member {
				member[i].Seconds = 0
			}
		}
		return h
	}
	want := run(1)
	for _, cores := range []int{2, 8} {
		if d := cmp.Diff(want, run(cores), cmp.Comparer(func(a, b float64) bool { return a == b || a != a && b != b })); d != "" {
			t.Errorf("%d cores: %s", cores, d)
		}
	}
}

// Each member has a copy of the Solver, one that has made steps too: it is settings, and stays as it was.
func TestEnsembleSolverIsSettings(t *testing.T) {
	adam := &training.Adam{Rate: training.Cosine(.05, 5, 0)}
	run := func() string {
		m, _ := ensemble(t, bnn.Ensemble{Members: 2, Trainer: training.Trainer{Seed: 4}, Solver: adam})
		return fmt.Sprint(m.Sampler.(training.Samples)[0].Get("loc/kernel").Data(), m.Sampler.(training.Samples)[1].Get("loc/kernel").Data())
	}
	want := run()
	if adam.Steps() != 0 {
		t.Errorf("the members made %d steps by the solver itself", adam.Steps())
	}
	own := training.Trainer{Solver: adam}
	if _, err := own.Fit(ctx, &training.Model{Net: wave{6}}, twoFeatures(60, .2, 1), 1); err != nil {
		t.Fatal(err)
	}
	if got := run(); got != want || adam.Steps() != 1 {
		t.Errorf("by a solver that has made %d steps: %s, want %s", adam.Steps(), got, want)
	}
	used := gorgonia.NewAdamSolver()
	own.Solver = used
	if _, err := own.Fit(ctx, &training.Model{Net: wave{6}}, twoFeatures(60, .2, 1), 1); err != nil {
		t.Fatal(err)
	}
	m := &training.Model{Net: wave{6}}
	if _, err := (bnn.Ensemble{Solver: used}).Fit(ctx, m, twoFeatures(60, .2, 1), 1); err == nil || !strings.Contains(err.Error(), "keeps memory of the parameters") || m.Params != nil {
		t.Errorf("by a solver whose state cannot be told: %v", err)
	}
}

func TestBootstrapChangesTheRows(t *testing.T) {
	_, plain := ensemble(t, bnn.Ensemble{Members: 1})
	_, drawn := ensemble(t, bnn.Ensemble{Members: 1, Bootstrap: true})
	if plain[0][0].Loss == drawn[0][0].Loss {
		t.Error("a bootstrap of the rows has the same loss as the rows")
	}
}

func TestEnsembleMistakes(t *testing.T) {
	s := twoFeatures(20, .1, 1)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	for _, c := range []struct {
		want string
		e    bnn.Ensemble
		m    *training.Model
		ctx  context.Context
	}{
		{"-1 members", bnn.Ensemble{Members: -1}, &training.Model{Net: wave{3}}, ctx},
		{"no Net", bnn.Ensemble{}, &training.Model{}, ctx},
		{"set Ensemble.Solver", bnn.Ensemble{Trainer: training.Trainer{Solver: &training.Adam{}}}, &training.Model{Net: wave{3}}, ctx},
		{"canceled", bnn.Ensemble{}, &training.Model{Net: wave{3}}, cancelled},
	} {
		_, err := c.e.Fit(c.ctx, c.m, s, 1)
		if err == nil || !strings.Contains(err.Error(), c.want) || c.m.Params != nil || c.m.Sampler != nil {
			t.Errorf("error %v, want one with %q and no weights", err, c.want)
		}
		if c.ctx == cancelled && !errors.Is(err, context.Canceled) {
			t.Errorf("%v is not context.Canceled", err)
		}
	}
	e := bnn.Ensemble{Solver: &training.SGD{Rate: training.Constant(-1)}}
	if _, err := e.Fit(ctx, &training.Model{Net: wave{3}}, s, 1); err == nil || !strings.Contains(err.Error(), "member") {
		t.Errorf("error %v, want one that names the member", err)
	}
}

// Ensembles of neighbouring seeds have no member in common, and neither do their bootstraps.
func TestEnsemblesOfNeighbouringSeedsShareNoMember(t *testing.T) {
	s, seen := plane(30, 2, .3, 1), map[string]string{}
	for seed := range uint64(4) {
		for _, bootstrap := range []bool{false, true} {
			m := &training.Model{Net: deep{3}}
			e := bnn.Ensemble{Members: 4, Bootstrap: bootstrap, Trainer: training.Trainer{Seed: seed}}
			if _, err := e.Fit(ctx, m, s, 0); err != nil {
				t.Fatal(err)
			}
			for k, p := range m.Sampler.(training.Samples) {
				at, weights := fmt.Sprintf("member %d of seed %d", k, seed), fmt.Sprint(p.Get("body/dense_0/kernel").Data())
				if other := seen[weights]; other != "" && other != at {
					t.Errorf("%s is %s", at, other)
				}
				seen[weights] = at
			}
		}
	}
}
