package main

import (
	"math"
	"testing"
)

// rounding is what a few operations on numbers near 1 lose.
const rounding = 1e-14

func near(a, b float64) bool { return math.Abs(a-b) <= rounding*max(1, math.Abs(b)) }

// Two splits by hand: means 2 and -1, standard deviations sqrt(2) and sqrt(8), over sqrt(2).
func TestSummary(t *testing.T) {
	s := summarize([]score{{RMSE: 1, LL: 1}, {RMSE: 3, LL: -3}})
	if !near(s.RMSE, 2) || !near(s.RMSESE, 1) || !near(s.LL, -1) || !near(s.LLSE, 2) {
		t.Errorf("%+v", s)
	}
	if one := summarize([]score{{RMSE: 1, LL: 2}}); one != (summary{RMSE: 1, LL: 2}) {
		t.Errorf("one split: %+v", one)
	}
}

func TestRMSE(t *testing.T) {
	if got := rmse([]float64{1, 2, 3}, []float64{1, 4, 2}); !near(got, math.Sqrt(5./3)) {
		t.Errorf("%v", got)
	}
}

// The log of the mean density of two draws, against the densities themselves; far off, where they underflow, against the
// nearer draw alone, less log 2 for the other.
func TestMixedLogLik(t *testing.T) {
	density := func(y, f, sd float64) float64 {
		return math.Exp(-(y-f)*(y-f)/(2*sd*sd)) / (sd * math.Sqrt(2*math.Pi))
	}
	f, y, sd := [][]float64{{0, 1}, {2, 1.5}}, []float64{.5, 3}, .7
	want := 0.
	for i := range y {
		want += math.Log((density(y[i], f[0][i], sd)+density(y[i], f[1][i], sd))/2) / 2
	}
	if got := mixedLogLik(f, y, sd); !near(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	far := mixedLogLik([][]float64{{0}, {50}}, []float64{100}, 1)
	if want := -1250 - math.Log(2*math.Pi)/2 - math.Ln2; !near(far, want) {
		t.Errorf("far off %v, want %v", far, want)
	}
}

// A target that does not vary still has noises to try.
func TestNoises(t *testing.T) {
	k := small(t)
	sds := k.noises()
	_, spread := moments(k.train.Y)
	if len(sds) != 60 || sds[0] != spread || !near(sds[30], spread/10) {
		t.Errorf("%v", sds)
	}
	if _, sd := moments([]float64{4, 4}); !(sd > 0) {
		t.Errorf("sd %v of a constant", sd)
	}
}
