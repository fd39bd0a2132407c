package solvers

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/google/go-cmp/cmp"
	"gorgonia.org/gorgonia"
)

func descendGolden(t *testing.T, s Stateful, params []gorgonia.ValueGrad, from, to int) {
	t.Helper()
	for k := from; k < to; k++ {
		setGrads(params, goldenGradient(k, 8))
		if err := s.Step(params); err != nil {
			t.Fatal(err)
		}
	}
}

// Saved after 7 steps, written as JSON, read and continued to 20, every solver has the bits of 20 steps in one go.
func TestSolverStateContinuesBitForBit(t *testing.T) {
	start := goldenGradient(5, 8)
	for name, fresh := range testSolvers {
		whole, straight := goldenParams[float32](start), fresh()
		descendGolden(t, straight, whole, 0, 20)

		parts, first := goldenParams[float32](start), fresh()
		descendGolden(t, first, parts, 0, 7)
		b, err := json.Marshal(first.State())
		if err != nil {
			t.Fatal(err)
		}
		var saved State
		if err := json.Unmarshal(b, &saved); err != nil {
			t.Fatal(err)
		}
		second := fresh()
		if err := second.SetState(saved); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if d := cmp.Diff(saved, second.State()); d != "" {
			t.Errorf("%s: a state that was set comes back changed:\n%s", name, d)
		}
		descendGolden(t, second, parts, 7, 20)
		if d := cmp.Diff(valuesOf(whole), valuesOf(parts)); d != "" {
			t.Errorf("%s: parameters differ:\n%s", name, d)
		}
		if d := cmp.Diff(straight.State(), second.State()); d != "" {
			t.Errorf("%s: states differ:\n%s", name, d)
		}
	}
}

// What is in a state: after one step Adam's mean is (1-Beta1) g and its square (1-Beta2) g².
func TestSolverStateOfAdam(t *testing.T) {
	s, p := &Adam{Beta1: .5, Beta2: .75}, vectorOf[float64]("body/bias", 1, 1)
	float64s.Set(p.grad, []float64{2, -4})
	if err := s.Step([]gorgonia.ValueGrad{p}); err != nil {
		t.Fatal(err)
	}
	want := State{Solver: "adam", Steps: 1, Params: []ParamState{
		{Name: "body/bias", Moments: map[string][]float64{"mean": {1, -2}, "square": {1, 4}}},
	}}
	if d := cmp.Diff(want, s.State()); d != "" {
		t.Error(d)
	}
	s.State().Params[0].Moments["mean"][0] = 99
	if d := cmp.Diff(want, s.State()); d != "" {
		t.Errorf("a state shares memory with its solver: %s", d)
	}
}

// Names on both sides find their parameters in any order; without them the order counts.
func TestSolverStateFindsParametersByName(t *testing.T) {
	moments := func(x float64) map[string][]float64 { return map[string][]float64{"trace": {x}} }
	for _, c := range []struct {
		saved, present [2]string
		want           [2]float64
	}{
		{[2]string{"a", "b"}, [2]string{"b", "a"}, [2]float64{2, 1}},
		{[2]string{"", ""}, [2]string{"b", "a"}, [2]float64{1, 2}},
		{[2]string{"a", "a"}, [2]string{"b", "a"}, [2]float64{1, 2}},
		{[2]string{"a", "b"}, [2]string{"", "a"}, [2]float64{1, 2}},
	} {
		s := &SGD{Rate: Constant(1), Momentum: .5}
		if err := s.SetState(State{Solver: "sgd", Steps: 3, Params: []ParamState{
			{c.saved[0], moments(1)}, {c.saved[1], moments(2)},
		}}); err != nil {
			t.Fatal(err)
		}
		p, q := vectorOf[float64](c.present[0], 0), vectorOf[float64](c.present[1], 0)
		if err := s.Step([]gorgonia.ValueGrad{p, q}); err != nil {
			t.Fatal(err)
		}
		if got := [2]float64{-2 * float64s.Of(p.value)[0], -2 * float64s.Of(q.value)[0]}; got != c.want {
			t.Errorf("saved as %q, present as %q: traces %v, want %v", c.saved, c.present, got, c.want)
		}
	}
}

func TestSolverStateErrors(t *testing.T) {
	adam := func(name string, mean, square []float64) State {
		return State{Solver: "adam", Steps: 1, Params: []ParamState{
			{Name: name, Moments: map[string][]float64{"mean": mean, "square": square}},
		}}
	}
	two := []float64{1, 2}
	for _, c := range []struct {
		s    Stateful
		st   State
		want string
	}{
		{&SGD{}, adam("w", two, two), `sgd: saved state: it is of solver "adam": restore it into that one`},
		{&Adam{}, State{Solver: "adam", Steps: -1}, "adam: saved state: it has -1 steps"},
		{&SGD{Momentum: .5}, State{Solver: "sgd", Params: []ParamState{{Name: "w"}}}, `parameter 0 ("w") has moments [], these settings need ["trace"]`},
	} {
		if err := c.s.SetState(c.st); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want ...%s...", err, c.want)
		}
	}
	p := vectorOf[float64]("w", 1, 2)
	for want, st := range map[string]State{
		"the saved state is of 0 parameters, the step has 1":                             {Solver: "adam", Steps: 1},
		"the saved state has no parameter w":                                             adam("v", two, two),
		`the saved state has 1 values of square for parameter 0 ("w"), which has size 2`: adam("w", two, two[:1]),
		`the saved state has 3 values of mean for parameter 0 ("w"), which has size 2`:   adam("", []float64{1, 2, 3}, two),
	} {
		s := &Adam{}
		if err := s.SetState(st); err != nil {
			t.Fatal(err)
		}
		if err := s.Step([]gorgonia.ValueGrad{p}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want ...%s...", err, want)
		}
	}
	if w := float64s.Of(p.value); w[0] != 1 || w[1] != 2 {
		t.Errorf("a refused step changed the values: %v", w)
	}
}

// The zero State makes a used solver new, also for other parameters.
func TestSolverStateReset(t *testing.T) {
	s := &Adam{}
	descendGolden(t, s, goldenParams[float64](goldenGradient(1, 8)), 0, 3)
	if err := s.SetState(State{}); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(State{}, s.State()); d != "" || !math.IsNaN(s.LastRate()) {
		t.Errorf("not new: last rate %v, %s", s.LastRate(), d)
	}
	if err := s.Step([]gorgonia.ValueGrad{vectorOf[float32]("other", 1)}); err != nil {
		t.Error(err)
	}
}
