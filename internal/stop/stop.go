// Package stop says whether, and why, a computation shall end.
package stop

import (
	"context"
	"errors"
	"fmt"
)

// Err is why a context has ended, nil if it has not. errors.Is finds both what the context package says, context.Canceled or
// context.DeadlineExceeded, and the cause that whoever ended it gave, as signal.NotifyContext does: a caller who asks for
// context.Canceled must not depend on whether there was one. A nil context, which would panic in the context package, is an
// error too.
func Err(ctx context.Context) error {
	if ctx == nil {
		return errNil
	}
	if ctx.Err() == nil {
		return nil
	}
	if cause := context.Cause(ctx); cause != ctx.Err() {
		return fmt.Errorf("%w: %w", ctx.Err(), cause)
	}
	return ctx.Err()
}

var errNil = errors.New("the context is nil: give context.Background(), or one that ends the computation")

// Group is a context for several computations of which the first that fails ends the others.
type Group struct {
	outer  context.Context
	inner  context.Context
	cancel context.CancelCauseFunc
}

// failure is the cause of a context that one of the group has ended.
type failure struct{ err error }

func (f failure) Error() string { return f.err.Error() }

// NewGroup makes a group under a context that is not nil. End is to be called when it is done.
func NewGroup(ctx context.Context) *Group {
	g := &Group{outer: ctx}
	g.inner, g.cancel = context.WithCancelCause(ctx)
	return g
}

// Context is what its computations run under.
func (g *Group) Context() context.Context { return g.inner }

// Fail ends the others, if err is not nil and nothing has ended them yet.
func (g *Group) Fail(err error) {
	if err != nil {
		g.cancel(failure{err})
	}
}

// End frees what the group holds.
func (g *Group) End() { g.cancel(nil) }

// Err is why the group was ended: the failure that came first, or why the context around it ended.
func (g *Group) Err() error {
	if f, ok := context.Cause(g.inner).(failure); ok {
		return f.err
	}
	return Err(g.outer)
}
