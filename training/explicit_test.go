package training_test

import (
	"fmt"
	"math"
	"sync"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// normalized is a network with states, and noise in training.
var normalized = layers.Sequential{
	layers.Dense{Units: 6, Activation: layers.Tanh}, layers.BatchNorm{},
	layers.Dropout{Rate: .1}, layers.Dense{Units: 4}, layers.BatchNorm{Momentum: .3}, layers.Dense{Units: 1},
}

// loop is the explicit loop over the batches of a Trainer.
type loop struct {
	params *layers.Params
	solver G.Solver
	apply  *layers.Function
	loss   *layers.Function
}

func newLoop(t *testing.T, seed uint64, s data.Set, solver G.Solver) *loop {
	t.Helper()
	l := &loop{solver: solver}
	l.apply = layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node { return normalized.Forward(s, in[0]) })
	l.loss = layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
		per := losses.MSE{}.PerRow(training.Point(normalized).Forward(s, in[0]), in[1])
		return ops.Sum(ops.Mul(per, in[2]))
	})
	var err error
	if l.params, err = l.apply.Init(seed, features(s)); err != nil {
		t.Fatal(err)
	}
	return l
}

func features(s data.Set) *tensor.Dense {
	n, c := s.X.Dims()
	return tensor.New(tensor.WithShape(n, c), tensor.WithBacking(s.X.RawMatrix().Data))
}

// epoch makes the steps of an epoch, counted from 0, as a Trainer with Seed does.
func (l *loop) epoch(t *testing.T, seed uint64, s data.Set, batch, number int) {
	t.Helper()
	perm := rng.New(seed, "shuffle", uint64(number+1), 0).Perm(s.Rows())
	for k, lo := 0, 0; lo < len(perm); k, lo = k+1, lo+batch {
		b := s.Take(perm[lo:min(lo+batch, len(perm))])
		w := make([]float64, b.Rows())
		for i := range w {
			w[i] = 1 / float64(len(w))
		}
		step := number*((len(perm)+batch-1)/batch) + k
		_, grads, err := l.loss.Train(seed, step).ValueAndGrad(l.params, features(b),
			tensor.New(tensor.WithBacking(b.Y)), tensor.New(tensor.WithBacking(w)))
		if err == nil {
			err = l.solver.Step(l.params.With(grads))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// The explicit loop is the Trainer, to the last bit, the states of the batch normalizations too; and what it then
// applies is what the Trainer's model predicts.
func TestExplicitLoopIsTheTrainer(t *testing.T) {
	const seed, batch = 5, 16
	s := line(60, .3, 1)
	for name, solver := range map[string]func() G.Solver{
		"adam":  func() G.Solver { return &training.Adam{Rate: training.Constant(.05)} },
		"still": func() G.Solver { return &training.SGD{Rate: training.Constant(0)} },
	} {
		m := &training.Model{Net: training.Point(normalized), Dtype: tensor.Float64}
		tr := training.Trainer{Loss: losses.MSE{}, BatchSize: batch, Solver: solver(), Seed: seed}
		l := newLoop(t, seed, s, solver())
		for k := range 5 {
			l.epoch(t, seed, s, batch, k)
			fit(t, tr, m, s, 1)
			if d := cmp.Diff(bits(m), bits(&training.Model{Fitted: training.Fitted{Params: l.params}})); d != "" {
				t.Fatalf("%s: after %d epochs: %s", name, k+1, d)
			}
		}
		for _, path := range []string{"batchnorm_1/mean", "batchnorm_1/var", "batchnorm_4/mean", "batchnorm_4/var"} {
			if v := ops.Data[float64](l.params.Get(path)); v[0] == 0 || v[0] == 1 || !l.params.IsState(path) {
				t.Errorf("%s: state %s is %v, a state: %v", name, path, v, l.params.IsState(path))
			}
		}
		y, err := l.apply.Apply(l.params, features(s))
		if err != nil {
			t.Fatal(err)
		}
		q, err := m.Predict(ctx, s.X)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range q.Mean() {
			if got := ops.Data[float64](y)[i]; math.Abs(got-want) > 1e-13*(1+math.Abs(want)) {
				t.Errorf("%s: row %d: Apply gives %v, Predict %v", name, i, got, want)
			}
		}
	}
}

// Params that were put together outside do not know which of their tensors are states: the network does. They are not
// trained, the step moves them, and from then on they are marked; SetState marks them before.
func TestStatesFromOutside(t *testing.T) {
	s := line(60, .3, 1)
	marked := newLoop(t, 5, s, &training.Adam{})
	plain, set := newLoop(t, 5, s, &training.Adam{}), newLoop(t, 5, s, &training.Adam{})
	plain.params, set.params = &layers.Params{}, &layers.Params{}
	for path, v := range marked.params.All() {
		plain.params.Set(path, v.Clone().(*tensor.Dense))
		if marked.params.IsState(path) {
			set.params.SetState(path, v.Clone().(*tensor.Dense))
		} else {
			set.params.Set(path, v.Clone().(*tensor.Dense))
		}
		if plain.params.IsState(path) || set.params.IsState(path) != marked.params.IsState(path) {
			t.Errorf("%s is a state: %v when set, %v when set as it is", path, plain.params.IsState(path), set.params.IsState(path))
		}
	}
	for _, l := range []*loop{marked, plain, set} {
		l.epoch(t, 5, s, 20, 0)
		if d := cmp.Diff(bits(&training.Model{Fitted: training.Fitted{Params: marked.params}}), bits(&training.Model{Fitted: training.Fitted{Params: l.params}})); d != "" {
			t.Error(d)
		}
		for _, path := range l.params.Names() {
			if l.params.IsState(path) != marked.params.IsState(path) {
				t.Errorf("%s is a state: %v", path, l.params.IsState(path))
			}
		}
	}
	bare := &layers.Params{}
	for path, v := range marked.params.All() {
		bare.Set(path, v.Clone().(*tensor.Dense))
	}
	if err := bare.CopyFrom(marked.params); err != nil || !bare.IsState("batchnorm_1/mean") || !bare.Clone().IsState("batchnorm_1/mean") {
		t.Error("a copy has forgotten its states:", err)
	}
}

// ValueAndGrad is a pure function: states come back in Updates and are what they were in params, from any number of
// goroutines. Run with the race detector.
func TestValueAndGradIsPure(t *testing.T) {
	s := line(30, .3, 1)
	l := newLoop(t, 5, s, nil)
	before := l.params.Clone()
	w := tensor.New(tensor.WithShape(30), tensor.WithBacking(make([]float64, 30)))
	y := tensor.New(tensor.WithBacking(s.Y))
	var first *layers.Params
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 5 {
				_, grads, err := l.loss.Train(1, 1).ValueAndGrad(l.params, features(s), y, w)
				mu.Lock()
				if first == nil {
					first = grads
				}
				if err != nil || !cmp.Equal(bits(&training.Model{Fitted: training.Fitted{Params: first.Updates()}}), bits(&training.Model{Fitted: training.Fitted{Params: grads.Updates()}})) {
					t.Error("two calls give two updates", err)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if d := cmp.Diff(bits(&training.Model{Fitted: training.Fitted{Params: before}}), bits(&training.Model{Fitted: training.Fitted{Params: l.params}})); d != "" {
		t.Error("the parameters moved:", d)
	}
	if _, err := l.loss.Train(1, 1).Apply(l.params, features(s), y, w); err != nil || !cmp.Equal(bits(&training.Model{Fitted: training.Fitted{Params: before}}), bits(&training.Model{Fitted: training.Fitted{Params: l.params}})) {
		t.Error("Apply moved the parameters:", err)
	}
	if _, grads, err := l.loss.ValueAndGrad(l.params, features(s), y, w); err != nil || grads.Updates().Len() != 0 {
		t.Errorf("prediction moves %v: %v", grads.Updates().Names(), err)
	}
	want := []string{"batchnorm_1/mean", "batchnorm_1/var", "batchnorm_4/mean", "batchnorm_4/var"}
	copied := first.Clone()
	if d := cmp.Diff(want, copied.Updates().Names()); d != "" || first.Get(want[0]) != nil || !copied.Updates().IsState(want[0]) {
		t.Error("the updates:", d)
	}
	first.Updates().Set(want[0], tensor.New(tensor.WithShape(1), tensor.Of(tensor.Float64)))
	defer func() {
		if msg := fmt.Sprint(recover()); msg != "layers: state batchnorm_1/mean is (6,) float64, its update is (1,) float64" {
			t.Errorf("an update of another shape: %s", msg)
		}
	}()
	l.params.With(first)
}
