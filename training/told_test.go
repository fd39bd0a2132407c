package training_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"
)

// A run that Patience ends says so, in the history, in its JSON and to who watches, and which weights it keeps: those of the
// lowest validation loss.
func TestEarlyStoppingIsTold(t *testing.T) {
	s, check := line(60, .3, 1), line(60, .3, 2)
	var out bytes.Buffer
	m := &training.Model{Net: gaussian{}}
	tr := training.Trainer{Validation: &check, Patience: 2, Solver: &training.Adam{Rate: training.Constant(.5)}, Progress: &training.Progress{Out: &out}}
	h := fit(t, tr, m, s, 200)
	last := h[len(h)-1]
	best, _ := h.Best()
	if len(h) == 200 || best.Number != len(h)-2 {
		t.Fatalf("%d epochs, the best is %d", len(h), best.Number)
	}
	want := "stopped early: after "
	if !strings.HasPrefix(last.Stopped, want) || !strings.Contains(last.Stopped, "the model keeps the weights of epoch ") || h[0].Stopped != "" {
		t.Errorf("%q after the last epoch, %q after the first", last.Stopped, h[0].Stopped)
	}
	if !strings.Contains(out.String(), last.Stopped+"\n") {
		t.Errorf("the progress lacks it: %s", out.String())
	}
	var back training.Epoch
	if text, err := json.Marshal(last); err != nil || json.Unmarshal(text, &back) != nil || back.Stopped != last.Stopped {
		t.Errorf("%v, read back %q", err, back.Stopped)
	}
}

// Under a scaler the losses are told in the target's units too: there they are those of a model that works in them.
func TestLossInBothUnits(t *testing.T) {
	s := line(200, .3, 1)
	m := &training.Model{Net: gaussian{}, Y: data.Standardize{}}
	h := fit(t, training.Trainer{Validation: &s, Solver: &training.Adam{Rate: training.Constant(0)}}, m, s, 1)
	q, err := m.Predict(ctx, s.X)
	if err != nil {
		t.Fatal(err)
	}
	nll := 0.
	for _, l := range q.LogProb(s.Y) {
		nll -= l / 200
	}
	// float32 in the network, 200 rows added up
	if e := h[0]; e.Target == nil || math.Abs(e.Target.ValLoss-nll) > 1e-4 || math.Abs(e.ValLoss-nll) < .1 || math.Abs(e.Target.Loss-nll) > 1e-4 {
		t.Errorf("%+v of %v, the posterior has %v", e.Target, e.ValLoss, nll)
	}
	var out bytes.Buffer
	p := &training.Progress{Out: &out}
	p.Start(1, 1)
	p.Epoch(h[0])
	if text := out.String(); strings.Count(text, " in the target's units)") != 1 {
		t.Error(text)
	}
	var back training.Epoch
	if text, err := json.Marshal(h[0]); err != nil || json.Unmarshal(text, &back) != nil || cmp.Diff(h[0].Target, back.Target) != "" {
		t.Errorf("%v: %s", err, cmp.Diff(h[0].Target, back.Target))
	}
	plain := fit(t, training.Trainer{}, &training.Model{Net: gaussian{}}, s, 1)
	if plain[0].Target != nil {
		t.Errorf("%+v without a scaler", plain[0].Target)
	}
}

// Rows far outside the training rows are named in Warnings, with their column, also after the units were changed back and of a
// model that has been given the scaler of another.
func TestFarFeaturesAreTold(t *testing.T) {
	s := line(60, .3, 1)
	m := fittedLine(t, gaussian{})
	x := mat.DenseCopyOf(s.X)
	if q, err := m.Predict(ctx, x); err != nil || len(q.Warnings()) > 0 {
		t.Errorf("%q, %v of rows like those of training", q.Warnings(), err)
	}
	x.Set(17, 1, -999)
	x.Set(40, 0, 1e6)
	twin := m.With(m.Params)
	for _, m := range []*training.Model{m, twin} {
		q, err := m.Predict(ctx, x)
		if err != nil {
			t.Fatal(err)
		}
		w := strings.Join(q.Warnings(), "\n")
		if !strings.HasPrefix(w, "2 of 60 rows, row 17 first: x1 is -999 there, far outside the ") || !strings.HasSuffix(w, " of training, so the answer rests on no data") {
			t.Errorf("%q", w)
		}
	}
}

// A network may be written again, and other weights may come with another network, but one that is exchanged under the same
// weights is told, also to a fit; so are functions of other code.
func TestExchangedNet(t *testing.T) {
	m := fittedLine(t, gaussian{hidden: []int{3}})
	if err := predictOnce(m); err != nil {
		t.Fatal(err)
	}
	m.Net = gaussian{hidden: []int{3}}
	if err := predictOnce(m); err != nil {
		t.Errorf("the same network, written again: %v", err)
	}
	m.Net = gaussian{hidden: []int{4}}
	for name, err := range map[string]error{"predict": predictOnce(m), "fit": fitOnce(m)} {
		if err == nil || !strings.Contains(err.Error(), "the Model's Net was exchanged after it had predicted") {
			t.Errorf("%s: %v", name, err)
		}
	}
	m.Params = nil
	if err := fitOnce(m); err != nil {
		t.Errorf("another network with weights of its own: %v", err)
	}
	a := training.Net(netFunc(gaussian{}.Forward))
	m = fittedLine(t, a)
	if err := predictOnce(m); err != nil {
		t.Fatal(err)
	}
	m.Net = netFunc(unit{}.Forward)
	if err := predictOnce(m); err == nil {
		t.Error("another function predicted with the passes of the first")
	}
}
