package main

import (
	"strings"
	"testing"
)

// result is one that carries every claim.
func result() (r results) {
	r.None.NLL, r.Exact.NoneNLL, r.None.RMS = 6.17, 6.165, 4
	r.Aleatoric.Kernel, r.Aleatoric.NLL, r.Exact.AleatoricNLL = []float64{.1, 1}, 2.37, 2.3674
	w := weightsResult{SD: []float64{.01, .2}}
	r.Epistemic, r.Exact.Epistemic, r.Both, r.Exact.Both = w, w, w, w
	r.Functional.NoiseSD, r.Functional.RMS, r.Functional.NegativeELBO, r.Exact.NegativeELBO = 2, 1, 2.44, bestBound
	return r
}

// Each claim holds of that result, and no more once its number is changed.
func TestClaims(t *testing.T) {
	for _, s := range table().Say(result()) {
		if !s.Holds {
			t.Errorf("%s does not hold of %v: %q", s.Name, s.Numbers, s.Says)
		}
	}
	wide := weightsResult{SD: []float64{.1, .3}}
	for _, c := range []struct {
		name, want string
		change     func(r *results)
	}{
		{lineClaim.Name, "has not been reached: 7.00 nats a row, 6.17 at best", func(r *results) { r.None.NLL = 7 }},
		{slopeClaim.Name, "does not grow", func(r *results) { r.Aleatoric.Kernel[1] = -1 }},
		{likelyClaim.Name, "Not converged: 2.50 nats a row, 2.37 at best", func(r *results) { r.Aleatoric.NLL = 2.5 }},
		{spreadClaim.Name, "sds 1.5 to 10.0 times", func(r *results) { r.Epistemic = wide }},
		{bothClaim.Name, "sds 1.5 to 10.0 times", func(r *results) { r.Both = wide }},
		{followsClaim.Name, "misses", func(r *results) { r.Functional.RMS = 3 }},
		{boundClaim.Name, "Not converged: a bound of 2.60 nats a row, 2.43 at best", func(r *results) { r.Functional.NegativeELBO = 2.6 }},
		{noiseClaim.Name, "for all x, 0.8.", func(r *results) { r.Functional.NoiseSD = .8 }},
	} {
		r := result()
		c.change(&r)
		if said := table().Say(r).Of(c.name); !strings.Contains(said, c.want) {
			t.Errorf("%s: %q, want %q", c.name, said, c.want)
		}
	}
}
