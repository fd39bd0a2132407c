package distributions_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
)

// A density that vanishes at an end faster than any power of the distance, e^(-b/y), is integrated as any other, whatever its
// parameters: what rounding makes of the slope of its logarithm, 1e300 of it, is no peak.
func TestEssentialZero(t *testing.T) {
	r := rand.New(rng.New(1, "essential zero", 0, 0).Source())
	n := 600
	a, b := make([]float64, n), make([]float64, n)
	for i := range n {
		a[i], b[i] = .2+3*r.Float64(), math.Exp(6*r.Float64()-3)
	}
	q := numbersOf(t, distributions.InverseGamma{Concentration: constant(a...), Scale: constant(b...)})
	for _, w := range q.Warnings() {
		t.Error(w)
	}
	for i, h := range q.HPD(.9) {
		if len(h) != 1 || !(h[0].Lo > 0) {
			t.Errorf("the region of InverseGamma(%v, %v) is %v", a[i], b[i], h)
		}
	}
}
