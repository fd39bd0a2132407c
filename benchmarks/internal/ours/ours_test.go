package ours

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/benchmarks/internal/mock"
)

var widths = []int{8, 8, 4}

func team() Team {
	rows := mock.New(400, 1)
	return Team{Train: rows.Set(0, 200), Test: rows.Set(200, 400)}
}

// Every kind that happens inside the process can be entered with every network, measured and closed.
func TestEveryCaseRuns(t *testing.T) {
	for _, net := range []string{"mse", "mdn-normal", "mdn-beta"} {
		for _, k := range []harness.Kind{harness.Step, harness.Compile, harness.Predict, harness.Mean, harness.Density} {
			if net == "mse" && k == harness.Density {
				continue // a point has no density
			}
			c, err := team().Enter(harness.Case{Kind: k, Net: net, Batch: 20, Widths: widths, Steps: 5})
			if err != nil {
				t.Errorf("%s %s: %v", k, net, err)
				continue
			}
			if v, err := c.Measure(0); err != nil || !(v > 0) {
				t.Errorf("%s %s: measured %v, %v", k, net, v, err)
			}
			if err := c.Close(); err != nil {
				t.Errorf("%s %s: %v", k, net, err)
			}
		}
	}
}

func TestCasesThatAreNotThere(t *testing.T) {
	if _, err := team().Enter(harness.Case{Kind: harness.Start, Net: "mse"}); !errors.Is(err, harness.ErrNoCase) {
		t.Errorf("a process of its own gives %v", err)
	}
	for _, k := range []harness.Kind{harness.Step, harness.Compile, harness.Predict} {
		if _, err := team().Enter(harness.Case{Kind: k, Net: "gan", Batch: 1, Steps: 1, Widths: widths}); err == nil {
			t.Errorf("%s of an unknown network is entered", k)
		} else if !errors.Is(err, harness.ErrNoCase) {
			t.Errorf("%s of an unknown network gives %v", k, err)
		}
	}
	if _, err := team().Enter(harness.Case{Kind: harness.Draws, Net: "mse", Batch: 1}); !errors.Is(err, harness.ErrNoCase) {
		t.Errorf("draws of a network without random weights give %v", err)
	}
}

// A fit that pauses between epochs learns as one that does not: what is timed is training.
func TestPausedFitLearns(t *testing.T) {
	m, trainer, err := Fresh("mdn-normal", widths, 20)
	if err != nil {
		t.Fatal(err)
	}
	set := team().Train
	history, err := trainer.Fit(context.Background(), m, set, 30)
	if err != nil {
		t.Fatal(err)
	}
	if first, last := history[0].Loss, history[29].Loss; !(last < first) {
		t.Errorf("the loss went from %v to %v", first, last)
	}
	if history[0].Steps != 10 {
		t.Errorf("%d steps an epoch, want 10", history[0].Steps)
	}
}

// The grid is the opponents': 100 points from .01 to .99.
func TestGrid(t *testing.T) {
	g := Grid()
	if len(g) != 100 || g[0] != .01 || math.Abs(g[99]-.99) > 1e-15 || math.Abs(g[1]-g[0]-.98/99) > 1e-15 {
		t.Errorf("%d points from %v to %v", len(g), g[0], g[99])
	}
}
