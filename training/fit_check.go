package training

import (
	"errors"
	"fmt"
)

// check refuses settings that make no sense for the model.
func (t Trainer) check(m *Model) error {
	if t.BatchSize < 0 || t.Patience < 0 || t.Cores < 0 || !(t.MaxNorm >= 0) {
		return fmt.Errorf("BatchSize %d, Patience %d, Cores %d and MaxNorm %g must not be negative", t.BatchSize, t.Patience, t.Cores, t.MaxNorm)
	}
	if t.Average < 0 || t.Average > 0 && t.Validation != nil {
		return fmt.Errorf("averaging over the last %d epochs (Average): the number must not be negative, and goes without Validation, which keeps the weights of one epoch", t.Average)
	}
	if t.Patience > 0 && t.Validation == nil {
		return errors.New("early stopping by Patience needs Validation rows to judge by")
	}
	if m.Sampler != nil {
		return errors.New("the model has a Sampler, which draws its weights in prediction, so fitting its Params would change nothing: fit another Model, or set Sampler to nil")
	}
	return t.checkCheckpoint()
}

// checkCheckpoint refuses settings with which a file could not be written, or not gone on with.
func (t Trainer) checkCheckpoint() error {
	switch {
	case t.Checkpoint == nil && t.Resume:
		return errors.New("there is no Checkpoint for Resume to go on from: set one with a Path")
	case t.Checkpoint == nil:
		return nil
	}
	if _, ok := t.Solver.(Stateful); !ok && t.Solver != nil {
		return fmt.Errorf("the Checkpoint would be without the state of the Solver, which a %T does not give: take one of package solvers (Gorgonia's have the same names there), or make yours solvers.Stateful", t.Solver)
	}
	return t.Checkpoint.check()
}
