package ours

import (
	"context"
	"errors"
	"iter"
	"math"
	"time"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/training"
)

// fit is a training run that pauses between its epochs. Its times are those of the epochs' history.
type fit struct {
	next func() (training.Epoch, error, bool)
	stop func()
}

func newTraining(c harness.Case, set data.Set) (harness.Contender, error) {
	m, trainer, err := Fresh(c.Net, c.Widths, c.Batch)
	if err != nil {
		return nil, err
	}
	return fitting(forRows(trainer, set.Rows()), m, set)
}

// fitting begins a fit.
func fitting(trainer training.Trainer, m *training.Model, set data.Set) (harness.Contender, error) {
	next, stop := iter.Pull2(trainer.Epochs(context.Background(), m, set, math.MaxInt32))
	f := fit{next, stop}
	if _, err := f.Measure(0); err != nil { // compiles
		stop()
		return nil, err
	}
	return f, nil
}

// Measure is the mean time of a step over whole epochs.
func (f fit) Measure(budget time.Duration) (float64, error) {
	steps, seconds := 0, 0.
	for steps == 0 || seconds < budget.Seconds() {
		e, err, ok := f.next()
		if err != nil {
			return 0, err
		}
		if !ok {
			return 0, errors.New("the fit has ended")
		}
		steps += e.Steps
		seconds += e.Seconds
	}
	return seconds / float64(steps) * 1e6, nil
}

// Close ends the fit.
func (f fit) Close() error {
	f.stop()
	return nil
}
