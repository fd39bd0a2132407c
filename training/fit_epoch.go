package training

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/internal/stop"
)

// epoch makes one pass over the training rows, number k of n, or what is left of the one under way.
func (r *run) epoch(ctx context.Context, k, n int) (Epoch, error) {
	at := &r.model.Run.Epoch
	if !r.started {
		r.Progress.Start(n, (n-k+1)*r.stepsPerEpoch()-at.Steps)
		r.Progress.done(k - 1)
		r.started = true
	}
	if at.Steps == 0 {
		*at = Epoch{ValLoss: math.NaN(), Rate: math.NaN()}
	}
	at.Number = k
	start := time.Now()
	err := r.finish(ctx, at)
	at.Seconds += time.Since(start).Seconds()
	if err != nil {
		return Epoch{}, err
	}
	e := *at
	if k == 1 {
		e.Warnings = slices.Concat(r.warnings, e.Warnings)
	}
	e.Bound = r.objective.epoch(r.shared != nil && r.shared.sampled)
	r.model.Epochs++
	*at, r.model.Run.Parts, r.model.Run.Rows = Epoch{}, Bound{}, 0
	if err = r.validate(&e); err == nil && (k == n || r.patienceLost()) {
		e.Warnings = append(slices.Clip(e.Warnings), r.deadComponents(r.untilDone(ctx))...)
	}
	e.Target, e.Stopped = r.inUnits(e), r.stoppedEarly()
	if err == nil {
		r.model.History = append(r.model.History, e)
	}
	r.Progress.Epoch(e)
	return e, err
}

// finish makes the steps that an epoch lacks. The run is up to date after each of them.
func (r *run) finish(ctx context.Context, e *Epoch) error {
	if s, ok := r.solver.(interface{ Forget() }); ok {
		s.Forget() // between two epochs the weights are the caller's
	}
	perm := rng.New(r.Seed, "shuffle", uint64(r.model.Epochs+1), 0).Perm(r.train.n)
	for lo := e.Steps * r.BatchSize; lo < len(perm); lo += r.BatchSize {
		if err := stop.Err(ctx); err != nil {
			return err
		}
		r.keepIfDue()
		at := perm[lo:min(lo+r.BatchSize, len(perm))]
		loss, norm, err := r.step(at)
		if err != nil {
			return fmt.Errorf("step %d: %w", e.Steps+1, err)
		}
		e.Steps++
		e.Loss += loss * float64(len(at)) / float64(len(perm))
		e.GradNorm += (norm - e.GradNorm) / float64(e.Steps)
		if p, ok := r.solver.(Paced); ok {
			e.Rate = p.LastRate()
		}
		r.model.Run.Parts, r.model.Run.Rows = r.objective.parts, r.objective.seen
		r.Progress.Step(loss, e.Rate)
	}
	return nil
}

// end stops the helpers and leaves the model with the weights that are kept.
func (r *run) end() {
	// The caller may have left its loop while a prediction reads the weights, or a Save all of the model.
	r.model.own().use.wait(r.model.Run.keep() != nil)
	r.model.own().fit = nil
	r.crew.Close()
	r.Progress.Stop()
	if err := r.leave(); err != nil {
		panic(fmt.Sprintf("training: %v", err)) // they are a clone of Params
	}
}
