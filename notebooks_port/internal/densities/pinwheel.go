package densities

import (
	"math"
	"math/rand/v2"
)

// Pinwheel is five arms: a point (a, b) of a normal about (1, 0) that is long towards the origin, turned by an angle that grows with a,
// and by that of its arm, and doubled.
type Pinwheel struct{}

const (
	arms       = 5
	armLength  = .3
	armWidth   = .1
	armTwist   = .25
	armScale   = 2
	armReach   = 8 // sds of a that count: beyond them are 1e-15 of the points
	armCells   = 96
	armLo      = 1 - armReach*armLength
	armCell    = 2 * armReach * armLength / armCells
	rootPasses = 60
)

// twist is the angle of an arm at a.
func twist(a float64) float64 { return armTwist * math.Exp(a) }

// Draw is a point.
func (Pinwheel) Draw(r *rand.Rand) Point {
	a, b := 1+armLength*r.NormFloat64(), armWidth*r.NormFloat64()
	s, c := math.Sincos(2*math.Pi*float64(r.IntN(arms))/arms + twist(a))
	return Point{armScale * (c*a - s*b), armScale * (s*a + c*b)}
}

// LogProb is by the change of variables (a, b) -> y of each arm. Turned back by the angle at a, y/2 must have the first number a: an
// equation in a alone, whose roots are looked for in the cells of a grid. At each b is the second number, and the determinant of the
// map is 4 (1 - twist'(a) b), since the derivative of a rotation by itself is the vector turned by a right angle.
func (Pinwheel) LogProb(y Point) float64 {
	var sum float64
	for k := range arms {
		u := turned(Point{y[0] / armScale, y[1] / armScale}, Point{}, -2*math.Pi*float64(k)/arms)
		excess := func(s, c, a float64) float64 { return u[0]*c + u[1]*s - a }
		last := excess(armSin[0], armCos[0], armLo)
		for i := 1; i <= armCells; i++ {
			next := excess(armSin[i], armCos[i], armLo+armCell*float64(i))
			if last > 0 != (next > 0) {
				sum += atRoot(u, armLo+armCell*float64(i-1), last > 0)
			}
			last = next
		}
	}
	return math.Log(sum) - math.Log(arms*armScale*armScale)
}

// atRoot is the density of (a, b) over |1 - twist'(a) b| at the root of a cell, which bisection finds.
func atRoot(u Point, lo float64, falls bool) float64 {
	hi, s, c := lo+armCell, 0., 0.
	for range rootPasses {
		a := (lo + hi) / 2
		if a == lo || a == hi {
			break
		}
		if s, c = math.Sincos(twist(a)); (u[0]*c+u[1]*s-a > 0) == falls {
			lo = a
		} else {
			hi = a
		}
	}
	a := (lo + hi) / 2
	s, c = math.Sincos(twist(a))
	b := u[1]*c - u[0]*s
	x, z := (a-1)/armLength, b/armWidth
	return math.Exp(-(x*x+z*z)/2) / (2 * math.Pi * armLength * armWidth) / math.Abs(1-twist(a)*b)
}

var armSin, armCos = func() (s, c [armCells + 1]float64) {
	for i := range s {
		s[i], c[i] = math.Sincos(twist(armLo + armCell*float64(i)))
	}
	return s, c
}()

// Window is a square about the origin.
func (Pinwheel) Window() (lo, hi float64) { return -4.5, 4.5 }
