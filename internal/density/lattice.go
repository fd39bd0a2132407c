package density

import "math"

// A Lattice is an evenly spaced grid: At(k) for the integers k, ascending, as the floats that they are scaled to.
type Lattice struct {
	At   func(k float64) float64
	step float64
}

// Integers are the lattice of whole numbers.
var Integers = &Lattice{At: func(k float64) float64 { return k }, step: 1}

// scaled is the lattice of shift + scale y.
func (l *Lattice) scaled(shift, scale float64) *Lattice {
	return &Lattice{At: func(k float64) float64 { return shift + scale*l.At(k) }, step: scale * l.step}
}

// below is the largest k with At(k) <= y. Rounding of the way back may be off by a few, which is made good.
func (l *Lattice) below(y float64) float64 {
	if l == Integers {
		return math.Floor(y)
	}
	k := math.Floor((y - l.At(0)) / l.step)
	if k-k != 0 {
		return k
	}
	for range 8 {
		switch {
		case l.At(k) > y:
			k = math.Min(k-1, math.Nextafter(k, math.Inf(-1)))
		case l.At(k+1) <= y && k+1 > k:
			k++
		default:
			return k
		}
	}
	return k
}

// on is the k of a point of the lattice, NaN of another number.
func (l *Lattice) on(y float64) float64 {
	if k := l.below(y); l.At(k) == y {
		return k
	}
	return math.NaN()
}

// downToLattice finds the base's point of each y; beside all of them it is one half, which has no mass.
func (s *scaled) downToLattice(y, u []float64) {
	for j, v := range y {
		k := s.has.Lattice.on(v)
		switch {
		case v != v:
			u[j] = v
		case k != k:
			u[j] = s.in.Lattice.At(0) + s.in.Lattice.step/2
		default:
			u[j] = s.in.Lattice.At(k)
		}
	}
}

// onLattice is f, a cdf of the base or the like, at the last point up to y; nil if f is.
func (s *scaled) onLattice(f func(i int, y, out []float64)) func(i int, y, out []float64) {
	if f == nil {
		return nil
	}
	return func(i int, y, out []float64) {
		u := Borrow(len(y))
		defer GiveBack(u)
		for j, v := range y {
			if k := s.has.Lattice.below(v); k-k == 0 {
				v = s.in.Lattice.At(k)
			}
			(*u)[j] = v
		}
		f(i, *u, out)
	}
}

// A latticeRow is a row of integers k at the points At(k).
type latticeRow struct {
	*integerRow
	on *Lattice
}

// solveLattice makes the solved row i of f.
func solveLattice(f Family, i int) Row {
	on := f.Has().Lattice
	lo, hi := f.Support(i)
	if lo != lo || hi != hi {
		r := &integerRow{}
		r.state = Invalid
		return r
	}
	if on == Integers {
		return solveIntegers(lo, hi, f.Features(i, nil), func(y, out []float64) { f.LogProb(i, y, out) })
	}
	bulk := f.Features(i, nil)
	for k := range bulk {
		bulk[k] = Feature{on.below(bulk[k].At), bulk[k].Width / on.step}
	}
	first := on.below(lo)
	if on.At(first) < lo {
		first++
	}
	logMass := func(k, out []float64) {
		y := Borrow(len(k))
		defer GiveBack(y)
		for j, v := range k {
			(*y)[j] = on.At(v)
		}
		f.LogProb(i, *y, out)
	}
	return &latticeRow{solveIntegers(first, on.below(hi), bulk, logMass), on}
}

func (r *latticeRow) Summary() Summary {
	s := r.integerRow.Summary()
	s.Mean, s.Variance, s.Deviation = r.on.At(0)+r.on.step*s.Mean, r.on.step*r.on.step*s.Variance, r.on.step*s.Deviation
	s.Mode = r.on.At(s.Mode)
	return s
}

func (r *latticeRow) CDF(y float64) float64 { return r.PIT(y, 1) }

// PIT counts a y between two points with the lower one.
func (r *latticeRow) PIT(y, v float64) float64 {
	k := r.on.below(y)
	if r.on.At(k) != y {
		v = 1
	}
	return r.integerRow.PIT(k, v)
}

func (r *latticeRow) Quantile(p float64) float64 { return r.on.At(r.integerRow.Quantile(p)) }

func (r *latticeRow) Mode() float64 { return r.on.At(r.integerRow.Mode()) }

func (r *latticeRow) Modes() []float64 {
	modes := r.integerRow.Modes()
	for j, k := range modes {
		modes[j] = r.on.At(k)
	}
	return modes
}

func (r *latticeRow) HPD(mass float64) []Interval {
	runs := r.integerRow.HPD(mass)
	for j, s := range runs {
		runs[j] = Interval{r.on.At(s.Lo), r.on.At(s.Hi)}
	}
	return runs
}

func (r *latticeRow) CRPS(y float64) float64 {
	return r.on.step * r.integerRow.CRPS((y-r.on.At(0))/r.on.step)
}

func (r *latticeRow) Quadrature() (y, mass []float64) {
	y, mass = r.integerRow.Quadrature()
	for j, k := range y {
		y[j] = r.on.At(k)
	}
	return y, mass
}

func (r *latticeRow) effective(w Weight) float64 {
	moved := r.AtomRow
	moved.Y = make([]float64, len(r.Y))
	for j, k := range r.Y {
		moved.Y[j] = r.on.At(k)
	}
	return moved.effective(w)
}
