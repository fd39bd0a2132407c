package distributions

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/density"
)

// A variance may be beyond the range of floats; a standard deviation is not, nor an entropy.
func TestScalesWhoseSquaresAreNoFloats(t *testing.T) {
	for _, n := range [][2]float64{{0, 2e-170}, {0, 2e170}, {1e-300, 1e-302}, {1e300, 1e290}, {-5e200, 3e200}} {
		closed := compiledMixture(true, []float64{1, n[0], n[1]})
		panels := withoutForms(closed)
		for name, q := range map[string]Posterior{"closed": closed, "panels": panels, "scaled": must1(panels.Scaled(0, .5))} {
			sd, rounding := n[1], 1e-9+4*density.Spacing(n[0])/n[1]
			if name == "scaled" {
				sd /= 2
			}
			closeTo(t, name+" deviation", q.StdDev()[0]/sd, 1, rounding)
			if v := q.Variance()[0]; v != sd*sd && !(math.Abs(v/(sd*sd)-1) < 1e-9) {
				t.Errorf("%s %v: variance %v, want %v", name, n, v, sd*sd)
			}
			closeTo(t, name+" entropy", q.Entropy()[0], math.Log(sd)+.5+logSqrt2Pi, 1e-9+rounding)
			closeTo(t, name+" mean", (q.Mean()[0]*(n[1]/sd)-n[0])/n[1], 0, rounding)
		}
	}
}
