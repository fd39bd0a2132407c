package bnn_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
)

func summary(t *testing.T, m *training.Model) string {
	t.Helper()
	var b bytes.Buffer
	if err := m.Summary(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Weights that are distributions count as those that they are drawn from, in the row of their layer; the draw is once a batch.
func TestSummaryOfVariational(t *testing.T) {
	m := &training.Model{Net: bnn.Variational{Net: nets.Gaussian{}, Posterior: bnn.MeanField{}, Only: []string{"*"}}}
	if _, err := (training.Trainer{Loss: losses.ELBO{Rows: 60}}).Fit(ctx, m, twoFeatures(60, .2, 1), 1); err != nil {
		t.Fatal(err)
	}
	text := summary(t, m)
	for _, want := range []string{
		"bnn.Variational{Net: nets.Gaussian{}, Posterior: bnn.MeanField{}, Only: [\"*\"]}\n",
		"body/dense_0  Dense{Units: 64, Activation: Tanh}                  (n, 64)         384   4.3%  1.54 kB          384\n", // 2 (2*64 + 64), 2*2*64 + 2*64
		"scale         Positive{Units: 1, Floor: 0.001}                    (n, 1)          130",
		"a row and 13,446 once a batch", // loc + softplus(scale) eps of 4,482 weights
		"fitted      1 epoch, 1 step, ", "loss        losses.ELBO{Rows: 60}\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %q in\n%s", want, text)
		}
	}
}

// An ensemble is its first member's network, and says what draws the weights.
func TestSummaryOfEnsemble(t *testing.T) {
	m, _ := ensemble(t, bnn.Ensemble{Members: 3, Trainer: training.Trainer{Seed: 4}})
	text := summary(t, m)
	for _, want := range []string{"sampler     3 draws of 32 weights\n", "fitted      5 epochs, 5 steps, ", " a row and draw of the weights, to", "dtype       float64\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %q in\n%s", want, text)
		}
	}
	if s := m.String(); !strings.Contains(s, "32 weights, 5 epochs") {
		t.Errorf("it prints %s", s)
	}
	if s := m.Fitted.String(); !strings.Contains(s, "5 epochs, 5 steps") {
		t.Errorf("what was fitted prints %s", s)
	}
}
