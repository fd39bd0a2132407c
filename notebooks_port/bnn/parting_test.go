package main

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gonum.org/v1/gonum/mat"
)

// steps is n rows of y = sin 2x + N(0, .3²).
func steps(seed uint64, n int) data.Set {
	s := data.Set{X: mat.NewDense(n, 1, nil), Y: make([]float64, n)}
	x := s.X.RawMatrix().Data
	rng.New(seed, "x", 0, 0).Uniform64(x, 0)
	rng.New(seed, "e", 0, 0).Normal64(s.Y, 0)
	for i := range x {
		x[i] = 4*x[i] - 2
		s.Y[i] = math.Sin(2*x[i]) + .3*s.Y[i]
	}
	return s
}

func stepsTask(n, epochs int) task {
	return task{net: mdn{}, train: steps(1, n), rate: 1e-2, epochs: epochs, seed: 1}
}

// The noise of 300 rows has a standard error of .3/sqrt(600) = .012, and both ways find it within three of them and what their networks
// miss; the error on fresh rows is the noise and the ignorance, whose sum they predict.
func TestNoiseIsFound(t *testing.T) {
	slow.Test(t)
	ctx, test := context.Background(), steps(2, 2000)
	cross, err := crossFitted(ctx, stepsTask(300, 250), test)
	if err != nil {
		t.Fatal(err)
	}
	f, err := byEvidence(ctx, stepsTask(300, 200))
	if err != nil {
		t.Fatal(err)
	}
	q, err := f.Linearize(ctx, test.X, 0)
	if err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]parts{"cross": cross, "evidence": partsOf(q, test.Y)} {
		if math.Abs(p.Aleatoric-.3) > .05 || math.Abs(p.Total-p.RMSE) > .05 || p.Epistemic > .15 {
			t.Errorf("%s: %+v, want an aleatoric part of .3", name, p)
		}
	}
}

// Each row is in one fold, whose sizes differ by one at most.
func TestSplit(t *testing.T) {
	f := split(203, 1)
	var all []int
	for _, rows := range f {
		if len(rows) != 40 && len(rows) != 41 {
			t.Errorf("a fold of %d rows", len(rows))
		}
		all = append(all, rows...)
	}
	slices.Sort(all)
	for i, row := range all {
		if i != row {
			t.Fatalf("row %d is in no fold, or in two", i)
		}
	}
	if cmp.Equal(f, split(203, 2)) || !cmp.Equal(f, split(203, 1)) {
		t.Error("the folds are not a function of the seed")
	}
}

// Of an error of .2 where .1 is noise, variance .03 is ignorance: half of it booked as noise, a quarter as epistemic. An error below the
// noise leaves nothing to book.
func TestPartsAsShares(t *testing.T) {
	r := partingResult{Noise: .1, Methods: map[string][]partResult{}}
	r.add("a", parts{Aleatoric: math.Sqrt(.025), Epistemic: math.Sqrt(.0075), RMSE: .2})
	r.add("b", parts{Aleatoric: .09, Epistemic: .01, RMSE: .09})
	want := map[string][]partResult{
		"a": {{Aleatoric: math.Sqrt(.025), Epistemic: math.Sqrt(.0075), RMSE: .2, AsNoise: .5, AsIgnorance: .25}},
		"b": {{Aleatoric: .09, Epistemic: .01, RMSE: .09}},
	}
	if d := cmp.Diff(want, r.Methods, cmpopts.EquateApprox(1e-12, 0)); d != "" {
		t.Error(d)
	}
}

// Networks of different folds and kinds have no stream in common: no seed is another's.
func TestSeedsOfFolds(t *testing.T) {
	seen := map[uint64]string{}
	for k := range folds {
		for _, of := range fits {
			s := rng.SplitAt(1, "bnn/"+of.name, k)
			if before, twice := seen[s]; twice {
				t.Errorf("%s %d and %s have one seed", of.name, k, before)
			}
			seen[s] = of.name
		}
	}
}

var _ prediction = bnn.Linearized{}
