package main

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
	"gonum.org/v1/gonum/stat"
)

// The x of the largest deviation is where it is.
func TestDeviationAt(t *testing.T) {
	x := []float64{.2, .6, 1}
	d := deviationOf([]float64{median(.2) + .1, median(.6) - .3, median(1)}, x, median)
	if math.Abs(d.Max-.3) > 1e-15*4 || d.At != .6 || math.Abs(d.Mean-.4/3) > 1e-15*4 {
		t.Errorf("%+v", d)
	}
}

// The standard error of a mean over the rows near an x is the spread of the means of 60 samples, which is known to 1/sqrt(120): to 5
// times that. At an end of the range half as many rows are near.
func TestMeanError(t *testing.T) {
	const n, samples, x = 20_000, 60, .5
	var means []float64
	for seed := range uint64(samples) {
		s := rows(seed, "mean error", n)
		sum, count := 0., 0.
		for i, y := range s.Y {
			if v := s.X.At(i, 0); math.Abs(v-x) < window {
				sum, count = sum+y-mean(v), count+1 // the noise alone: the mean changes within the window
			}
		}
		means = append(means, sum/count)
	}
	if got, want := stat.StdDev(means, nil), meanError(x, n); math.Abs(got/want-1) > 5/math.Sqrt(2*samples) {
		t.Errorf("means deviate by %v, want %v", got, want)
	}
	inside, end := meanError(maxX-window, n)/math.Sqrt(variance(maxX-window)), meanError(maxX, n)/math.Sqrt(variance(maxX))
	if math.Abs(end/inside-math.Sqrt2) > 1e-12 {
		t.Errorf("the end of the range has errors of %v deviations, its inside of %v", end, inside)
	}
	if a, b := variance(1), math.E*math.E-math.E; math.Abs(a-b) > 1e-14*b {
		t.Errorf("variance %v, want %v", a, b)
	}
}

// The rate falls to 0: the last epoch changes what is learned by less than the first by far.
func TestRateFalls(t *testing.T) {
	slow.Test(t)
	r, _ := notebook(t, options{out: t.TempDir(), rows: minRows, epochs: 10, seed: 4})
	first, last := r.KL[1].Exact-r.KL[2].Exact, r.KL[9].Exact-r.KL[10].Exact
	if !(math.Abs(last) < .05*math.Abs(first)) {
		t.Errorf("the second epoch changes the divergence by %v, the last by %v", first, last)
	}
}

// Held-out means below 0, and bars that reach it, which a logarithmic axis cannot show, leave a figure all the same.
func TestKLPageWithoutRoom(t *testing.T) {
	r := results{Rows: sizes{1000, 200}, KL: []divergence{{Exact: 9}, {KL: estimate{-.1, .2}, Exact: .1}, {KL: estimate{.1, .2}, Exact: .05}}}
	path := filepath.Join(t.TempDir(), "kl.png")
	if err := klPage(r).Save(path); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		t.Errorf("%v", err)
	}
}
