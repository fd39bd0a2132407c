package training_test

import (
	"context"
	"errors"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
)

// More draws than memory holds are an error, and as many as may be asked for end with the context, without room for those that do
// not follow.
func TestDrawsAreBounded(t *testing.T) {
	s := line(700, .3, 1)
	m := &training.Model{Net: noisy{}}
	fit(t, training.Trainer{Loss: losses.MSE{}}, m, s, 1)
	for _, n := range []int{1<<20 + 1, math.MaxInt} {
		if _, err := m.Predict(ctx, s.X, training.Draws(n)); err == nil || !strings.Contains(err.Error(), "draws of the weights: want 1048576 at most") {
			t.Errorf("%d draws: %v", n, err)
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	short, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	q, err := m.Predict(short, s.X, training.Draws(1<<20))
	runtime.ReadMemStats(&after)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v: %v", q, err)
	}
	if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 1024 {
		t.Errorf("%d MiB allocated for draws that were stopped", used)
	}
}

// The messages about what is predicted name its columns.
func TestPredictNamesColumns(t *testing.T) {
	s := line(30, .1, 1)
	s.Names = []string{"mass", "age"}
	m := &training.Model{Net: gaussian{}}
	fit(t, training.Trainer{}, m, s, 1)
	for bad, want := range map[float64]string{math.NaN(): `column "age", row 7`, 1e300: `feature "age" of row 7`} {
		x := line(30, .1, 2).X
		x.Set(7, 1, bad)
		if _, err := m.Predict(ctx, x); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", bad, err, want)
		}
	}
}
