package training

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/stop"
	"gorgonia.org/tensor"
)

// Minimization is how Trainer.Minimize looks for a minimum. The zero value is L-BFGS.
type Minimization struct {
	Method     Method  // LBFGS or GaussNewton; nil: LBFGS{}
	Tolerance  float64 // it ends where no element of the gradient of the mean loss is larger; 0: 1e-8, or 1e-4 in float32
	Iterations int     // it ends after so many; 0: 1000
}

// Method finds each iteration's step. It is one of this package's.
type Method interface {
	// begin makes what looks for steps, once settings are found to make sense.
	begin(z *minimizer) (descent, error)
}

// descent goes from point to point.
type descent interface {
	// next is a point of lower loss than p, and the length of the step to it in units of the one that the method would make; p itself if
	// there is none to be found.
	next(p iterate) (lower iterate, step float64, err error)
}

// Minimize fits m by a deterministic minimization of the mean loss over all rows at once, for small problems, where it comes to
// the minimum itself in tens of iterations. Where an Epoch is made for each epoch of Fit it is for each iteration: Loss and
// GradNorm are of the point that it ends at, of lower loss than the one before, and Rate is the length of its step in units of the
// one that the method would make. Stopped says in the last one why it is the last. A fit that begins at a minimum has none.
//
// Loss, Seed, Validation, Patience, Cores and Progress are those of Fit; BatchSize and Solver are not used, and settings that mean
// nothing without steps of a solver are errors: Average, MaxNorm, Checkpoint, Resume. Noise, such as dropout, or draws of weights
// that are distributions, is drawn once and stays: what is minimized is a mean over these draws, and with one draw a network
// fits them. So give losses.ELBO many Draws. Its schedules stand where they are after Model.Epochs.
//
// A point whose loss is not finite is one that the search turns back from; only where it begins is it an error, as it is that no lower one
// is found from there. Rounding in float32
// ends a search early, at a gradient of about 1e-4: Model.Dtype should be tensor.Float64. The model keeps the last point of the
// History, or the one of the lowest validation loss, also after an error or a cancel of ctx, and goes on from there if it is fitted again.
func (t Trainer) Minimize(ctx context.Context, m *Model, train data.Set, s Minimization) (h History, err error) {
	if m == nil {
		return nil, errors.New("training: minimize: the model is nil")
	}
	if err := stop.Err(ctx); err != nil {
		return nil, fmt.Errorf("training: minimize: %w", err)
	}
	if err := m.own().use.begin(); err != nil {
		return nil, fmt.Errorf("training: minimize: %w", err)
	}
	defer m.own().use.end()
	z, err := t.minimizer(ctx, m, train, s)
	if err != nil {
		return nil, fmt.Errorf("training: minimize: %w", err)
	}
	defer z.end()
	for k := 1; z.why == ""; k++ {
		e, err := z.iteration(k)
		if err != nil {
			return h, fmt.Errorf("training: minimize: iteration %d: %w", k, err)
		}
		if e.Steps == 0 && k == 1 {
			return nil, fmt.Errorf("training: minimize: where it begins %s: if it is a minimum as far as rounding tells, set a larger Tolerance, else take another Method", z.why)
		}
		if e.Steps == 0 { // nothing could be done: the last one has been told so
			h = h.ended(m, z.why)
			break
		}
		h = append(h, e)
	}
	return h, nil
}

// ended says in the last epoch, of h and of the model, why it is the last.
func (h History) ended(m *Model, why string) History {
	if k := len(h); k > 0 {
		h[k-1].Stopped, m.History[len(m.History)-1].Stopped = why, why
	}
	return h
}

// filled is the Minimization with what it takes where nothing is set.
func (s Minimization) filled(m *Model) Minimization {
	if s.Method == nil {
		s.Method = LBFGS{}
	}
	if s.Iterations == 0 {
		s.Iterations = 1000
	}
	if s.Tolerance == 0 {
		s.Tolerance = 1e-8
		if m.dtype() == tensor.Float32 {
			s.Tolerance = 1e-4
		}
	}
	return s
}

// checkMinimize refuses settings that make no sense.
func (t Trainer) checkMinimize(m *Model, s Minimization) error {
	if err := t.check(m); err != nil {
		return err
	}
	switch {
	case t.Average > 0 || t.MaxNorm > 0:
		return fmt.Errorf("the Average of %d and the MaxNorm of %g are of a solver's steps: leave them 0", t.Average, t.MaxNorm)
	case t.Checkpoint != nil:
		return errors.New("there is a Checkpoint, which files the steps of a Solver: leave it nil, and save the Model in the end")
	case s.Iterations < 0 || !(s.Tolerance >= 0) || math.IsInf(s.Tolerance, 1):
		return fmt.Errorf("the Tolerance %g and %d Iterations must be finite and not negative", s.Tolerance, s.Iterations)
	}
	return nil
}
