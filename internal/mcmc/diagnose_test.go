package mcmc

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/internal/slow"
)

// ar are chains x_t = phi x_(t-1) + e_t, whose integrated autocorrelation time is (1+phi)/(1-phi).
func ar(chains, n int, phi, apart float64) (out [][]float64) {
	for c := range chains {
		x := make([]float64, n+200)
		rng.New(7, "ar", uint64(c), 0).Normal64(x, 0)
		for i := 1; i < len(x); i++ {
			x[i] += phi * x[i-1]
		}
		for i := range x {
			x[i] += apart * float64(c)
		}
		out = append(out, x[200:])
	}
	return out
}

// The effective size of autoregressions is n (1-phi)/(1+phi), to the sampling error of the estimate, which is some percent
// for these lengths.
func TestESSOfAutoregressions(t *testing.T) {
	slow.Test(t)
	const n = 20_000
	for _, phi := range []float64{-.5, 0, .5, .9} {
		x := ar(4, n, phi, 0)
		want := 4 * n * (1 - phi) / (1 + phi)
		for name, got := range map[string]float64{"bulk": ESS(x), "mean": MeanESS(x)} {
			if r := got / want; phi >= 0 && math.Abs(r-1) > .15 || phi < 0 && r < .85 {
				t.Errorf("phi %v: %s effective size %v, want %v", phi, name, got, want)
			}
		}
		if r := RHat(x); !(r < 1.01) {
			t.Errorf("phi %v: R-hat %v of chains with one distribution", phi, r)
		}
	}
}

// R-hat sees chains at different places, and chains of different widths.
func TestRHatSeesDisagreement(t *testing.T) {
	if r := RHat(ar(4, 1000, 0, .5)); !(r > 1.05) {
		t.Errorf("R-hat %v of chains half a standard deviation apart", r)
	}
	wide := ar(4, 1000, 0, 0)
	for i := range wide[0] {
		wide[0][i] *= 3
	}
	if r := RHat(wide); !(r > 1.05) {
		t.Errorf("R-hat %v of chains of which one is three times as wide", r)
	}
	for _, bad := range [][][]float64{nil, {{1, 2, 3}}, {{1, 2, 3, 4}, {1, 2, 3}}, {{1, 1, 1, 1}, {1, 1, 1, 1}}} {
		if r := RHat(bad); !math.IsNaN(r) {
			t.Errorf("R-hat of %v is %v, want NaN", bad, r)
		}
	}
}

// Draws that are all equal say nothing: not that they are many independent ones.
func TestESSOfConstants(t *testing.T) {
	x := [][]float64{{1, 1, 1, 1}, {1, 1, 1, 1}}
	if bulk, mean := ESS(x), MeanESS(x); !math.IsNaN(bulk) || !math.IsNaN(mean) {
		t.Errorf("effective sizes %v and %v of equal draws, want NaN", bulk, mean)
	}
}

// The median of an even number of draws lies between the two in the middle, so that draws symmetric around it have
// distances in pairs.
func TestMedian(t *testing.T) {
	for want, x := range map[float64][][]float64{2.5: {{1, 4}, {3, 2}}, 3: {{5, 1, 3}}} {
		if got := median(x); got != want {
			t.Errorf("median %v of %v, want %v", got, x, want)
		}
	}
}

// R-hat and effective sizes are those of the published formulas (testdata/diagnose.py), to the rounding of sums of a
// hundred numbers.
func TestDiagnosticsAreThePublishedOnes(t *testing.T) {
	var golden []struct {
		Chains                 [][]float64
		RHat, Bulk, Mean, Tail float64
	}
	filetest.ReadJSON(t, "testdata/diagnose.json", &golden)
	for k, g := range golden {
		for name, v := range map[string][2]float64{"R-hat": {RHat(g.Chains), g.RHat}, "bulk": {ESS(g.Chains), g.Bulk}, "mean": {MeanESS(g.Chains), g.Mean}, "tail": {TailESS(g.Chains), g.Tail}} {
			if math.Abs(v[0]-v[1]) > 1e-11*v[1] {
				t.Errorf("chains %d: %s %v, want %v", k, name, v[0], v[1])
			}
		}
	}
}
