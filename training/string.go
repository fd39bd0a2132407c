package training

import (
	"errors"
	"fmt"
	"strings"

	"github.com/deepprob/deepprob/internal/literal"
)

// String reads "model of MDN{Components: 16}, float32: 48 features, 1 target, 12345 weights, 10 epochs".
func (m Model) String() string {
	s := "model of " + inLine.Of(m.Net) + ", "
	if m.Dtype.Type == nil {
		s += "float32"
	} else {
		s += m.Dtype.String()
	}
	if m.Params.Len() == 0 || m.XScale == nil || m.YScale == nil {
		return s + ": not fitted"
	}
	epochs, _ := m.made()
	s += fmt.Sprintf(": %s, %s, %d weights, %s", count(len(m.XScale.Scale), "feature"), count(len(m.YScale.Scale), "target"), m.Params.Count(), count(epochs, "epoch"))
	if m.Sampler != nil {
		s += ", predicts by " + inLine.Of(m.Sampler)
	}
	return s
}

// made is how many epochs and steps there were: an ensemble has no counters, a model from elsewhere no history.
func (f Fitted) made() (epochs, steps int) {
	for _, e := range f.History {
		epochs, steps = epochs+1, steps+e.Steps
	}
	return max(epochs, f.Epochs), max(steps, f.Steps)
}

// String reads "trainer of losses.NLL{}: batches of 100, &solvers.Adam{}, seed 1", with what else is set.
func (t Trainer) String() string {
	return literal.Cut("trainer of "+inLine.Of(t.filled().Loss)+": "+strings.Join(t.settings(), ", "), 200)
}

// inLine prints what is one of several things in a line.
var inLine = literal.Printer{Packages: true, Most: 100}

// settings are those beside the loss.
func (t Trainer) settings() []string {
	t = t.filled()
	parts := []string{fmt.Sprintf("batches of %d", t.BatchSize), inLine.Of(t.Solver), fmt.Sprintf("seed %d", t.Seed)}
	if t.Validation != nil {
		parts = append(parts, fmt.Sprintf("%d validation rows", t.Validation.Rows()))
	}
	if t.Patience > 0 {
		parts = append(parts, fmt.Sprintf("patience %d", t.Patience))
	}
	if t.Average > 0 {
		parts = append(parts, "average of "+count(t.Average, "epoch"))
	}
	if t.MaxNorm > 0 {
		parts = append(parts, fmt.Sprintf("norm at most %g", t.MaxNorm))
	}
	if t.Cores > 0 {
		parts = append(parts, count(t.Cores, "core"))
	}
	if t.Checkpoint != nil {
		parts = append(parts, "checkpoint "+t.Checkpoint.Path)
	}
	return parts
}

// String reads "10 epochs, loss 1.84 to -0.312, lowest validation loss -0.295 in epoch 7, 12.3 s".
func (h History) String() string {
	if len(h) == 0 {
		return "0 epochs"
	}
	first, last := h[0], h[len(h)-1]
	s := fmt.Sprintf("%s, loss %.4g to %.4g", count(len(h), "epoch"), first.Loss, last.Loss)
	if len(h) == 1 {
		s = fmt.Sprintf("1 epoch, loss %.4g", first.Loss)
	}
	if best, ok := h.Best(); ok && best.ValLoss == best.Score() {
		s += fmt.Sprintf(", lowest validation loss %.4g in epoch %d", best.ValLoss, best.Number)
	}
	s += fmt.Sprintf(", %.3g s", h.Seconds())
	if n := len(h.Warnings()); n > 0 {
		s += ", " + count(n, "warning")
	}
	return s
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// MarshalJSON is an error: encoding/json would lose the weights and what Net, loss and solver are.
func (Model) MarshalJSON() ([]byte, error) {
	return nil, errors.New("training: a Model cannot be written as JSON: Save writes all of it into a file")
}

// MarshalJSON is an error: encoding/json would lose what loss and solver are.
func (Trainer) MarshalJSON() ([]byte, error) {
	return nil, errors.New("training: a Trainer cannot be written as JSON: write its settings")
}
