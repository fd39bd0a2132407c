package distributions

import "math"

// cubics is a LogSpline that need not be checked again, as a cubic on each piece: B-splines by their recursion cost as much
// as the row's own density.
type cubics struct {
	LogSpline
	pieces []cubic // (m)
}

func newCubics(l LogSpline) *cubics {
	s := &cubics{l, make([]cubic, len(l.Knots)-1)}
	for k := range s.pieces {
		s.pieces[k] = l.cubic(k)
	}
	return s
}

func (s *cubics) LogProb(y float64) float64 {
	if !(y >= s.Knots[0] && y <= s.Knots[len(s.pieces)]) {
		return math.Inf(-1)
	}
	k := interval(s.Knots, y)
	return s.pieces[k].at(s.Knots, k, y)
}

func (s *cubics) prepare() (Prior, error) { return s, nil }

// A cubic is coefficients of the powers of t, which goes from 0 to 1 over a piece.
type cubic [4]float64

// cubic is s on piece k, interpolated at its thirds.
func (l LogSpline) cubic(k int) cubic {
	var v [4]float64
	lo, width := l.Knots[k], l.Knots[k+1]-l.Knots[k]
	for i := range v {
		for j, b := range bsplines(l.Knots, k, lo+width*float64(i)/3) {
			v[i] += b * l.Coefficients[k+j]
		}
	}
	// Newton's forward differences, v0 + u d1 + u(u-1)/2 d2 + u(u-1)(u-2)/6 d3 with u = 3t.
	d1, d2, d3 := v[1]-v[0], v[2]-2*v[1]+v[0], v[3]-3*v[2]+3*v[1]-v[0]
	return cubic{v[0], 3 * (d1 - d2/2 + d3/3), 9 * (d2 - d3) / 2, 27 * d3 / 6}
}

func (c *cubic) at(knots []float64, k int, y float64) float64 {
	t := (y - knots[k]) / (knots[k+1] - knots[k])
	return c[0] + t*(c[1]+t*(c[2]+t*c[3]))
}
