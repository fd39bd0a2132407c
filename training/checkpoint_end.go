package training

import (
	"context"
	"errors"

	"github.com/deepprob/deepprob/internal/stop"
)

// stopped writes the last file of a fit that its context has ended, and tells what ended it. After another error the file stays as it
// was: going on from it comes to the same error, or with an earlier one and other settings around it.
func (r *run) stopped(ctx context.Context, err error) error {
	if stop.Err(ctx) == nil {
		return err
	}
	return errors.Join(err, r.finally())
}

// untilDone is ctx, or of a fit with a Checkpoint one that does not end: the last epoch's warnings are then in its file whatever ends
// the fit.
func (r *run) untilDone(ctx context.Context) context.Context {
	if r.keeper.Checkpoint == nil {
		return ctx
	}
	return context.WithoutCancel(ctx)
}
