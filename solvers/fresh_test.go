package solvers

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorgonia.org/gorgonia"
)

// stepped makes steps on parameters of its own and returns where they came to.
func stepped(t *testing.T, s gorgonia.Solver, steps int) []float64 {
	t.Helper()
	params := goldenParams[float64](make([]float64, 8))
	for k := range steps {
		setGrads(params, goldenGradient(k, 8))
		if err := s.Step(params); err != nil {
			t.Fatal(err)
		}
	}
	return valuesOf(params)
}

// A fresh solver of one that has made steps does what a new one of its settings does, and neither disturbs the other.
func TestFreshHasTheSettingsAndNoState(t *testing.T) {
	for name, settings := range testSolvers {
		used := settings()
		stepped(t, used, 3)
		state := used.State()
		again, err := Fresh(used)
		if err != nil {
			t.Fatal(name, err)
		}
		if d := cmp.Diff(State{}, again.(Stateful).State()); d != "" {
			t.Errorf("%s: a fresh one has a state: %s", name, d)
		}
		if d := cmp.Diff(stepped(t, settings(), 5), stepped(t, again, 5)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if d := cmp.Diff(state, used.State()); d != "" {
			t.Errorf("%s: the steps of the fresh one changed the first: %s", name, d)
		}
	}
}

// plain keeps nothing from step to step.
type plain struct{ rate float64 }

func (plain) Step([]gorgonia.ValueGrad) error { return nil }

// wrapped is Stateful by what it is made of, as a value too.
type wrapped struct {
	*Adam
	Inner gorgonia.Solver
}

type hiding struct{ inner *SGD }

func (h *hiding) Step(p []gorgonia.ValueGrad) error { return h.inner.Step(p) }

// To reset a copy resets no solver that the first one is made of.
func TestFreshOfWhatHoldsSolvers(t *testing.T) {
	w := &wrapped{Adam: &Adam{Beta1: .5}, Inner: &SGD{Momentum: .5}}
	stepped(t, w, 2)
	stepped(t, w.Inner, 2)
	again, err := Fresh(w)
	if err != nil {
		t.Fatal(err)
	}
	a := again.(*wrapped)
	if w.Steps() != 2 || w.Inner.(*SGD).Steps() != 2 || a.Steps() != 0 || a.Inner.(*SGD).Steps() != 0 || a.Beta1 != .5 {
		t.Errorf("steps %d and %d, of the fresh one %d and %d, Beta1 %v", w.Steps(), w.Inner.(*SGD).Steps(), a.Steps(), a.Inner.(*SGD).Steps(), a.Beta1)
	}
	value := *w
	again, err = Fresh(value)
	if err != nil || again.(wrapped).Steps() != 0 || w.Steps() != 2 {
		t.Errorf("of a value that holds solvers: %v, %v", again, err)
	}
	if _, err := Fresh(&hiding{&SGD{}}); err == nil || !strings.Contains(err.Error(), "solvers: a solvers.hiding keeps a solver in its field inner") {
		t.Errorf("of one in a field that is not exported: %v", err)
	}
}

// Gorgonia's solvers can be copied before their first step, not after.
func TestFreshOfOthers(t *testing.T) {
	s := gorgonia.NewAdamSolver(gorgonia.WithLearnRate(.25))
	again, err := Fresh(s)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(stepped(t, gorgonia.NewAdamSolver(gorgonia.WithLearnRate(.25)), 3), stepped(t, again, 3)); d != "" {
		t.Error(d)
	}
	stepped(t, s, 1)
	if _, err := Fresh(s); err == nil || !strings.Contains(err.Error(), "*gorgonia.AdamSolver keeps memory of the parameters it has updated (cache)") {
		t.Errorf("of one that has made a step: %v", err)
	}
	if again, err := Fresh(plain{3}); err != nil || again != gorgonia.Solver(plain{3}) {
		t.Errorf("of a value: %v, %v", again, err)
	}
	if again, err := Fresh(nil); err != nil || again != nil {
		t.Errorf("of none: %v, %v", again, err)
	}
	if _, err := Fresh((*Adam)(nil)); err == nil {
		t.Error("a nil pointer was copied")
	}
}
