package training

import (
	"errors"
	"sync"
)

// inUse is who works with a Model. A fit overwrites its weights in place, so predictions and other fits at the same time
// would read what is half written: they are errors, found before anything is read.
type inUse struct {
	mu          sync.Mutex
	idle        *sync.Cond // predictions are fewer; made by who waits for it
	fit         bool       // a fit has begun and not ended
	writing     bool       // and is not between two epochs, where the caller's loop may predict
	predictions int        // under way, and files that are written
	saves       int        // files alone
}

var (
	errTwoFits  = errors.New("another fit of this Model is under way: wait for its end, or fit a Model of its own for each")
	errPredicts = errors.New("the Model is predicting, or being saved: wait for the end of that before it is fitted")
	errFitted   = errors.New("the Model is being fitted: predict between two epochs of Trainer.Epochs, after the fit, or with another Model that has a Params.Clone() of its weights")
)

// Claim reserves the model for a fit until release is called: other fits of it, and predictions, are errors meanwhile. Every
// fit of this module claims its model; so should whoever writes Params, Sampler or the scalers of a Model that is in use
// elsewhere.
func (m *Model) Claim() (release func(), err error) {
	u := &m.own().use
	if err := u.begin(); err != nil {
		return nil, err
	}
	return u.end, nil
}

// begin claims the model for a fit.
func (u *inUse) begin() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	switch {
	case u.fit:
		return errTwoFits
	case u.predictions > 0:
		return errPredicts
	}
	u.fit, u.writing = true, true
	return nil
}

func (u *inUse) end() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.fit, u.writing = false, false
}

// rest lets the caller's loop predict between two epochs.
func (u *inUse) rest() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.writing = false
}

// resume goes on after a rest, unless a prediction that began in it has not ended.
func (u *inUse) resume() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.predictions > 0 {
		return errPredicts
	}
	u.writing = true
	return nil
}

// wait waits for the end of files, and with weights for that of predictions, that were begun in a rest, and goes on.
func (u *inUse) wait(weights bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.writing = true
	for u.saves > 0 || weights && u.predictions > 0 {
		if u.idle == nil {
			u.idle = sync.NewCond(&u.mu)
		}
		u.idle.Wait()
	}
}

// predicting notes a prediction, or another reader of the weights, until predicted is called.
func (u *inUse) predicting() error { return u.reading(0) }

func (u *inUse) predicted() { u.read(0) }

// saving notes that a file is written, which reads also what predictions do not, until saved is called.
func (u *inUse) saving() error { return u.reading(1) }

func (u *inUse) saved() { u.read(1) }

func (u *inUse) reading(saves int) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.writing {
		return errFitted
	}
	u.predictions++
	u.saves += saves
	return nil
}

func (u *inUse) read(saves int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.predictions--
	u.saves -= saves
	if u.idle != nil {
		u.idle.Broadcast()
	}
}
