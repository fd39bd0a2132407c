package kernel

import "math"

// Squares of float32 overflow from 1.8e19 on and lose their digits below 1e-19, those of float64 at 1e154 and 1e-154, where
// the numbers themselves are far from the edge. Groups of such numbers, told by their variance, are computed again here:
// one number after the other, in float64 and in units of the largest.

// extreme reports whether 1/sqrt(v + eps) cannot be trusted because squares overflowed or vanished on the way to v.
func extreme[T Float](v T, eps float64) bool {
	w := float64(v) + eps
	return !(w >= leastSquare[T]() && w <= math.MaxFloat64) // also for NaN, which a sum that overflows may give
}

// leastSquare is what a mean of squares is at least if it has all its digits.
func leastSquare[T Float]() float64 {
	var zero T
	if _, single := any(zero).(float32); single {
		return 0x1p-100
	}
	return 0x1p-960
}

// group is the numbers of a group.
type group[T Float] struct {
	x           []T
	step, count int
}

func groupOf[T Float](s *Standard, x []T, g int) group[T] {
	if s.byRow {
		return group[T]{x[g*s.cols:], 1, s.cols}
	}
	return group[T]{x[g:], s.cols, s.rows}
}

func (g group[T]) at(i int) float64 { return float64(g.x[i*g.step]) }

// constant reports whether all numbers are one finite number, as those of a dead channel are, which is cheaply seen.
func (g group[T]) constant() bool {
	first := g.x[0]
	for i := range g.count {
		if g.x[i*g.step] != first {
			return false
		}
	}
	return first-first == 0
}

// standing is where a group stands: number x becomes (x/unit - mean) / sd, with sd² = v + eps. The unit is a power of two.
type standing struct{ unit, mean, sd float64 }

func (t standing) of(x float64) float64 { return (x/t.unit - t.mean) / t.sd }

func (g group[T]) stands(eps float64) standing { return stands(g.count, g.at, eps) }

// Moments are the mean and the root of the mean of (x - mean)² of count numbers whose squares may overflow or vanish.
func Moments(count int, at func(i int) float64) (mean, sd float64) {
	t := stands(count, at, 0)
	return t.mean * t.unit, t.sd * t.unit
}

func stands(count int, at func(i int) float64, eps float64) (t standing) {
	top := 0.
	for i := range count {
		top = max(top, math.Abs(at(i)))
	}
	t.unit = powerBelow(top)
	for i := range count {
		t.mean += at(i) / t.unit
	}
	t.mean /= float64(count)
	squares := 0.
	for i := range count {
		d := at(i)/t.unit - t.mean
		squares += d * d
	}
	t.sd = math.Hypot(math.Sqrt(squares/float64(count)), math.Sqrt(eps)/t.unit)
	return t
}

// powerBelow is a power of two of the size of x, 1 for 0 and what is not finite.
func powerBelow(x float64) float64 {
	if x == 0 || x-x != 0 {
		return 1
	}
	_, e := math.Frexp(x)
	return math.Ldexp(1, max(e-1, -1022)) // below it has no digits to divide by
}

// variances mends those of extreme groups.
func variances[T Float](s *Standard, v, x []T) {
	for i := range v[:s.Groups()] {
		if g := groupOf(s, x, i); extreme(v[i], 0) && !g.constant() {
			t := g.stands(0)
			v[i] = T(t.sd * t.unit * t.sd * t.unit)
		}
	}
}

// standardizeExtreme mends y of extreme groups.
func standardizeExtreme[T Float](s *Standard, y, x, v, scale, shift []T, eps float64) {
	for i := range v[:s.Groups()] {
		if !extreme(v[i], eps) {
			continue
		}
		from, to := groupOf(s, x, i), groupOf(s, y, i)
		t := from.stands(eps)
		for k := range from.count {
			u, column := t.of(from.at(k)), i
			if s.byRow {
				column = k
			}
			if scale != nil {
				u *= float64(scale[column])
			}
			if shift != nil {
				u += float64(shift[column])
			}
			to.x[k*to.step] = T(u)
		}
	}
}

// gradExtreme mends dx of extreme groups: r (dy - mean(dy) - y mean(dy y)), r = 1/sqrt(v + eps).
func gradExtreme[T Float](s *Standard, dx, x, v, dy []T, eps float64) {
	for i := range v[:s.Groups()] {
		if !extreme(v[i], eps) {
			continue
		}
		from, dys, to := groupOf(s, x, i), groupOf(s, dy, i), groupOf(s, dx, i)
		t := from.stands(eps)
		mean, slope := 0., 0.
		for k := range from.count {
			mean += dys.at(k) / float64(from.count)
			slope += dys.at(k) * t.of(from.at(k)) / float64(from.count)
		}
		for k := range from.count {
			to.x[k*to.step] = T((dys.at(k) - mean - t.of(from.at(k))*slope) / t.sd / t.unit)
		}
	}
}

// scaleExtreme is StandardizeScale if a group is extreme, which it reports: its sums run over all groups.
func scaleExtreme[T Float](s *Standard, sum, x, v, dy []T, eps float64) bool {
	found := false
	for _, v := range v[:s.Groups()] {
		found = found || extreme(v, eps)
	}
	if !found {
		return false
	}
	d := newDesk[T](s)
	defer d.space.giveBack()
	for i := range s.Groups() {
		from, dys := groupOf(s, x, i), groupOf(s, dy, i)
		t := from.stands(eps)
		for k := range from.count {
			column := i
			if s.byRow {
				column = k
			}
			d.sums[0][column] += dys.at(k) * t.of(from.at(k))
		}
	}
	for i := range sum[:s.cols] {
		sum[i] = T(d.sums[0][i])
	}
	return true
}

// InverseDeviations sets r = 1/sqrt(v + eps), v being the variance of the groups of x.
func InverseDeviations[T Float](s *Standard, r, x, v []T, eps float64) {
	inverseDeviations(r, v, eps)
	for i := range r[:s.Groups()] {
		if extreme(v[i], eps) {
			t := groupOf(s, x, i).stands(eps)
			r[i] = T(1 / t.sd / t.unit)
		}
	}
}
