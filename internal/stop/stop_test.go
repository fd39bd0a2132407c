package stop

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

var errWhy = errors.New("why")

// Whatever ended a context is found, beside the reason that the context package gives.
func TestErr(t *testing.T) {
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	caused, because := context.WithCancelCause(context.Background())
	because(errWhy)
	late, end := context.WithDeadlineCause(context.Background(), time.Unix(0, 0), errWhy)
	defer end()
	for _, c := range []struct {
		ctx  context.Context
		want []error
		text string
	}{
		{context.Background(), nil, ""},
		{cancelled, []error{context.Canceled}, "context canceled"},
		{caused, []error{context.Canceled, errWhy}, "context canceled: why"},
		{late, []error{context.DeadlineExceeded, errWhy}, "context deadline exceeded: why"},
		{nil, []error{errNil}, "the context is nil: give context.Background(), or one that ends the computation"},
	} {
		err := Err(c.ctx)
		if (err == nil) != (c.want == nil) || err != nil && err.Error() != c.text {
			t.Errorf("%v, want %q", err, c.text)
		}
		for _, want := range c.want {
			if !errors.Is(err, want) {
				t.Errorf("%v is not %v", err, want)
			}
		}
	}
}

// The first failure of a group ends it and is its error; an end from outside keeps its reason and its cause.
func TestGroup(t *testing.T) {
	g := NewGroup(context.Background())
	if g.Fail(nil); g.Err() != nil || g.Context().Err() != nil {
		t.Errorf("%v without a failure", g.Err())
	}
	g.Fail(errWhy)
	g.Fail(errors.New("later"))
	if g.Err() != errWhy || g.Context().Err() == nil || !strings.Contains(context.Cause(g.Context()).Error(), "why") {
		t.Errorf("%v, want the first failure", g.Err())
	}
	g.End()

	outer, cancel := context.WithCancelCause(context.Background())
	g = NewGroup(outer)
	defer g.End()
	cancel(errWhy)
	g.Fail(g.Context().Err())
	if err := g.Err(); !errors.Is(err, context.Canceled) || !errors.Is(err, errWhy) {
		t.Errorf("%v, want why the outer context ended", err)
	}
}
