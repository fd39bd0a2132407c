package main

import (
	"context"
	"io"
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/losses"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// posterior is the Bernoulli of each row with these log-odds.
func posterior(t *testing.T, logits []float64) distributions.Posterior {
	t.Helper()
	n := G.NewVector(G.NewGraph(), tensor.Float64, G.WithShape(len(logits)), G.WithName("logits"))
	q, err := distributions.NewPosterior(distributions.Bernoulli{Logits: n}, func(*G.Node) G.Value { return tensor.New(tensor.WithBacking(logits)) })
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// The exact posterior under one prior becomes the exact one under another by SwapPrior, row by row, and back.
func TestSwapPriorIsBayes(t *testing.T) {
	s := mix(1, "test", .3, 500)
	logits := func(prior float64) []float64 {
		l := make([]float64, s.Rows())
		for i := range l {
			l[i] = logOdds(s.X.At(i, 0), s.X.At(i, 1), prior)
		}
		return l
	}
	for _, c := range [][2]float64{{.5, .1}, {.1, .5}, {.5, .999}, {.2, .2}} {
		q, err := distributions.SwapPrior(posterior(t, logits(c[0])), bernoulli(c[0]), bernoulli(c[1]))
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range q.Mean() {
			// The log-odds are sums of half a dozen terms below 2^6, each rounded to 2^-53 of its size, and their error moves p
			// by a quarter of it at most.
			if want := exact(s.X, c[1])[i]; math.Abs(p-want) > 0x1p-45 {
				t.Errorf("%v, row %d: p = %v, want %v", c, i, p, want)
			}
		}
	}
}

// In every row the two losses agree to the bit, and with the formula to the rounding of 1-p, which is e^-loss in a row of class 0
// and costs its logarithm 2^-53 e^loss; predicting p from the logit costs as much again.
func TestLossesAreOne(t *testing.T) {
	train, test := mix(1, "train", .5, 2000), mix(1, "test", .5, 3000)
	m, _, err := fitBinary(context.Background(), options{seed: 1}, train, losses.NLL{}, "", io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	x := test.X.RawMatrix().Data
	nll, err := lossRows(m, losses.NLL{}, x, test.Y)
	if err != nil {
		t.Fatal(err)
	}
	bce, err := lossRows(m, losses.BinaryCrossEntropy{}, x, test.Y)
	if err != nil {
		t.Fatal(err)
	}
	q, err := m.Predict(context.Background(), test.X)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range q.Mean() {
		hand := -test.Y[i]*math.Log(p) - (1-test.Y[i])*math.Log1p(-p)
		slack := 0x1p-52 * (math.Exp(nll[i]) + nll[i] + 1)
		if nll[i] != bce[i] || math.Abs(hand-nll[i]) > slack {
			t.Errorf("row %d: negative log-likelihood %v, cross-entropy %v, by hand %v", i, nll[i], bce[i], hand)
		}
	}
}

// The score of the exact posterior: no divergence, and its negative log-likelihood is within 5 standard errors of its entropy.
func TestScoreOfTheTruth(t *testing.T) {
	s := mix(2, "test", .5, 20_000)
	p := exact(s.X, .5)
	got := scoreOf(p, s.Y, p)
	entropy, nll := 0., make([]float64, len(p))
	for i, v := range p {
		entropy -= (xlogy(v, v) + xlogy(1-v, 1-v)) / float64(len(p))
		nll[i] = -math.Log(v)
		if s.Y[i] == 0 {
			nll[i] = -math.Log1p(-v)
		}
	}
	e := estimateOf(nll)
	if got.Divergence != 0 || got.MeanError != 0 || math.Abs(got.NLL-e.Mean) > 1e-12 || math.Abs(got.NLL-entropy) > 5*e.SE {
		t.Errorf("score %+v, entropy %v ± %v", got, entropy, e.SE)
	}
	if d := divergence(.3, .6); math.Abs(d-(.3*math.Log(.5)+.7*math.Log(.7/.4))) > 1e-15 || divergence(0, .5) != math.Log(2) {
		t.Errorf("divergence of .3 from .6 is %v, of 0 from .5 %v", d, divergence(0, .5))
	}
}

// The area under the characteristic by counting pairs.
func TestGreater(t *testing.T) {
	a, b := []float64{1, 2, 2, 5}, []float64{0, 2, 3}
	sum := 0.
	for _, x := range a {
		for _, y := range b {
			switch {
			case x > y:
				sum++
			case x == y:
				sum += .5
			}
		}
	}
	if got := greater(a, b); got != sum/12 {
		t.Errorf("share %v, want %v", got, sum/12)
	}
	if greater(b, b) != .5 {
		t.Errorf("a set against itself %v, want .5", greater(b, b))
	}
}
