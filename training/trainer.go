package training

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/stop"
	"github.com/deepprob/deepprob/losses"
	G "gorgonia.org/gorgonia"
)

// Trainer fits a Model by stochastic gradient descent on the mean loss of its rows. Every number it draws, and so
// every bit of the result, is a function of Seed, the data and these settings, on any number of cores.
type Trainer struct {
	Loss      losses.Loss // nil: losses.NLL
	BatchSize int         // rows a step; 0: 100. The last batch of an epoch is what is left
	Solver    G.Solver    // nil: Adam at its default rate, whose state is in Model.Run. Gorgonia's Adam, Vanilla and RMSProp solvers work too
	Seed      uint64      // of the parameters, the shuffles and the noise

	// Validation rows, if there are any, choose the weights that are kept: those of the epoch with the lowest
	// validation loss. Patience, if it is positive, ends the run after so many epochs without a lower one. Under losses.ELBO
	// that is the part of the likelihood alone, mean over the same ELBO.Draws of the weights after each epoch.
	Validation *data.Set
	Patience   int

	// Average, if it is positive, is the number of last epochs over whose steps the weights are averaged (Polyak and
	// Juditsky 1992): the model keeps the mean, of states too, which lacks the noise of a rate that has not decayed to 0. Columns
	// that drift by rotations which mean nothing (layers.Scope.Turns) are turned to each other first. The
	// epochs are the last ones of the run, whichever call made them. Since any of them may be the last, Model.Run keeps a mean
	// for each: Average times the memory of the weights.
	Average int

	// MaxNorm, if it is positive, scales the gradient of all parameters together down to this norm.
	MaxNorm float64

	// Cores is how many cores a step may use; 0: all. The result does not depend on it. Several fits at the same time take
	// one each.
	Cores int

	// Progress reports to a terminal or a log; nil is silent.
	Progress *Progress

	// Checkpoint is a file that the fit writes as it goes; nil: none. With Resume the fit goes on from it, if it is there, and begins
	// otherwise: the same program, run again after it was killed, comes to the bits of one that was not. The Model must be the one
	// that the call was given when it began, as a rule one without weights; it then has those of the file, and its Note, in which
	// a loop over Epochs can keep what it has found. A file of other rows, another net or other settings is an error that names
	// them; Patience and the number of epochs may grow.
	Checkpoint *Checkpoint
	Resume     bool
}

// filled is the Trainer with what it takes where nothing is set.
func (t Trainer) filled() Trainer {
	if t.Loss == nil {
		t.Loss = losses.NLL{}
	}
	if t.BatchSize == 0 {
		t.BatchSize = 100
	}
	if t.Solver == nil {
		t.Solver = &Adam{}
	}
	return t
}

// Fit runs up to n epochs and returns their history. The model has the weights of the last step, or with Validation
// those of the best epoch, also when ctx is cancelled. Of a fit that resumes, n and the history count all epochs, those of the
// Checkpoint too: run again after its end it does nothing and returns the same.
func (t Trainer) Fit(ctx context.Context, m *Model, train data.Set, n int) (History, error) {
	var h History
	for e, err := range t.epochs(ctx, m, train, n, &h) {
		if err != nil {
			return h, err
		}
		h = append(h, e)
	}
	return h, nil
}

// Epochs fits m and yields each epoch as it ends: the loop is the caller's, who may stop at any time. A model without
// parameters is initialized, and one of this package's solvers with it; a model that has some goes on from there, with
// the shuffles and the noise that come next, with the solver's state and with its Run: with the weights of the last step
// where Validation or Average gave it others, and in the middle of an epoch that was cancelled, what is left of which
// counts as one of n. So ten calls for one epoch are one call for ten under the same Trainer, to the last bit, also after
// a cancel or an error; when Patience has ended, the next call does nothing. Run says what begins anew. An error is
// yielded once and ends the fit; the parameters are then those before the step that failed, or what Validation or Average
// keep of the steps before. Of a fit that resumes the epochs of the Checkpoint are not yielded again: they are in Model.History.
func (t Trainer) Epochs(ctx context.Context, m *Model, train data.Set, n int) iter.Seq2[Epoch, error] {
	return t.epochs(ctx, m, train, n, nil)
}

// epochs is Epochs, and tells those of the call that were in its Checkpoint.
func (t Trainer) epochs(ctx context.Context, m *Model, train data.Set, n int, before *History) iter.Seq2[Epoch, error] {
	return func(yield func(Epoch, error) bool) {
		if m == nil || n < 0 {
			yield(Epoch{}, fmt.Errorf("training: %d epochs of a %T: want a model that is not nil and a number of at least 0", n, m))
			return
		}
		if ctx == nil {
			yield(Epoch{}, fmt.Errorf("training: %w", stop.Err(ctx)))
			return
		}
		if err := m.own().use.begin(); err != nil {
			yield(Epoch{}, fmt.Errorf("training: %w", err))
			return
		}
		defer m.own().use.end()
		r, err := t.begin(m, train, n)
		if err != nil {
			yield(Epoch{}, fmt.Errorf("training: %w", err))
			return
		}
		m.own().fit = r
		defer r.end()
		done := r.call.made(m)
		if before != nil {
			*before = slices.Clone(m.History[max(len(m.History)-done, 0):])
		}
		for k := done + 1; k <= n && !r.patienceLost(); k++ {
			e, err := r.epoch(ctx, k, n)
			m.own().use.rest()
			if err != nil {
				yield(Epoch{}, fmt.Errorf("training: epoch %d: %w", k, r.stopped(ctx, err)))
				return
			}
			if !yield(e, nil) {
				return
			}
			if err := m.own().use.resume(); err != nil {
				yield(Epoch{}, fmt.Errorf("training: after epoch %d: %w", k, err))
				return
			}
		}
		if err := r.finally(); err != nil {
			yield(Epoch{}, fmt.Errorf("training: %w", err))
		}
	}
}
