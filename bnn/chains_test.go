package bnn_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// cancelAfter cancels a context at its n-th line.
type cancelAfter struct {
	n      int
	cancel func()
}

func (c *cancelAfter) Write(b []byte) (int, error) {
	if c.n--; c.n == 0 {
		c.cancel()
	}
	return len(b), nil
}

var _ io.Writer = (*cancelAfter)(nil)

// Chains that are cancelled keep what they have drawn, and Fit goes on with them to the draws of a run that was never
// cancelled, in the warm-up as after it. More draws go on from fewer.
func TestNUTSGoesOn(t *testing.T) {
	slow.Test(t)
	s := twoFeatures(20, .3, 1)
	n := bnn.NUTS{Chains: 2, Warmup: 40, Draws: 30, Seed: 4}
	want := &training.Model{Net: wave{3}, Dtype: tensor.Float64}
	diagnostics, err := n.Fit(ctx, want, s)
	if err != nil {
		t.Fatal(err)
	}
	for _, lines := range []int{1, 4, 8} {
		m := &training.Model{Net: wave{3}, Dtype: tensor.Float64}
		stoppable, cancel := context.WithCancel(ctx)
		stopped := n
		stopped.Progress = &training.Progress{Out: &cancelAfter{lines, cancel}}
		d, err := stopped.Fit(stoppable, m, s)
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("error %v, want context.Canceled", err)
		}
		kept := samplesOf(m)
		if lines == 8 && (len(kept) == 0 || len(kept) >= 60 || len(d.LogJoint) != 2 || d.Leaps == 0) {
			t.Errorf("%d draws kept, %d chains with %d leaps", len(kept), len(d.LogJoint), d.Leaps)
		}
		if lines == 8 {
			if q, err := m.Predict(ctx, s.X); err != nil || q.Draws() != len(kept) {
				t.Errorf("the draws kept do not predict: %v", err)
			}
		}
		if d, err = n.Fit(ctx, m, s); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(d.RHat, diagnostics.RHat) || d.Leaps != diagnostics.Leaps {
			t.Errorf("cancelled at line %d and gone on: R-hat %v, without %v", lines, d.RHat, diagnostics.RHat)
		}
		for k, p := range samplesOf(want) {
			for path, v := range p.All() {
				if got := samplesOf(m)[k].Get(path); !slices.Equal(ops.Data[float64](got), ops.Data[float64](v)) {
					t.Fatalf("cancelled at line %d: draw %d of %s differs", lines, k, path)
				}
			}
		}
	}
	fewer := n
	fewer.Draws = 10
	m := &training.Model{Net: wave{3}, Dtype: tensor.Float64}
	if _, err := fewer.Fit(ctx, m, s); err != nil {
		t.Fatal(err)
	}
	if d, err := n.Fit(ctx, m, s); err != nil || len(samplesOf(m)) != 60 || !slices.Equal(d.ESS, diagnostics.ESS) {
		t.Errorf("10 draws and then 30: %d draws, %v", len(samplesOf(m)), err)
	}
	other := n
	other.Seed++
	if d, err := other.Fit(ctx, m, s); err != nil || slices.Equal(d.ESS, diagnostics.ESS) {
		t.Errorf("another seed goes on with the chains of the first: %v", err)
	}
	if d, err := n.Fit(ctx, m, twoFeatures(20, .3, 2)); err != nil || slices.Equal(d.ESS, diagnostics.ESS) {
		t.Errorf("other rows go on with the chains of the first: %v", err)
	}
}

// Chains of a model that was copied go on in each copy by themselves, and those of another density do not go on.
func TestNUTSOfCopiedModels(t *testing.T) {
	slow.Test(t)
	s := twoFeatures(20, .3, 1)
	n := bnn.NUTS{Chains: 2, Warmup: 20, Draws: 10, Seed: 4}
	m := &training.Model{Net: wave{3}, Dtype: tensor.Float64}
	first, err := n.Fit(ctx, m, s)
	if err != nil {
		t.Fatal(err)
	}
	copied := func(net training.Net) *training.Model {
		return &training.Model{Net: net, Dtype: m.Dtype, Fitted: training.Fitted{XScale: m.XScale, YScale: m.YScale, Params: m.Params, Sampler: m.Sampler}}
	}
	more := n
	more.Draws = 30
	if _, err := more.Fit(ctx, copied(wave{3}), s); err != nil {
		t.Fatal(err)
	}
	if d, err := n.Fit(ctx, m, s); err != nil || len(samplesOf(m)) != 20 || !slices.Equal(d.ESS, first.ESS) {
		t.Errorf("after a copy has gone on there are %d draws, %v", len(samplesOf(m)), err)
	}
	wider := copied(wave{3})
	wider.YScale = &data.Affine{Shift: []float64{0}, Scale: []float64{2}}
	for name, other := range map[string]*training.Model{"unit": wider, "network": copied(bent{wave{3}})} {
		got, err := n.Fit(ctx, other, s)
		fresh := &training.Model{Net: other.Net, Dtype: m.Dtype, Fitted: training.Fitted{XScale: other.XScale, YScale: other.YScale}}
		want, freshErr := n.Fit(ctx, fresh, s)
		if err != nil || freshErr != nil || !slices.Equal(got.ESS, want.ESS) {
			t.Errorf("chains of another %s go on: %v, %v", name, err, freshErr)
		}
	}
}

// bent is a network with the weights of another one.
type bent struct{ training.Net }

func (b bent) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return b.Net.Forward(s, ops.Square(x))
}

// Chains begin at the weights of a fitted model: without a warm-up and with a single short step they are still there.
func TestNUTSBeginsAtFittedWeights(t *testing.T) {
	exact := newConjugate(t, 40, 2, .5, 1)
	m, _ := fitted(t, bnn.MAP{Net: linear{SD: .5}}, exact.set, .02, 2000)
	model := &training.Model{Net: linear{SD: .5}, Dtype: float64Type, Fitted: training.Fitted{XScale: m.XScale, YScale: m.YScale, Params: m.Params.Clone()}}
	d, err := bnn.NUTS{Draws: 1, Warmup: 1, Leaps: 1, Chains: 3}.Fit(ctx, model, exact.set)
	if err != nil {
		t.Fatal(err)
	}
	random, err := bnn.NUTS{Draws: 1, Warmup: 1, Leaps: 1, Chains: 3}.Fit(ctx, &training.Model{Net: linear{SD: .5}, Dtype: float64Type}, exact.set)
	if err != nil {
		t.Fatal(err)
	}
	for k := range 3 {
		// A step away from the mode of three weights costs some nats, a random start hundreds.
		if fit, far := d.LogJoint[k][0], random.LogJoint[k][0]; fit < d.LogJoint[0][0]-20 || far > fit {
			t.Errorf("chain %d: log-density %v from fitted weights, %v from random ones", k, fit, far)
		}
	}
}

func TestNUTSTellsItsProgress(t *testing.T) {
	var out bytes.Buffer
	n := bnn.NUTS{Chains: 2, Warmup: 20, Draws: 20, Seed: 4, Progress: &training.Progress{Out: &out, Label: "nuts"}}
	if _, err := n.Fit(ctx, &training.Model{Net: wave{3}}, twoFeatures(20, .3, 1)); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Split(strings.TrimSpace(out.String()), "\n"); len(lines) != 10 || !strings.HasPrefix(lines[9], "nuts  epoch 10/10  loss ") {
		t.Errorf("%d lines: %s", len(lines), &out)
	}
}

func TestDiagnosticsWarn(t *testing.T) {
	good := bnn.Diagnostics{RHat: []float64{1, 1.005}, ESS: []float64{900, 800}, TailESS: []float64{500, 600}, LogJoint: make([][]float64, 4), BFMI: []float64{1, .9, 1.1, 1}}
	if w := good.Warnings(); len(w) != 0 {
		t.Errorf("warnings %q", w)
	}
	bad := bnn.Diagnostics{RHat: []float64{1, 1.2}, ESS: []float64{900, 80}, TailESS: []float64{50, 60}, LogJoint: make([][]float64, 4),
		BFMI: []float64{1, .2, 1.1, 1}, Divergences: 3, Longest: 5}
	for i, want := range []string{"R-hat is 1.01 or more for 1 of 2 weights, 1.2", "the bulk of 1 and the tails of 2", "3 trajectories diverged", "in 1 of 4 chains", "5 trajectories were cut"} {
		if w := bad.Warnings(); len(w) != 5 || !strings.Contains(w[i], want) {
			t.Errorf("warnings %q, want %q", w, want)
		}
	}
}
