package distributions

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// wildMixture is 1 to 5 components of very unequal weights and widths: normals with standard deviations from 1e-5 to 3, or
// betas with parameters from .5 to 1000, half of them unbounded or with a cusp at an end.
func wildMixture(r *rand.Rand) testMixture {
	var t []float64
	beta, sum := r.IntN(2) == 0, 0.
	for range 1 + r.IntN(5) {
		w := math.Exp(3 * r.NormFloat64())
		sum += w
		if beta {
			t = append(t, w, .5*math.Exp(7.6*r.Float64()), .5*math.Exp(7.6*r.Float64()))
		} else {
			t = append(t, w, 3*r.NormFloat64(), math.Exp(-11.5+12.6*r.Float64()))
		}
	}
	for j := 0; j < len(t); j += 3 {
		t[j] /= sum
	}
	if beta {
		return betas(t...)
	}
	return normals(t...)
}

// Against closed forms: mass, moments, quantiles and the mass of HPD regions to 1e-9, though nothing but the density was
// known; a mode that no point near any component exceeds. Twice the standard deviation of rounding in a cdf is 1e-15.
func TestPosteriorOfRandomMixtures(t *testing.T) {
	r := rand.New(rand.NewPCG(77, 1))
	for range 300 {
		m := wildMixture(r)
		q := newPosterior(bare{m})
		s := q.summaries()[0]
		mean, variance := m.moments(0)
		closeTo(t, "log of the mass", s.LogMass, 0, 1e-9)
		closeTo(t, "mean", (s.Mean-mean)/math.Sqrt(variance), 0, 1e-8)
		closeTo(t, "variance", s.Variance/variance, 1, 1e-6) // a far light component counts with its distance squared
		checkRegions(t, m, q, r.Float64())
		checkDominance(t, m, q, r)
		if w := q.Warnings(); len(w) > 0 {
			t.Error(w)
		}
		if t.Failed() {
			t.Fatalf("mixture %+v", m.parts)
		}
	}
}

func checkRegions(t *testing.T, m testMixture, q Posterior, p float64) {
	total := 0.
	for _, x := range q.HPD(p)[0] {
		in, out := []float64{x.Lo, x.Hi}, make([]float64, 2)
		m.cdf(0, in, out)
		total += out[1] - out[0]
	}
	closeTo(t, "mass of the HPD region", total, p, 1e-9+2e-8*q.ulpsAtOne())
	y := q.Quantile(p)[0]
	in, out := []float64{math.Nextafter(y, -10), y}, make([]float64, 2)
	m.cdf(0, in, out)
	if out[0] > p+1e-9 || out[1] < p-1e-9 {
		t.Errorf("quantile %v at %v: cdf %v to %v", p, y, out[0], out[1])
	}
}

// ulpsAtOne is 1 for betas: with b = 1/2 the last float below 1 holds 1e-8 of the mass.
func (q Posterior) ulpsAtOne() float64 {
	if _, hi := q.f.Support(0); hi == 1 {
		return 1
	}
	return 0
}

func checkDominance(t *testing.T, m testMixture, q Posterior, r *rand.Rand) {
	top := q.LogProb(q.Mode())[0]
	if math.IsInf(top, 1) {
		return
	}
	var near []float64
	for _, c := range m.parts[0] {
		for range 200 {
			near = append(near, c.mean+math.Sqrt(c.variance)*r.NormFloat64())
		}
	}
	if best := slices.Max(q.LogProbs(near)[0]); best > top+1e-12*max(1, math.Abs(top)) {
		t.Errorf("mode %v has log-density %.17g, a random point %.17g", q.Mode()[0], top, best)
	}
}
