package training

import (
	"fmt"
	"runtime"
	"time"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/crew"
	"github.com/deepprob/deepprob/internal/watch"
	"github.com/deepprob/deepprob/layers"
	G "gorgonia.org/gorgonia"
)

// run is a fit in progress.
type run struct {
	Trainer
	model   *Model
	solver  G.Solver
	train   *rows
	check   *validation    // nil without validation rows
	weights []G.ValueGrad  // each parameter with its gradient
	batches map[int]*batch // by rows
	crew    *crew.Crew
	builder

	objective *objective
	draws     int              // of the weights in a step
	warnings  []string         // of the training rows
	drawn     []*layers.Params // the gradients of each draw; those of the step if there is one
	back      []gradSum        // takes the gradients of each draw from what shards share
	combine   gradSum          // makes those of the step of several draws; nil for one

	averager  averager
	call      Call         // this one, or that which the file goes on with
	keeper    keeper       // writes the Checkpoint
	watch     *watch.Watch // of the weights, under solvers that are not ours
	ownSolver bool         // the Trainer has none
	started   bool         // an epoch has begun
}

// begin checks the settings, initializes the model or reads the file to go on with, compiles the first step, and writes the first file of
// a fit of n epochs.
func (t Trainer) begin(m *Model, train data.Set, n int) (*run, error) {
	if err := t.check(m); err != nil {
		return nil, err
	}
	given, own := t, t.Solver == nil
	t = t.filled()
	if err := m.own().predictors.unchanged(m); err != nil {
		return nil, err
	}
	o, err := newObjective(t.Loss)
	if err != nil {
		return nil, err
	}
	was := m.Fitted
	r := &run{Trainer: t, model: m, solver: t.Solver, batches: map[int]*batch{}, objective: o, draws: o.draws(), ownSolver: own}
	note := m.Note
	r.call, r.keeper = callOf(m), keeper{Checkpoint: t.Checkpoint, now: time.Now}
	file, err := r.openCheckpoint()
	unfitted := m.Params.Len() == 0
	if err == nil {
		err = m.init(train, t.Seed)
	}
	if s, ok := t.Solver.(Stateful); err == nil && ok && unfitted {
		err = s.SetState(State{})
	}
	if err == nil {
		err = r.prepare(train)
	}
	if err == nil && unfitted {
		m.Run = Run{}
	}
	if err == nil {
		m.begun(given, unfitted)
		err = r.goOn(file, n)
	}
	if err != nil {
		m.Fitted, m.Note = was, note // as if nothing had been tried
		if r.crew != nil {
			r.crew.Close()
		}
	}
	return r, err
}

// prepare makes ready what the steps need: rows, validation, graphs and memory.
func (r *run) prepare(train data.Set) (err error) {
	if r.train, err = r.model.rows(train); err != nil {
		return err
	}
	r.warnings = fewEffective(train.Weights)
	r.BatchSize = min(r.BatchSize, r.train.n)
	if p, ok := r.solver.(Paced); ok {
		p.SetStepsPerEpoch(r.stepsPerEpoch())
	}
	workers := min(maxShards, runtime.GOMAXPROCS(0))
	if r.Cores > 0 {
		workers = min(workers, r.Cores)
	}
	if r.Validation != nil {
		if r.check, err = r.newValidation(*r.Validation, workers); err != nil {
			return fmt.Errorf("validation: %w", err)
		}
	}
	r.builder = builder{
		model: r.model, loss: r.Loss, differentiate: true, features: r.train.features, targets: r.train.targets,
		pass: layers.Pass{Mode: layers.Train, Sampled: r.objective.sampled(), Pathwise: r.objective.pathwise()}, workers: workers,
	}
	b, err := r.batch(r.BatchSize)
	if err != nil {
		return err
	}
	if err := r.lastBatch(); err != nil {
		return err
	}
	if err := r.objective.check(r.penalties, r.train.n, b.places[0].programs.like.key != nil); err != nil {
		return err
	}
	r.makeRoom()
	r.crew = crew.New(r.workers)
	return nil
}

// lastBatch builds the network over what an epoch has left over, if its rows see each other: too few of them, such as one row
// under a BatchNorm, are known before the first step.
func (r *run) lastBatch() error {
	rest := r.train.n % r.BatchSize
	if rest == 0 || !r.whole {
		return nil
	}
	_, err := r.model.lossGraph(r.loss, r.pass, rest, r.features, r.targets)
	if err != nil {
		return fmt.Errorf("the last batch of an epoch, %d of %d rows at a BatchSize of %d: %w", rest, r.train.n, r.BatchSize, err)
	}
	return nil
}

// makeRoom allocates the gradients of the draws and of the step.
func (r *run) makeRoom() {
	grads := gradients(r.model.Params, r.paths)
	r.weights = r.model.Params.With(grads)
	r.drawn = []*layers.Params{grads}
	if r.draws > 1 {
		r.drawn = nil
		var from [][]gradient
		for range r.draws {
			one := gradients(r.model.Params, r.paths)
			r.drawn = append(r.drawn, one)
			from = append(from, values(tensorsOf(one, r.paths)))
		}
		r.combine = newGradSum(tensorsOf(grads, r.paths), from)
	}
	if r.shared != nil {
		for _, one := range r.drawn {
			r.back = append(r.back, newGradSum(tensorsOf(one, r.paths), [][]gradient{values(r.shared.params)}))
		}
	}
}

func (r *run) stepsPerEpoch() int { return (r.train.n + r.BatchSize - 1) / r.BatchSize }

// batch finds or builds the step over so many rows.
func (r *run) batch(n int) (*batch, error) {
	if b := r.batches[n]; b != nil {
		return b, nil
	}
	b, err := r.builder.batch(n)
	if err == nil {
		r.batches[n] = b
	}
	return b, err
}
