package distributions

import (
	"math"
	"slices"
)

// A fitSketch is what a start is made of.
type fitSketch struct {
	y, w                        []float64 // ascending
	mean, variance, median, mad float64   // mean absolute deviation from the median
	spread                      float64   // robust, of one standard deviation
	low, high                   float64
}

// sketched is of the values as they stand, and the middles of intervals.
func (r fitRows) sketched() fitSketch {
	var s fitSketch
	type pair struct{ y, w float64 }
	var all []pair
	for g, ys := range r.y {
		for j, y := range ys {
			if g == intervalRows {
				y = y/2 + r.upper[g][j]/2
			}
			all = append(all, pair{y, r.weights[g][j]})
		}
	}
	slices.SortFunc(all, func(a, b pair) int {
		switch {
		case a.y < b.y:
			return -1
		case a.y > b.y:
			return 1
		}
		return 0
	})
	for _, p := range all {
		s.y, s.w = append(s.y, p.y), append(s.w, p.w)
		s.mean += p.w / r.total * p.y
	}
	s.low, s.high = s.y[0], s.y[len(s.y)-1]
	s.median = s.quantile(.5)
	for k, y := range s.y {
		s.variance += s.w[k] / r.total * (y - s.mean) * (y - s.mean)
		s.mad += s.w[k] / r.total * math.Abs(y-s.median)
	}
	if s.spread = (s.quantile(.75) - s.quantile(.25)) / 1.349; !(s.spread > 0) {
		s.spread = math.Sqrt(s.variance)
	}
	return s
}

// quantile is the first value that has a part p of the weight up to it; between two if that is exact.
func (s fitSketch) quantile(p float64) float64 {
	total, sum := s.total(), 0.
	for k, y := range s.y {
		sum += s.w[k]
		switch {
		case sum == p*total && k+1 < len(s.y):
			return y/2 + s.y[k+1]/2
		case sum >= p*total:
			return y
		}
	}
	return s.high
}

// total is the weight.
func (s fitSketch) total() (sum float64) {
	for _, w := range s.w {
		sum += w
	}
	return sum
}

// of is the sketch of f of the values.
func (s fitSketch) of(f func(y float64) float64) fitSketch {
	r := fitRows{}
	for k, y := range s.y {
		r.y[0], r.weights[0], r.total = append(r.y[0], f(y)), append(r.weights[0], s.w[k]), r.total+s.w[k]
	}
	return r.sketched()
}

func (s fitSketch) deviation() float64 { return math.Sqrt(s.variance) }

// logs is the sketch of the logarithms, of values that are not 0.
func (s fitSketch) logs() fitSketch {
	return s.of(func(y float64) float64 { return math.Log(max(y, s.high*1e-12)) })
}
