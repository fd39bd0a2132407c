package bnn_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/training"
)

var errSignal = errors.New("interrupt signal received")

// A context that was ended with a cause, as signal.NotifyContext ends it, is context.Canceled and the cause, under the prefix of
// what it ended, wherever it ends a fit.
func TestStoppedFitsSayWhy(t *testing.T) {
	s := plane(40, 2, .3, 1)
	ended, cancel := context.WithCancelCause(t.Context())
	cancel(errSignal)
	ready := func() *training.Model {
		m := &training.Model{Net: wave{2}}
		fit(t, training.Trainer{}, m, s, 1)
		return m
	}
	laplace, err := bnn.Laplace{}.Fit(t.Context(), ready(), s)
	if err != nil {
		t.Fatal(err)
	}
	for prefix, f := range map[string]func(ctx context.Context) error{
		"bnn: nuts: ": func(ctx context.Context) error {
			_, err := bnn.NUTS{}.Fit(ctx, &training.Model{Net: wave{2}}, s)
			return err
		},
		"bnn: ensemble: ": func(ctx context.Context) error {
			_, err := bnn.Ensemble{}.Fit(ctx, &training.Model{Net: wave{2}}, s, 3)
			return err
		},
		"bnn: laplace: ": func(ctx context.Context) error { _, err := bnn.Laplace{}.Fit(ctx, ready(), s); return err },
		"bnn: sgld: ": func(ctx context.Context) error {
			_, err := bnn.SGLD{}.Fit(ctx, &training.Model{Net: wave{2}}, s, 4)
			return err
		},
		"bnn: sghmc: ": func(ctx context.Context) error {
			_, err := bnn.SGHMC{}.Fit(ctx, &training.Model{Net: wave{2}}, s, 4)
			return err
		},
		"bnn: swag: ": func(ctx context.Context) error {
			_, err := bnn.SWAG{}.Fit(ctx, &training.Model{Net: wave{2}}, s, 8)
			return err
		},
		"bnn: laplace:": func(ctx context.Context) error { _, err := laplace.Linearize(ctx, s.X, 0); return err },
	} {
		err := f(ended)
		if !errors.Is(err, context.Canceled) || !errors.Is(err, errSignal) || !strings.HasPrefix(err.Error(), prefix) || strings.Count(err.Error(), prefix) != 1 {
			t.Errorf("%s %v", prefix, err)
		}
		var none context.Context
		if err := f(none); err == nil || !strings.Contains(err.Error(), "the context is nil: give context.Background()") {
			t.Errorf("%s without a context: %v", prefix, err)
		}
	}
}

// Chains stop among their transitions, and within one (TestStopsWithinATrajectory), members within their epochs.
func TestFitsStopSoon(t *testing.T) {
	s := plane(40, 2, .3, 1)
	for name, f := range map[string]func(ctx context.Context) error{
		"nuts": func(ctx context.Context) error {
			_, err := bnn.NUTS{Chains: 2, Warmup: 1 << 40}.Fit(ctx, &training.Model{Net: wave{2}}, s)
			return err
		},
		"ensemble": func(ctx context.Context) error {
			_, err := bnn.Ensemble{Members: 2}.Fit(ctx, &training.Model{Net: wave{2}}, s, 1<<40)
			return err
		},
	} {
		ctx, cancel := context.WithTimeoutCause(t.Context(), 50*time.Millisecond, errSignal)
		err := f(ctx)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, errSignal) || !strings.HasPrefix(err.Error(), "bnn: "+name+": ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
