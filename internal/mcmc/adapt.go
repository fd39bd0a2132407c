package mcmc

import (
	"math"
	"math/rand/v2"
	"slices"
)

// stepSize adapts the step to a mean acceptance by dual averaging (Hoffman and Gelman 2014, section 3.2, with their
// constants).
type stepSize struct {
	target        float64
	mu, sum, mean float64
	n             float64
}

func (a *stepSize) restart(step float64) { *a = stepSize{target: a.target, mu: math.Log(10 * step)} }

// learn takes a transition's acceptance and returns the step to try next.
func (a *stepSize) learn(accept float64) (step float64) {
	const gamma, t0, kappa = .05, 10, .75
	a.n++
	w := 1 / (a.n + t0)
	a.sum = (1-w)*a.sum + w*(a.target-accept)
	log := a.mu - a.sum*math.Sqrt(a.n)/gamma
	w = math.Pow(a.n, -kappa)
	a.mean = (1-w)*a.mean + w*log
	return math.Exp(log)
}

// settled is the step to keep.
func (a *stepSize) settled() float64 { return math.Exp(a.mean) }

// firstStep doubles or halves a step until one leap from z has an acceptance near .8, as Stan does. Stop is asked before every leap
// and ends the search with its error.
func firstStep(t Target, z *point, inverse []float64, r *rand.Rand, stop func() error) (float64, error) {
	step := 1.
	accepted := func() (bool, error) {
		if err := stop(); err != nil {
			return false, err
		}
		one := newPoint(len(z.x))
		one.copyFrom(z)
		for i, v := range inverse {
			one.p[i] = r.NormFloat64() / math.Sqrt(v)
		}
		h0 := one.energy(inverse)
		one.leap(t, step, inverse)
		return h0-one.energy(inverse) > math.Log(.8), nil
	}
	up, err := accepted()
	if err != nil {
		return 0, err
	}
	for range 60 {
		factor := .5
		if up {
			factor = 2
		}
		step *= factor
		if again, err := accepted(); err != nil || again != up {
			return step, err
		}
	}
	return step, nil
}

// spread is the running variance of each coordinate (Welford 1962).
type spread struct {
	n        float64
	mean, m2 []float64
}

func newSpread(n int) *spread { return &spread{mean: make([]float64, n), m2: make([]float64, n)} }

func (s *spread) clone() *spread { return &spread{s.n, slices.Clone(s.mean), slices.Clone(s.m2)} }

func (s *spread) add(x []float64) {
	s.n++
	for i, v := range x {
		d := v - s.mean[i]
		s.mean[i] += d / s.n
		s.m2[i] += d * (v - s.mean[i])
	}
}

// variances are the inverse masses, drawn a little towards 1e-3 as Stan's are.
func (s *spread) variances(dst []float64) {
	for i, m := range s.m2 {
		dst[i] = s.n/(s.n+5)*m/(s.n-1) + 1e-3*5/(s.n+5)
	}
}

// windows are the ends of the stretches of a warm-up over which masses are estimated, each twice as long as the one
// before: Stan's 75 first, 50 last and 25 to begin with, or shares of a short warm-up.
func windows(warmup int) (from int, ends []int) {
	first, last, width := 75, 50, 25
	if warmup < first+last+width {
		first, last = warmup*15/100, warmup/10
		width = warmup - first - last
	}
	if warmup < 20 {
		return warmup, nil
	}
	for at := first; at < warmup-last; width *= 2 {
		at += width
		if at+2*width > warmup-last { // the next would not fit
			at = warmup - last
		}
		ends = append(ends, at)
	}
	return first, ends
}
