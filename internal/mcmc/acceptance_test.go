package mcmc

import (
	"math"
	"testing"
)

// One leap from x = 1 of a standard normal is a step of the Langevin algorithm, whose test is the ratio of densities both ways;
// small steps are all taken, and a place without a density none.
func TestAcceptance(t *testing.T) {
	log := func(x, to, e float64) float64 { // of the density at x and of the step from there to
		d := to - x + e*e/2*x
		return -x*x/2 - d*d/(2*e*e)
	}
	for _, e := range []float64{.1, .7, 1.5, 2.5} {
		for _, p := range []float64{-1.3, .2, 2} {
			x := 1.
			to := x - e*e/2*x + e*p
			want := math.Min(1, math.Exp(log(to, x, e)-log(x, to, e)))
			if got := Acceptance(line{}, []float64{x}, e, 1, []float64{p}); math.Abs(got-want) > 1e-12 {
				t.Errorf("step %v, momentum %v: %v, want %v", e, p, got, want)
			}
		}
	}
	if a := Acceptance(line{}, []float64{1}, 1e-3, 10, []float64{1}); math.Abs(a-1) > 1e-5 {
		t.Errorf("small steps: %v", a)
	}
	if a := Acceptance(nowhere{}, []float64{1}, .1, 1, []float64{1}); a != 0 {
		t.Errorf("no density: %v", a)
	}
}

// line is the standard normal of one number.
type line struct{}

func (line) Dim() int { return 1 }

func (line) LogProb(x, grad []float64) float64 {
	grad[0] = -x[0]
	return -x[0] * x[0] / 2
}
