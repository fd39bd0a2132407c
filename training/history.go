package training

import (
	"encoding/json"
	"math"
	"slices"
)

// Epoch is what one pass over the training rows gave.
type Epoch struct {
	Number   int     // counted from 1
	Steps    int     // updates made in it
	Loss     float64 // mean of the training loss over the rows, while the parameters moved
	ValLoss  float64 // mean of the loss over the validation rows after the epoch; NaN without any
	Rate     float64 // of the last step
	GradNorm float64 // global norm of the gradient before clipping, mean over the steps; NaN if it was not measured
	Seconds  float64 // wall time of the steps

	// Target is Loss and ValLoss in the units of the target, in which runs of different scalers compare; nil if the network works
	// in them, or the Loss is no losses.Unscaled.
	Target *TargetLoss

	// Stopped says, after the last epoch of a run that Patience ended, that it was ended and which weights the model keeps.
	Stopped string

	Bound    *Bound   // the parts of the loss if it is a losses.ELBO, else nil
	Warnings []string // what a reader of the fit must know, in the first or the last epoch of a call
}

// TargetLoss is the losses of an epoch in the units of the target.
type TargetLoss struct{ Loss, ValLoss float64 }

// targetJSON is TargetLoss as JSON has it.
type targetJSON struct {
	Loss    *float64 `json:"loss"`
	ValLoss *float64 `json:"val_loss"`
}

// MarshalJSON writes null for NaN and infinities.
func (l TargetLoss) MarshalJSON() ([]byte, error) {
	return json.Marshal(targetJSON{finite(l.Loss), finite(l.ValLoss)})
}

// UnmarshalJSON reads null, and a field that is not there, as NaN.
func (l *TargetLoss) UnmarshalJSON(b []byte) error {
	var j targetJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*l = TargetLoss{orNaN(j.Loss), orNaN(j.ValLoss)}
	return nil
}

// epochJSON is Epoch as JSON has it: null for NaN and infinities, which JSON lacks.
type epochJSON struct {
	Number   int         `json:"number"`
	Steps    int         `json:"steps"`
	Loss     *float64    `json:"loss"`
	ValLoss  *float64    `json:"val_loss"`
	Rate     *float64    `json:"rate"`
	GradNorm *float64    `json:"grad_norm"`
	Seconds  *float64    `json:"seconds"`
	Target   *TargetLoss `json:"target,omitempty"`
	Stopped  string      `json:"stopped,omitempty"`
	Bound    *Bound      `json:"bound,omitempty"`
	Warnings []string    `json:"warnings,omitempty"`
}

// MarshalJSON writes null for NaN and infinities.
func (e Epoch) MarshalJSON() ([]byte, error) {
	return json.Marshal(epochJSON{
		Number: e.Number, Steps: e.Steps, Loss: finite(e.Loss), ValLoss: finite(e.ValLoss),
		Rate: finite(e.Rate), GradNorm: finite(e.GradNorm), Seconds: finite(e.Seconds),
		Target: e.Target, Stopped: e.Stopped, Bound: e.Bound, Warnings: e.Warnings,
	})
}

// UnmarshalJSON reads null, and a field that is not there, as NaN.
func (e *Epoch) UnmarshalJSON(b []byte) error {
	var j epochJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*e = Epoch{
		Number: j.Number, Steps: j.Steps, Loss: orNaN(j.Loss), ValLoss: orNaN(j.ValLoss),
		Rate: orNaN(j.Rate), GradNorm: orNaN(j.GradNorm), Seconds: orNaN(j.Seconds),
		Target: j.Target, Stopped: j.Stopped, Bound: j.Bound, Warnings: j.Warnings,
	}
	return nil
}

// Score is what epochs are compared by: the validation loss, or the training loss without one.
func (e Epoch) Score() float64 {
	if math.IsNaN(e.ValLoss) {
		return e.Loss
	}
	return e.ValLoss
}

// History is a training run's epochs, in order.
type History []Epoch

// Losses is the training loss of each epoch.
func (h History) Losses() []float64 { return h.each(func(e Epoch) float64 { return e.Loss }) }

// ValLosses is the validation loss of each epoch.
func (h History) ValLosses() []float64 { return h.each(func(e Epoch) float64 { return e.ValLoss }) }

// Best is the first epoch of the lowest Score, false if there is none. Scores that are NaN do not compete.
func (h History) Best() (best Epoch, ok bool) {
	for _, e := range h {
		if s := e.Score(); !math.IsNaN(s) && (!ok || s < best.Score()) {
			best, ok = e, true
		}
	}
	return best, ok
}

// Warnings is those of all epochs, each once.
func (h History) Warnings() (w []string) {
	for _, e := range h {
		for _, text := range e.Warnings {
			if !slices.Contains(w, text) {
				w = append(w, text)
			}
		}
	}
	return w
}

// Seconds is the wall time of all steps.
func (h History) Seconds() (total float64) {
	for _, e := range h {
		total += e.Seconds
	}
	return total
}

func (h History) each(f func(Epoch) float64) []float64 {
	x := make([]float64, len(h))
	for i, e := range h {
		x[i] = f(e)
	}
	return x
}

func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

func orNaN(x *float64) float64 {
	if x == nil {
		return math.NaN()
	}
	return *x
}
