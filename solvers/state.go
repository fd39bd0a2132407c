package solvers

import (
	"fmt"
	"maps"
	"slices"

	"github.com/deepprob/deepprob/internal/float64s"
)

// State is what a solver carries from step to step, for a checkpoint: plain numbers, of which float32 ones are exact
// in float64. The zero State is that of a solver before its first step.
type State struct {
	Solver string       // "adam", "adamw", "sgd" or "rmsprop"; "" in the zero State
	Steps  int          // updates made
	Params []ParamState // in the order of the step's parameters
}

// ParamState is what a solver knows of one parameter.
type ParamState struct {
	Name    string               // as gorgonia.Namer gives it, "" without
	Moments map[string][]float64 // by name, each of the parameter's size in row-major order
}

// State returns a copy of what the solver carries to its next step.
func (u *updates) state(r recipe) State {
	if u.restored != nil {
		return u.restored.clone()
	}
	if u.slots == nil {
		return State{}
	}
	st := State{Solver: r.name, Steps: u.steps, Params: make([]ParamState, len(u.slots))}
	for i, s := range u.slots {
		st.Params[i] = ParamState{Name: s.name, Moments: make(map[string][]float64, len(r.moments))}
		for j, name := range r.moments {
			st.Params[i].Moments[name] = float64s.Of(s.moments[j])
		}
	}
	return st
}

// setState makes the next step follow st. Whether it fits the parameters is found at that step.
func (u *updates) setState(r recipe, st State) error {
	*u = updates{perEpoch: u.perEpoch}
	if st.Solver == "" && st.Steps == 0 && len(st.Params) == 0 {
		return nil
	}
	if err := st.check(r); err != nil {
		return fmt.Errorf("solvers: %s: saved state: %w", r.name, err)
	}
	st = st.clone()
	u.steps, u.restored = st.Steps, &st
	return nil
}

func (st State) check(r recipe) error {
	if st.Solver != r.name {
		return fmt.Errorf("it is of solver %q: restore it into that one", st.Solver)
	}
	if st.Steps < 0 {
		return fmt.Errorf("it has %d steps", st.Steps)
	}
	want := slices.Sorted(slices.Values(r.moments))
	for i, p := range st.Params {
		if have := slices.Sorted(maps.Keys(p.Moments)); !slices.Equal(have, want) {
			return fmt.Errorf("parameter %d (%q) has moments %q, these settings need %q", i, p.Name, have, want)
		}
	}
	return nil
}

// into copies the moments into slots: by name if every parameter, saved and present, has a name of its own, by
// position otherwise.
func (st State) into(r recipe, slots []slot) error {
	if len(st.Params) != len(slots) {
		return fmt.Errorf("the saved state is of %d parameters, the step has %d", len(st.Params), len(slots))
	}
	byName := st.index(slots)
	for i := range slots {
		s, from := &slots[i], st.Params[i]
		if byName != nil {
			k, ok := byName[s.name]
			if !ok {
				return fmt.Errorf("the saved state has no parameter %s", s.name)
			}
			from = st.Params[k]
		}
		for j, name := range r.moments {
			if len(from.Moments[name]) != s.size {
				return fmt.Errorf("the saved state has %d values of %s for parameter %d (%q), which has size %d", len(from.Moments[name]), name, i, s.name, s.size)
			}
			float64s.Set(s.moments[j], from.Moments[name])
		}
	}
	return nil
}

// index maps names to positions in st, nil unless the names on both sides tell the parameters apart.
func (st State) index(slots []slot) map[string]int {
	saved, present := make(map[string]int), make(map[string]bool)
	for i, s := range slots {
		saved[st.Params[i].Name], present[s.name] = i, true
	}
	if len(saved) < len(slots) || len(present) < len(slots) {
		return nil
	}
	if _, ok := saved[""]; ok || present[""] {
		return nil
	}
	return saved
}

func (st State) clone() State {
	st.Params = slices.Clone(st.Params)
	for i, p := range st.Params {
		moments := make(map[string][]float64, len(p.Moments))
		for name, v := range p.Moments {
			moments[name] = slices.Clone(v)
		}
		st.Params[i].Moments = moments
	}
	return st
}
