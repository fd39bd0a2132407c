package main

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/rng"
	"github.com/google/go-cmp/cmp"
)

func TestReliabilityCounts(t *testing.T) {
	got := reliability([]float64{.05, .1, .6, .7, 1}, []bool{false, true, true, false, true}, 2)
	for i := range got {
		got[i].Lo, got[i].Hi = 0, 0
	}
	want := []bin{{Rows: 2, Predicted: (.05 + .1) / 2, Observed: .5}, {Rows: 3, Predicted: (.6 + .7 + 1) / 3, Observed: 2. / 3}}
	near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) <= 0x1p-51 })
	if d := cmp.Diff(want, got, near); d != "" {
		t.Errorf("bins differ (-want +got):\n%s", d)
	}
	if e := calibrationError(want); math.Abs(e-(2*(.5-.075)+3*(2.3/3-2./3))/5) > 1e-15 {
		t.Errorf("calibration error %v", e)
	}
}

// The quantile is the least count whose cumulative probability, summed term by term, reaches q.
func TestBinomialQuantile(t *testing.T) {
	for _, n := range []int{1, 2, 7, 40} {
		for _, p := range []float64{.01, .3, .5, .97} {
			for _, q := range []float64{.025, .4, .975} {
				k, sum := -1, 0.
				for sum < q {
					k++
					lg := func(v int) float64 { l, _ := math.Lgamma(float64(v + 1)); return l }
					sum += math.Exp(lg(n) - lg(k) - lg(n-k) + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
				}
				if got := binomialQuantile(n, p, q); got != float64(k) {
					t.Errorf("quantile %v of %d trials at %v is %v, want %d", q, n, p, got, k)
				}
			}
		}
	}
	if lo, hi := binomialQuantile(5, 0, .025), binomialQuantile(5, 1, .975); lo != 0 || hi != 5 {
		t.Errorf("sure trials: %v and %v, want 0 and 5", lo, hi)
	}
}

// Predictions that are right keep to the band at least as often as it says. Over 40 draws of 20 bins that is 760 of 800 in the mean;
// the band of a discrete count is wider than 95%, so fewer than 5 deviations below would be a mistake. Predictions that are too high by
// .1 leave it.
func TestBand(t *testing.T) {
	const draws, rows = 40, 4000
	in, out := 0, 0
	for k := range draws {
		p, u, happened := make([]float64, rows), make([]float64, rows), make([]bool, rows)
		rng.New(1, "p", 0, uint64(k)).Uniform64(p, 0)
		rng.New(1, "u", 0, uint64(k)).Uniform64(u, 0)
		wrong := make([]float64, rows)
		for i := range p {
			happened[i] = u[i] < p[i]
			wrong[i] = min(p[i]+.1, 1)
		}
		in += inside(reliability(p, happened, 20))
		out += inside(reliability(wrong, happened, 20))
	}
	if least := .95*draws*20 - 5*math.Sqrt(draws*20*.05*.95); float64(in) < least {
		t.Errorf("%d of %d bins of right predictions are in the band, want %v or more", in, draws*20, least)
	}
	if out > draws*20/4 {
		t.Errorf("%d of %d bins of wrong predictions are in the band", out, draws*20)
	}
}
