package distributions

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

// panicOf is what f panics with, "" if it does not.
func panicOf(f func()) (text string) {
	defer func() {
		if r := recover(); r != nil {
			text = fmt.Sprint(r)
		}
	}()
	f()
	return ""
}

// A probability or a mass outside [0, 1] panics with words of its own, also of a posterior without rows, and percent are told
// from numbers that mean nothing.
func TestFractions(t *testing.T) {
	q := newPosterior(normals(1, 0, 1))
	for _, c := range []struct {
		f    func()
		want string
	}{
		{func() { q.Quantile(90) }, "distributions: Posterior.Quantile(90): a probability must be in [0, 1]: for 90% write Quantile(0.9)"},
		{func() { q.Quantile(-.1) }, "distributions: Posterior.Quantile(-0.1): a probability must be in [0, 1]"},
		{func() { q.Quantile(math.NaN()) }, "distributions: Posterior.Quantile(NaN): a probability must be in [0, 1]"},
		{func() { q.Quantile(101) }, "distributions: Posterior.Quantile(101): a probability must be in [0, 1]"},
		{func() { q.HPD(95) }, "distributions: Posterior.HPD(95): the mass of a region must be in [0, 1]: for 95% write HPD(0.95)"},
		{func() { q.HPD(math.Inf(1)) }, "distributions: Posterior.HPD(+Inf): the mass of a region must be in [0, 1]"},
		{func() { Posterior{}.HPD(2) }, "distributions: Posterior.HPD(2): the mass of a region must be in [0, 1]: for 2% write HPD(0.02)"},
		{func() { q.Quantile(0); q.Quantile(1); q.HPD(0); q.HPD(1) }, ""},
	} {
		if got := panicOf(c.f); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// A histogram of which nothing counts has no density.
func TestWeightedHistogramNeedsWeight(t *testing.T) {
	_, err := NewWeightedHistogram([]float64{1, 2, 3}, []float64{0, 0, 0}, 2)
	if want := "distributions: histogram: all 3 weights are 0, so there is no mass to share out: give at least one value a positive weight, or nil to count each"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if h, err := NewWeightedHistogram([]float64{1, 2, 3}, []float64{0, 1e-300, 0}, 2); err != nil || h.Mass[1] == 0 {
		t.Errorf("%v of one small weight", h)
	}
}

var errEnough = errors.New("enough")

// Once the context has ended nothing more is computed, in the middle of a block too: the answers of what was not are NaN, soon,
// and Warnings says why. What the rows were before the end stays.
func TestStreamStops(t *testing.T) {
	const rows, block = 2000, 1000
	var l loads
	loc, scale := randomDraws(2, rows, 1)
	d, load := l.from(loc, scale)
	ctx, cancel := context.WithCancelCause(t.Context())
	q, err := NewStreamed(ctx, d, rows, 2, block, load)
	if err != nil {
		t.Fatal(err)
	}
	before := q.Row(0).Quantile(.3)[0]
	cancel(errEnough)
	clear(l.of)
	for what, x := range map[string][]float64{"quantile": q.Quantile(.3), "mean": q.Mean(), "log-density": q.LogProb(make([]float64, rows)), "cdf": q.CDF(make([]float64, rows))} {
		for i, v := range x {
			if !math.IsNaN(v) {
				t.Fatalf("%s of row %d is %v after the end of the context", what, i, v)
			}
		}
	}
	want := "the context of the prediction has ended (context canceled: enough), and with it the computation of its rows: those that were not computed before are NaN"
	if w := q.Warnings(); math.IsNaN(before) || len(l.of) != 0 || len(w) == 0 || w[0] != want {
		t.Errorf("%v before, %d blocks loaded after the end, warnings %q", before, len(l.of), w)
	}
	if _, err := NewStreamed(ctx, d, rows, 2, block, load); !errors.Is(err, context.Canceled) || !errors.Is(err, errEnough) {
		t.Errorf("a stream under an ended context: %v", err)
	}
	var none context.Context
	if _, err := NewStreamed(none, d, rows, 2, block, load); err == nil || err.Error() != "distributions: streamed mixture: the context is nil: give context.Background(), or one that ends the computation" {
		t.Errorf("a stream without a context: %v", err)
	}
	if _, err := q.Scaled(1, 2); err != nil || !strings.Contains(strings.Join(must1(q.Scaled(1, 2)).Warnings(), " "), "enough") {
		t.Errorf("a scaled posterior does not say that the context has ended: %v", err)
	}
}
