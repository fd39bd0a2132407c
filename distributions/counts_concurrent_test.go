package distributions_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/slow"
)

// Rows that are kept answer from several goroutines at once: counts one by one and in blocks, scaled, and densities with breaks.
func TestFamiliesAreSafeForConcurrentUse(t *testing.T) {
	slow.Test(t)
	counts := numbersOf(t, distributions.Poisson{Rate: constant(3, 2e6, 1e12)})
	scaled, err := counts.Scaled(.1, .3)
	if err != nil {
		t.Fatal(err)
	}
	for name, q := range map[string]distributions.Posterior{
		"counts": counts, "scaled": scaled, "densities": numbersOf(t, distributions.Laplace{Loc: constant(1, 2, 3), Scale: constant(1, 2, 3)}),
	} {
		y := q.Mode()
		answers := func() string {
			return fmt.Sprint(q.HPD(.9), q.HPD(.1), q.Modes(), q.Quantile(.3), q.CDF(y), q.CRPS(y), q.Entropy(), q.Skewness(), q.Sample(1, 3), q.ExpectedShortfall(.2))
		}
		want, got := answers(), make(chan string)
		for range 4 {
			go func() { got <- answers() }()
		}
		for range 4 {
			if g := <-got; g != want {
				t.Errorf("%s: %s, and from several goroutines %s", name, want, g)
			}
		}
	}
}

// The logarithm of a probability below the normal floats is right too, where the standard library's is not on every processor.
func TestSmallestProbabilities(t *testing.T) {
	q := numbersOf(t, distributions.Exponential{Rate: constant(1)})
	within(t, "survival", q.LogSurvival([]float64{744})[0], -744, 1e-12)
	own := numbersOf(t, Laplace{Loc: constant(0), Scale: constant(1)})
	p := own.CDF([]float64{-743})[0]
	if l := own.LogCDF([]float64{-743})[0]; p > 0 && math.Abs(math.Exp(l)-p) > 1e-300 {
		t.Errorf("the log-cdf is %v where the cdf is %v", l, p)
	}
	laplace := numbersOf(t, distributions.Laplace{Loc: constant(0), Scale: constant(1)})
	within(t, "quantile", laplace.Quantile(0x1p-1070)[0], -1069*math.Ln2, 1e-9)
}
