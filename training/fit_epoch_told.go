package training

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/losses"
)

// inUnits is the losses of an epoch in the units of the target; nil if they are the same there, or not known.
func (r *run) inUnits(e Epoch) *TargetLoss {
	l, ok := r.Loss.(losses.Unscaled)
	if !ok {
		return nil
	}
	t := TargetLoss{l.InUnits(e.Loss, r.model.YScale.Scale), l.InUnits(e.ValLoss, r.model.YScale.Scale)}
	if t.Loss == e.Loss || math.IsNaN(t.Loss) {
		return nil
	}
	return &t
}

// stoppedEarly says that Patience has ended the run, if it has, and which weights the model keeps. Epochs are those of the
// model, of all calls, so that ten calls for one tell what one for ten does.
func (r *run) stoppedEarly() string {
	if !r.patienceLost() {
		return ""
	}
	m := r.model
	return fmt.Sprintf("stopped early: after %d epochs the validation loss has not fallen for %d; the model keeps the weights of epoch %d, of validation loss %s",
		m.Epochs, m.Run.SinceBest, m.Epochs-m.Run.SinceBest, brief(m.Run.BestLoss))
}
