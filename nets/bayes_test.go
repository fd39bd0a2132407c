package nets_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
)

// Chains and ensembles, which initialize networks of their own, know the target as a Trainer does: on a target far from 0 and in a
// unit of thousands, without a scaler, predictions are near it.
func TestChainsAndEnsemblesKnowTheTarget(t *testing.T) {
	train := rows(laws[0], 60, 1)
	for i := range train.Y {
		train.Y[i] = 1e4 + 1000*train.Y[i]
	}
	_, sd := moments(train.Y)
	far := func(m *training.Model) float64 {
		q := predict(t, m, train.X)
		worst := 0.
		for i, v := range q.Mean() {
			worst = max(worst, math.Abs(v-train.Y[i])/sd)
		}
		return worst
	}
	net := nets.Gaussian{Body: layers.MLP{Widths: []int{3}, Last: layers.Tanh}}
	chain := &training.Model{Net: net, X: data.Standardize{}}
	if _, err := (bnn.NUTS{Chains: 1, Warmup: 40, Draws: 10, MaxDepth: 4, Seed: 1}).Fit(ctx, chain, train); err != nil {
		t.Fatal(err)
	}
	if off := far(chain); off > 2 {
		t.Errorf("a chain's means are up to %.1f standard deviations off", off)
	}
	members := &training.Model{Net: net, X: data.Standardize{}}
	ensemble := bnn.Ensemble{Members: 2, Trainer: training.Trainer{Loss: losses.NLL{}, Seed: 1}}
	if _, err := ensemble.Fit(ctx, members, train, 5); err != nil {
		t.Fatal(err)
	}
	if off := far(members); off > 3 {
		t.Errorf("an ensemble's means are up to %.1f standard deviations off", off)
	}
}

// The Laplace approximation takes a head's weights and leaves its states.
func TestLaplaceOfAHead(t *testing.T) {
	train := rows(laws[0], 200, 1)
	m := fit(t, &training.Model{Net: nets.Gaussian{Body: small}, X: data.Standardize{}}, nil, train, 20)
	before := predict(t, m, train.X).Mean()
	if _, err := (bnn.Laplace{}).Fit(ctx, m, train); err != nil {
		t.Fatal(err)
	}
	after := predict(t, m, train.X, training.Draws(20))
	for i, v := range after.Mean() {
		if sd := after.StdDev()[i]; math.Abs(v-before[i]) > sd {
			t.Fatalf("row %d: the mean was %v and is %v, with sd %v", i, before[i], v, sd)
		}
	}
}

// States are of the first fit: one that goes on elsewhere counts from the same place.
func TestStatesStay(t *testing.T) {
	train, other := rows(laws[0], 50, 1), rows(laws[0], 50, 2)
	m := fit(t, &training.Model{Net: nets.Gaussian{Body: small}}, nil, train, 1)
	before := m.Params.Get("target/sd").Data().([]float32)[0]
	if _, sd := moments(train.Y); math.Abs(float64(before)/sd-1) > 1e-6 {
		t.Errorf("the state is %v, the targets' standard deviation %v", before, sd)
	}
	fit(t, m, nil, other, 1)
	if after := m.Params.Get("target/sd").Data().([]float32)[0]; after != before || !m.Params.IsState("target/sd") {
		t.Errorf("%v became %v", before, after)
	}
}

// Independent numbers of a vector are as many heads for one number.
func TestGaussianOfVectors(t *testing.T) {
	train := pairs(300, 1)
	m := fit(t, &training.Model{Net: nets.Gaussian{Body: small, Dim: 3}}, nil, train, 60)
	q, err := m.Marginals(ctx, train.X)
	if err != nil || len(q) != 3 {
		t.Fatal(err)
	}
	for j, want := range []float64{1, math.Sqrt(1.25), .1} {
		if sd := mean(q[j].StdDev()); math.Abs(sd/want-1) > .2 {
			t.Errorf("number %d has sd %v, want about %v", j, sd, want)
		}
	}
}
