package main

import (
	"context"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/training"
)

// small is a split of a set that the test makes.
func small(t *testing.T) task {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "plane", 60)
	p, err := read(dir, "plane")
	if err != nil {
		t.Fatal(err)
	}
	return newTask(options{seed: 3, share: .001, draws: 20}, p, 1, "")
}

// A split has every row once, in training or in test.
func TestSplit(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "plane", 60)
	p, err := read(dir, "plane")
	if err != nil {
		t.Fatal(err)
	}
	for k := range p.tests {
		train, test := p.split(k)
		all := slices.Concat(train.Y, test.Y)
		want := slices.Clone(p.set.Y)
		slices.Sort(all)
		slices.Sort(want)
		if test.Rows() != 6 || test.Y[1] != p.set.Y[k+10] || !slices.Equal(all, want) {
			t.Errorf("split %d: %d training and %d test rows", k, train.Rows(), test.Rows())
		}
	}
}

// Hyper-parameters do not see the test rows: with other targets there the same are chosen, and only the scores change.
func TestNoTestRowsInChoice(t *testing.T) {
	slow.Test(t)
	for _, name := range methodNames {
		k := small(t)
		before, err := methods[name](context.Background(), k)
		if err != nil {
			t.Fatal(err)
		}
		k.test.Y = slices.Clone(k.test.Y)
		slices.Reverse(k.test.Y)
		for i := range k.test.Y {
			k.test.Y[i] += 5
		}
		after, err := methods[name](context.Background(), k)
		if err != nil {
			t.Fatal(err)
		}
		if before.chosen != after.chosen || before.RMSE == after.RMSE || before.LL == after.LL {
			t.Errorf("%s: %+v, with other test targets %+v", name, before, after)
		}
		if (before.chosen == "") != (name == "bbb") {
			t.Errorf("%s chose %q", name, before.chosen)
		}
	}
}

// What is held back is a fifth, another one for each k, and none of it is trained on.
func TestFold(t *testing.T) {
	k := small(t)
	a, err := k.fold(0)
	if err != nil {
		t.Fatal(err)
	}
	b, err := k.fold(1)
	if err != nil {
		t.Fatal(err)
	}
	if a.test.Rows() != 11 || a.train.Rows() != 43 || slices.Equal(a.test.Y, b.test.Y) {
		t.Errorf("%d and %d rows", a.train.Rows(), a.test.Rows())
	}
	for _, y := range a.test.Y {
		if slices.Contains(a.train.Y, y) {
			t.Errorf("the row of target %v is in both parts", y)
		}
	}
}

// Seeds of runs, sets, splits and folds that are neighbours are all different: no two fits behind a standard error start
// from the same weights.
func TestSeedsAreTheirOwn(t *testing.T) {
	dir := t.TempDir()
	seen := map[uint64]bool{}
	for _, set := range []string{"plane", "plain"} {
		write(t, dir, set, 60)
		p, err := read(dir, set)
		if err != nil {
			t.Fatal(err)
		}
		for seed := range uint64(20) {
			for k := range p.tests {
				split := newTask(options{seed: seed}, p, k, "")
				seen[split.seed] = true
				for f := range 2 {
					inner, err := split.fold(f)
					if err != nil {
						t.Fatal(err)
					}
					seen[inner.seed] = true
				}
			}
		}
	}
	if want := 2 * 20 * 3 * (1 + 2); len(seen) != want {
		t.Errorf("%d of %d seeds are different", len(seen), want)
	}
}

// A plan is whole epochs, at least one.
func TestPlanEpochs(t *testing.T) {
	p := plan{steps: 1000}
	for _, c := range []struct {
		share      float64
		rows, want int
	}{{1, 32, 1000}, {1, 33, 500}, {.5, 320, 50}, {1, 1 << 20, 1}, {1e-9, 32, 1}} {
		if got := p.epochs(c.share, c.rows); got != c.want {
			t.Errorf("%g of 1000 steps on %d rows are %d epochs, want %d", c.share, c.rows, got, c.want)
		}
	}
	if n := len(plansOf([]int{1, 2}, []float64{1, 2, 3}, []float64{0})); n != 6 {
		t.Errorf("%d combinations of 2, 3 and 1", n)
	}
}

// The plan of the highest held-out log-likelihood is taken wherever it stands, for a fit to all training rows: noise of .05
// spreads is nearly the truth there, a tenth of it and ten times it are not.
func TestBestPlanIsTaken(t *testing.T) {
	k := small(t)
	k.share = 1
	near := plan{500, 1e-4, .05}
	others := []plan{{500, 1e-4, .005}, {500, 1e-4, .5}}
	last := 0
	fit := func(ctx context.Context, t task, p plan) (*training.Model, error) {
		last = t.train.Rows()
		return fitLaplace(ctx, t, p)
	}
	for at := range 3 {
		s, err := k.byPlan(context.Background(), slices.Insert(slices.Clone(others), at, near), 1, fit, training.Draws(50))
		if err != nil {
			t.Fatal(err)
		}
		if s.chosen != near.String() || last != k.train.Rows() {
			t.Errorf("chosen: %s, the last fit was to %d rows", s.chosen, last)
		}
	}
}
