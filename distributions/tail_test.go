package distributions

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/kernel"
)

// The quantile of a normal at the float64 p, whose 1 - p is exact, from the other tail: relative to 1e-12, with a cdf in
// closed form and without, shifted and scaled, and after a swap that changes nothing. 5.99780701960 is that of .999999999.
func TestQuantilesFarOut(t *testing.T) {
	closeTo(t, "quantile", newPosterior(normals(1, 0, 1)).Quantile(.999999999)[0], 5.99780701960, 1e-11)
	wide := FlatPrior{-60, 60}
	for _, p := range []float64{1e-300, 1e-100, 1e-20, 1e-12, 1e-9, 1e-6, .99999, .999999, .999999999, 1 - 1e-12, 1 - 0x1p-53} {
		want := kernel.NormalQuantile64(p)
		if p > .5 {
			want = -kernel.NormalQuantile64(1 - p)
		}
		for name, q := range map[string]Posterior{
			"closed": newPosterior(normals(1, 0, 1)), "bare": newPosterior(bare{normals(1, 0, 1)}),
			"swapped": must1(SwapPrior(newPosterior(normals(1, 0, 1)), wide, wide)),
			"mixture": newPosterior(bare{normals(.25, 0, 1, .75, 0, 1)}),
			"scaled":  must1(newPosterior(normals(1, 3, .5)).Scaled(-6, 2)),
		} {
			closeTo(t, fmt.Sprintf("%s quantile of %g", name, p), q.Quantile(p)[0], want, 1e-12*math.Abs(want))
		}
	}
}

// Of powers, towards ends of the support: Beta(a, 1) is y^a, and Beta(1, b) its mirror image.
func TestQuantilesFarOutOfPowers(t *testing.T) {
	for _, a := range []float64{.3, .9, 1, 1.5, 4, 30} {
		for _, p := range []float64{1e-200, 1e-50, 1e-12, 1e-7} {
			q := newPosterior(bare{betas(1, a, 1)})
			want := math.Exp(math.Log(p) / a)
			closeTo(t, fmt.Sprintf("Beta(%v, 1), %g", a, p), q.Quantile(p)[0], want, 1e-12*want*max(1, -math.Log(p)/8/a))
		}
		for _, p := range []float64{.999999, 1 - 1e-9, 1 - 1e-12} {
			q := newPosterior(betas(1, 1, a))
			want := -math.Expm1(math.Log(1-p) / a)
			closeTo(t, fmt.Sprintf("Beta(1, %v), %g", a, p), q.Quantile(p)[0], want, 1e-12*want)
		}
	}
}
