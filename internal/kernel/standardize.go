package kernel

import "math"

// Variance sets v to the means of (x - m)^2 over the groups.
func Variance[T Float](s *Standard, v, x, m []T) {
	d := newDesk[T](s)
	defer d.space.giveBack()
	for row := 0; row < s.rows; row += s.block {
		p := s.at(row)
		t := d.block[:p.hi-p.lo]
		less(p, t, x, m)
		Square(t, t)
		addSums(s, p, d.sums[0], t)
	}
	for i, sum := range d.sums[0][:s.Groups()] {
		v[i] = T(sum / float64(s.Count()))
	}
	variances(s, v, x)
}

// Standardize sets y = (x - m) / sqrt(v + eps), with one m and v a group; where they are not nil, it multiplies by scale and
// adds shift, with one of each a column.
func Standardize[T Float](s *Standard, y, x, m, v, scale, shift []T, eps float64) {
	d := newDesk[T](s)
	defer d.space.giveBack()
	r := d.numbers[0]
	inverseDeviations(r, v, eps)
	if scale != nil && !s.byRow {
		Mul(r, r, scale)
	}
	for row := 0; row < s.rows; row += s.block {
		p := s.at(row)
		out := y[p.lo:p.hi]
		less(p, out, x, m)
		times(p, out, r)
		if scale != nil && s.byRow {
			Combine(p.across, Times, out, out, scale)
		}
		if shift != nil {
			Combine(p.across, Plus, out, out, shift)
		}
	}
	standardizeExtreme(s, y, x, v, scale, shift, eps)
}

// StandardizeScale sets sum to the sums over the rows of dy (x - m) / sqrt(v + eps): the gradient of Standardize's scale.
func StandardizeScale[T Float](s *Standard, sum, x, m, v, dy []T, eps float64) {
	if scaleExtreme(s, sum, x, v, dy, eps) {
		return
	}
	d := newDesk[T](s)
	defer d.space.giveBack()
	r := d.numbers[0]
	inverseDeviations(r, v, eps)
	for row := 0; row < s.rows; row += s.block {
		p := s.at(row)
		t := d.block[:p.hi-p.lo]
		less(p, t, x, m)
		times(p, t, r)
		Mul(t, t, dy[p.lo:p.hi])
		addColumnSums(s, d.sums[0], t)
	}
	for i := range sum[:s.cols] {
		sum[i] = T(d.sums[0][i])
	}
}

// inverseDeviations sets r = 1/sqrt(v + eps).
func inverseDeviations[T Float](r, v []T, eps float64) {
	for i, v := range v {
		r[i] = T(1 / math.Sqrt(float64(v)+eps))
	}
}

// StandardizeGrad sets dx to the gradient of Standardize's x, where m and v are mean and variance of x and move with it: with
// r = 1/sqrt(v + eps) and means over the group it is r (dy - mean(dy)) - (x - m) r^3 mean(dy (x - m)).
func StandardizeGrad[T Float](s *Standard, dx, x, m, v, dy []T, eps float64) {
	d := newDesk[T](s)
	defer d.space.giveBack()
	r, mean, slope := d.numbers[0], d.numbers[1], d.numbers[2]
	inverseDeviations(r, v, eps)
	for row := 0; row < s.rows; row += s.block {
		p := s.at(row)
		t := d.block[:p.hi-p.lo]
		addSums(s, p, d.sums[0], dy[p.lo:p.hi])
		less(p, t, x, m)
		Mul(t, t, dy[p.lo:p.hi])
		addSums(s, p, d.sums[1], t)
	}
	n := float64(s.Count())
	for i, r := range r {
		mean[i] = T(d.sums[0][i] / n)
		slope[i] = T(d.sums[1][i] / n * float64(r) * float64(r) * float64(r))
	}
	for row := 0; row < s.rows; row += s.block {
		p := s.at(row)
		t, out := d.block[:p.hi-p.lo], dx[p.lo:p.hi]
		less(p, t, x, m)
		times(p, t, slope)
		less(p, out, dy, mean)
		times(p, out, r)
		Sub(out, out, t)
	}
	gradExtreme(s, dx, x, v, dy, eps)
}
