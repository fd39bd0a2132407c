package distributions

import (
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/density"
)

// A smoothHistogram is e^s(y)/norm with s the cubic of Histogram.Smooth.
type smoothHistogram struct {
	Histogram
	lo, hi  float64
	x, v, d []float64 // (knots) place, value and slope of s
	logNorm float64
}

// newSmoothHistogram returns the curve through the bins of h, which is valid.
func newSmoothHistogram(h Histogram) *smoothHistogram {
	s := &smoothHistogram{Histogram: h, x: h.Breaks()}
	s.lo, s.hi = h.Support()
	for k, m := range h.Mass {
		if m > 0 {
			s.v = append(s.v, math.Log(m)-math.Log(h.Edges[k+1]-h.Edges[k]))
		}
	}
	s.d = monotoneSlopes(s.x, s.v)
	s.normalize()
	return s
}

// monotoneSlopes are slopes of a cubic through (x, v) that is monotone where the points are: weighted harmonic means of
// the neighbouring secants, three-point formulas at the ends that keep the sign.
func monotoneSlopes(x, v []float64) []float64 {
	n := len(x)
	d := make([]float64, n)
	if n == 1 {
		return d
	}
	h, m := make([]float64, n-1), make([]float64, n-1)
	for k := range h {
		h[k] = x[k+1] - x[k]
		m[k] = (v[k+1] - v[k]) / h[k]
	}
	if n == 2 {
		d[0], d[1] = m[0], m[0]
		return d
	}
	for k := 1; k < n-1; k++ {
		if m[k-1]*m[k] > 0 {
			w1, w2 := 2*h[k]+h[k-1], h[k]+2*h[k-1]
			d[k] = (w1 + w2) / (w1/m[k-1] + w2/m[k])
		}
	}
	d[0] = endSlope(h[0], h[1], m[0], m[1])
	d[n-1] = endSlope(h[n-2], h[n-3], m[n-2], m[n-3])
	return d
}

// endSlope is the three-point derivative at the end of the step h0 with secant m0, next to h1, m1.
func endSlope(h0, h1, m0, m1 float64) float64 {
	d := ((2*h0+h1)*m0 - h0*m1) / (h0 + h1)
	switch {
	case d*m0 <= 0:
		return 0
	case m0*m1 <= 0 && math.Abs(d) > 3*math.Abs(m0):
		return 3 * m0
	}
	return d
}

// cubic is s(y).
func (s *smoothHistogram) cubic(y float64) float64 {
	n := len(s.x)
	k, _ := slices.BinarySearch(s.x, y)
	switch {
	case k == 0:
		return s.v[0] + s.d[0]*(y-s.x[0])
	case k == n:
		return s.v[n-1] + s.d[n-1]*(y-s.x[n-1])
	}
	h := s.x[k] - s.x[k-1]
	t := (y - s.x[k-1]) / h
	u := 1 - t
	return u*u*((1+2*t)*s.v[k-1]+t*h*s.d[k-1]) + t*t*((1+2*u)*s.v[k]-u*h*s.d[k])
}

// normalize integrates e^s, piece by piece, on 33 points.
func (s *smoothHistogram) normalize() {
	top := slices.Max(s.v)
	cuts := append(append([]float64{s.lo}, s.x...), s.hi)
	sum := 0.
	for k := range len(cuts) - 1 {
		density.Rule(cuts[k], cuts[k+1], func(y, w float64) { sum += w * math.Exp(s.cubic(y)-top) })
	}
	s.logNorm = top + math.Log(sum)
}

func (s *smoothHistogram) LogProb(y float64) float64 {
	if !(y >= s.lo && y <= s.hi) {
		return math.Inf(-1)
	}
	return s.cubic(y) - s.logNorm
}

func (s *smoothHistogram) prepare() (Prior, error) { return s, nil }
