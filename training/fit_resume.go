package training

import (
	"cmp"
	"errors"
	"fmt"
	"os"
)

// openCheckpoint finds the file of the Checkpoint, and reads it for a fit that resumes: m has then what it has, and the model read is
// returned; nil if there is no file.
func (r *run) openCheckpoint() (*Model, error) {
	k := &r.keeper
	if k.steps = -1; k.Checkpoint == nil {
		return nil, nil
	}
	_, err := os.Stat(k.Path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, k.noEarlier()
	case err != nil:
		return nil, fmt.Errorf("checkpoint: %w", err)
	case !r.Resume:
		return nil, fmt.Errorf("checkpoint %s is there already: set Trainer.Resume to go on with it, or remove it, or name another", k.Path)
	}
	m := r.model
	read := &Model{Net: m.Net}
	if err := load(k.Path, read, netGiven); err != nil {
		if d := m.netDiffers(k.Path); d != "" {
			err = fmt.Errorf("%w (they differ in %s)", err, d)
		}
		return nil, fmt.Errorf("resume: %w; %s", err, k.advice())
	}
	if err := sameStart(read, r.call); err != nil {
		return nil, fmt.Errorf("resume: %s %w", k.Path, err)
	}
	k.steps = read.Steps
	return read, r.take(read)
}

// noEarlier refuses to begin where earlier files of another fit are, which would be taken for this one's.
func (k *keeper) noEarlier() error {
	if k.Keep == 0 {
		return nil
	}
	if steps, _ := k.earlierOnes(); len(steps) > 0 {
		return fmt.Errorf("checkpoint: there is no %s, but an earlier file, %s: give it that name to go on from it, or remove the earlier ones", k.Path, k.earlier(steps[0]))
	}
	return nil
}

// advice is what to do about a file that cannot be read: from an earlier one the fit comes to the same bits, under the same Net.
func (k *keeper) advice() string {
	const net = "if the Net was changed, give it as it was; "
	steps, err := k.earlierOnes()
	if err != nil || len(steps) == 0 {
		return net + "to begin anew, name another Path or remove the file"
	}
	return fmt.Sprintf(net+"if the file is damaged, give its name to an earlier one, %s", k.earlier(steps[0]))
}

// sameStart refuses a file of a call that was given another Model.
func sameStart(m *Model, here Call) error {
	file := m.Run.Call
	const advice = "one Path is of one call of Fit: give each call its own, and this one the Model it was given then"
	switch {
	case file.Count == 0 || m.Epochs < file.Epochs || m.Steps < file.Steps:
		return errors.New("is not of a fit: remove it, or name another Path")
	case file.Epochs != here.Epochs || file.Steps != here.Steps:
		return fmt.Errorf("is of a fit that began with a Model of %d epochs and %d steps, this one has %d and %d: %s", file.Epochs, file.Steps, here.Epochs, here.Steps, advice)
	case file.Weights != here.Weights:
		return fmt.Errorf("is of a fit that began with other weights: %s", advice)
	}
	return nil
}

// take gives the model what the file has fitted, if it is of the same units. What the user has set stays.
func (r *run) take(read *Model) error {
	m := r.model
	var diff differences
	diff.values("Model.X", read.X, m.X)
	diff.values("Model.Y", read.Y, m.Y)
	if read.dtype() != m.dtype() {
		diff.add("Model.Dtype %v there and %v here", read.dtype(), m.dtype())
	}
	if m.XScale != nil {
		diff.values("Model.XScale", read.XScale, m.XScale)
	}
	if m.YScale != nil {
		diff.values("Model.YScale", read.YScale, m.YScale)
	}
	if err := diff.err(r.keeper.Path); err != nil {
		return err
	}
	prior := m.Prior
	if m.Fitted = read.Fitted; prior != nil {
		m.Prior = prior
	}
	if read.Note != "" {
		m.Note = read.Note
	}
	return nil
}

// likeFile refuses a file of another fit than this one, of which the call and the settings are read there.
func (r *run) likeFile(read *Model) error {
	var diff differences
	was, now := read.Run.Call, r.call
	if was.Net != now.Net {
		diff.add("%s", cmp.Or(r.model.netDiffers(r.keeper.Path), "the Net's settings"))
	}
	if was.Count != now.Count {
		diff.add("%d training rows there and %d here", was.Count, now.Count)
	} else if was.Rows != now.Rows {
		diff.add("the numbers, or the order, of the training rows")
	}
	if was.Held != now.Held {
		diff.add("%d Validation rows there and %d here", was.Held, now.Held)
	} else if was.Validation != now.Validation {
		diff.add("the numbers, or the order, of the Validation rows")
	}
	if was.BatchSize != now.BatchSize {
		diff.add("BatchSize %d there and %d here", was.BatchSize, now.BatchSize)
	}
	if t := read.Trainer; t != nil {
		diff.trainers(*t, r.Trainer)
	}
	if read.Run.SolverOf != r.solverOf() {
		diff.add("the Solver's settings")
	}
	return diff.err(r.keeper.Path)
}

// goOn goes on with what is left of the model's run, and with the file's if there is one, for a fit of n epochs in all.
func (r *run) goOn(file *Model, n int) error {
	m, was := r.model, r.model.Run
	if r.call = r.call.with(r); file != nil {
		if err := r.likeFile(file); err != nil {
			return err
		}
		if err := r.solver.(Stateful).SetState(State{}); err != nil { // it is given that of the file
			return err
		}
	}
	if err := r.resume(); err != nil {
		return err
	}
	if file != nil && (was.Of != m.Run.Of || was.Judged != m.Run.Judged) { // or it would begin anew in the middle of an epoch
		return fmt.Errorf("resume: %s is of another fit, in something that settings do not show, such as hidden fields of the Loss: give all as it was, or another Path", r.keeper.Path)
	}
	if file != nil && (m.Run.Best == nil) != (was.Best == nil) || file != nil && len(m.Run.Means) != len(was.Means) {
		return fmt.Errorf("resume: the weights in %s were changed after the fit left them: go on from them by training.Load(%q) and another Path", r.keeper.Path, r.keeper.Path)
	}
	done := r.call.made(m)
	if file != nil {
		r.Progress.goesOn(r.keeper.Path, done, m.Run.Epoch.Steps)
	}
	switch {
	case file != nil && (done > n || done == n && m.Run.Epoch.Steps > 0):
		return fmt.Errorf("resume: %s has %d epochs of this fit and %d steps of another, of which %d were asked for: ask for more, or name another Path", r.keeper.Path, done, m.Run.Epoch.Steps, n)
	case done >= n || r.patienceLost():
		return nil
	}
	return r.first()
}
