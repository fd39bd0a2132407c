package main

import (
	"strings"
	"testing"

	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
)

// A run that is at the exact solution says that it has converged, one that is off by more than the noise of -converge that it has
// not, and both give the numbers.
func TestSayings(t *testing.T) {
	exact, err := solve(sample(rows))
	if err != nil {
		t.Fatal(err)
	}
	at := func(off float64) (r results) {
		r.Exact, r.Epochs = exact, 1000
		r.None.NLL, r.Aleatoric.NLL = exact.None.NLL+nearLoss*off, exact.Aleatoric.NLL+nearLoss*off
		r.Aleatoric.Ends = [2]float64{.5, 2.5}
		r.Functional.NegativeELBO, r.Functional.NoiseSD = bestBound+nearLoss*off, 2
		for _, w := range []struct{ best, got *weightsResult }{{&exact.Epistemic, &r.Epistemic}, {&exact.Both, &r.Both}} {
			w.got.Mean = w.best.Mean
			for _, s := range w.best.SD {
				w.got.SD = append(w.got.SD, s*(1+nearSD*off))
			}
		}
		return r
	}
	for off, want := range map[float64]string{0: "Converged after 1,000 epochs", .9: "Converged after 1,000 epochs", 1.1: "Not converged after 1,000 epochs"} {
		r := at(off)
		for _, said := range []string{r.sayNone(), r.sayAleatoric(), r.sayEpistemic(), r.sayBoth(), r.sayFunctional()} {
			if !figure.Fits(said) {
				t.Errorf("%q is wider than a page", said)
			}
			if !strings.Contains(said, want) {
				t.Errorf("%v of the tolerance off: %q", off, said)
			}
		}
	}
	r := at(0)
	for said, want := range map[string]string{
		r.sayNone(): "loss 6.165 nats a row, the least 6.165", r.sayAleatoric(): "loss 2.367 nats a row, the least 2.367. Noise: 0.50 to 2.50; the data's: 0.75 to 3.75.",
		r.sayEpistemic(): "s.d. is 0.0027, that of the best independent normals 0.0027", r.sayBoth(): "s.d. is 0.0088, that of the best independent normals 0.0088",
		r.sayFunctional(): "Noise: 2.00 for all x; the data's: 0.75 to 3.75.",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("%q, want %q", said, want)
		}
	}
	r = at(0)
	r.Epistemic.SD[1] *= 1.2 // the bias alone
	if said := r.sayEpistemic(); !strings.Contains(said, "Not converged") {
		t.Errorf("a bias too wide by a fifth: %q", said)
	}
}
