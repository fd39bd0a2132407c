package density

import "math"

// lostMass is how far a row's panels may be off the cdf before they are no answer at all.
const lostMass = 1e-3

// lost reports whether an unresolved row's panels say something else than the cdf that its family knows: a Beta(1e20, 1e20) has a
// log-density of terms of 1e20, whose rounding is thousands of nats and peaks anywhere.
func (s *Solver) lost() bool {
	exact := s.f.Has().CDF
	if exact == nil {
		return false
	}
	cdf := func(y float64) float64 {
		in, out := [1]float64{y}, [1]float64{}
		exact(s.row, in[:], out[:])
		return out[0]
	}
	for _, p := range []float64{.05, .25, .5, .75, .95} {
		y := s.Quantile(p)
		if math.Abs(cdf(y)-p) <= lostMass {
			continue
		}
		below, above := cdf(math.Nextafter(y, math.Inf(-1))), cdf(math.Nextafter(y, math.Inf(1)))
		if !(below <= p && p <= above) { // of a row narrower than floats the cdf jumps there
			return true
		}
	}
	return false
}

// Inverse is the quantile function of row i, solved. Of a lost row it is the inverse of the cdf, looked for from the mean on.
func (q *Rows) Inverse(r Row, i int) func(p float64) float64 {
	panels, ok := r.(*panelRow)
	has := q.Family.Has()
	if !ok || panels.state != Lost || has.CDF == nil || has.Moments == nil {
		return r.Quantile
	}
	mean, variance := has.Moments(q.First + i)
	lo, hi := q.Family.Support(q.First + i)
	return func(p float64) float64 {
		switch p {
		case 0:
			return lo
		case 1:
			return hi
		}
		return q.home(i, mean, p, math.Sqrt(variance))
	}
}
