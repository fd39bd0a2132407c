package training

import (
	"bytes"
	"reflect"
	"slices"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/layers"
	G "gorgonia.org/gorgonia"
)

// Run is how far a Model has been fitted, beyond its weights and counters: what a fit of ten epochs carries from one to the
// next, so that ten fits of one, and one that was cancelled and goes on, come to the same bits.
//
// The solver's state is given back to the Adam that a Trainer without a Solver makes and, where the Run was read from a file, to a
// solver of the same settings that has made no step. A fit goes on in the middle of an epoch if net, loss, training rows, Seed and BatchSize are those it was left with. It
// goes on with the best weights, the patience and the averages if also Validation, Average and the solver are, and nobody
// has changed the weights it gave the model. Otherwise, as after Model.Run = Run{}, it begins anew from the weights that are
// there. Functions among the settings cannot be compared, and count as the same, as all schedules do. The fields are plain, to
// be saved. A Run may be copied, to go on from it twice: fits leave its tensors as they are.
type Run struct {
	Of, Judged    uint64 // fingerprints of what the two sentences above name, but for the solver
	Call          Call   // that made the last steps
	Epochs, Steps int    // of the Model
	SolverSteps   int    // updates of the solver, if it is one of package solvers
	SolverOf      uint64 // fingerprint of the solver's settings; 0 for the Adam that a Trainer without a Solver makes
	Solver        State  // of a solver that is Stateful

	// The epoch under way as far as it has come, without a step between two epochs, and of an ELBO the sums over its rows.
	Epoch Epoch
	Parts Bound
	Rows  float64

	Best      *layers.Params // the weights with the lowest validation loss; nil before the first
	BestLoss  float64
	SinceBest int    // epochs
	Means     []Mean // of the weights over the last epochs, the one under way among them
	Turning   []layers.Turning

	// Last is the weights of the last step where the model has others, the best ones or the mean; nil during a fit.
	Last *layers.Params

	by G.Solver // that made the last steps; nil if it was read from a file
}

// Mean is the weights, mean over some steps.
type Mean struct {
	Params *layers.Params
	Steps  int
}

// identify says what the fit is of.
func (r *run) identify() (of, judged uint64) {
	var f, j fingerprint
	f.value(r.model.Net)
	f.value(r.Loss)
	f.names(r.model.Params)
	f.rows(r.train)
	f.word(r.Seed)
	f.word(uint64(r.BatchSize))
	if r.check != nil {
		j.rows(r.check.rows)
	}
	j.word(uint64(r.Average))
	return uint64(f), uint64(j)
}

// resume goes on with what is left of the model's run that this fit is of.
func (r *run) resume() error {
	m, was := r.model, r.model.Run
	of, judged := r.identify()
	m.Run = Run{Of: of, Judged: judged, Call: r.call}
	if was.Of != of || was.Epochs != m.Epochs || was.Steps != m.Steps {
		return nil
	}
	if err := r.giveBack(was); err != nil {
		return err
	}
	m.Run.Epoch, m.Run.Parts, m.Run.Rows = was.Epoch, was.Parts, was.Rows
	r.objective.parts, r.objective.seen = was.Parts, was.Rows
	if was.Judged != judged || !was.madeBy(r.solver) {
		return nil
	}
	if keep := was.keep(); keep != nil && !sameBits(keep, m.Params) {
		return nil
	}
	m.Run.Best, m.Run.BestLoss, m.Run.SinceBest, m.Run.Means = was.Best, was.BestLoss, was.SinceBest, slices.Clone(was.Means)
	if last := len(was.Means) - 1; last >= 0 && was.Epoch.Steps > 0 {
		m.Run.Means[last].Params = was.Means[last].Params.Clone()
		r.averager.made = 1
	}
	m.Run.Turning = was.Turning
	if was.Last != nil {
		return m.Params.CopyFrom(was.Last)
	}
	return nil
}

// giveBack gives the solver the state of the one that made the run's steps.
func (r *run) giveBack(was Run) error {
	s, ok := r.solver.(Stateful)
	if !ok || was.SolverOf != r.solverOf() || !r.ownSolver && (was.by != nil || !unused(s)) {
		return nil
	}
	r.model.Run.SolverOf, r.model.Run.Solver = was.SolverOf, was.Solver
	return s.SetState(was.Solver)
}

// solverOf tells solvers of other settings apart.
func (r *run) solverOf() uint64 {
	if r.ownSolver {
		return 0
	}
	var f fingerprint
	f.settings(r.solver)
	return uint64(f)
}

// unused reports whether a solver has made no step.
func unused(s Stateful) bool {
	if c, ok := s.(counted); ok {
		return c.Steps() == 0
	}
	st := s.State()
	return st.Solver == "" && st.Steps == 0 && len(st.Params) == 0
}

// left is what the model has of a fit that ends now: where its run is, and the weights it keeps. Nothing is written: the weights are
// the model's, or the run's own.
func (r *run) left() Fitted {
	f := r.model.Fitted
	f.Run.Epochs, f.Run.Steps, f.Run.by = f.Epochs, f.Steps, r.solver
	if s, ok := r.solver.(counted); ok {
		f.Run.SolverSteps = s.Steps()
	}
	if s, ok := r.solver.(Stateful); ok {
		f.Run.SolverOf, f.Run.Solver = r.solverOf(), s.State()
	}
	if keep := f.Run.keep(); keep != nil {
		f.Run.Last, f.Params = f.Params, keep
	}
	return f
}

// leave gives the model what the fit leaves, in tensors of its own.
func (r *run) leave() error {
	m, f := r.model, r.left()
	if f.Run.Last != nil {
		f.Run.Last = m.Params.Clone()
		if err := m.Params.CopyFrom(f.Params); err != nil {
			return err
		}
		f.Params = m.Params
	}
	m.Fitted = f
	return nil
}

// keep is the weights that a model has between two fits, nil if they are those of the last step.
func (run *Run) keep() *layers.Params {
	if len(run.Means) > 0 {
		return run.mean()
	}
	return run.Best
}

// counted is a solver that knows how many updates it has made, as ours do, and what embeds them.
type counted interface{ Steps() int }

// madeBy reports whether s is the solver that made the run's steps, or one that has been given its state.
func (run *Run) madeBy(s G.Solver) bool {
	if c, ok := s.(counted); ok {
		return c.Steps() == run.SolverSteps
	}
	if run.by == nil || !reflect.ValueOf(s).Comparable() {
		return run.by == nil || reflect.TypeOf(s) == reflect.TypeOf(run.by)
	}
	return s == run.by
}

// sameBits reports whether two sets of parameters of one net are the same.
func sameBits(p, q *layers.Params) bool {
	for path, v := range p.All() {
		w := q.Get(path)
		if w == nil || !bytes.Equal(graph.Bytes(v), graph.Bytes(w)) {
			return false
		}
	}
	return p.Len() == q.Len()
}
