package densities

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/integrate/quad"
)

// TwoMoons is a point of one of two half circles, uniform in its angle, and normal noise: scikit-learn's make_moons, turned by Turn
// about its centre (1/2, 1/4).
type TwoMoons struct {
	Noise float64 // the sd
	Turn  float64 // in radians, counterclockwise
}

// centre is that of both half circles' middle.
var centre = Point{.5, .25}

// moonNodes are enough for noise of .04 and more: the integrand is a normal in the angle of that sd.
const moonNodes = 192

var moonAngle, moonWeight = func() (t, w [moonNodes]float64) {
	quad.Legendre{}.FixedLocations(t[:], w[:], 0, math.Pi)
	return t, w
}()

// moonCircle is the centre of each moon, and which half of the circle it is.
var moonCircle = [2]struct {
	at   Point
	half float64
}{{Point{0, 0}, 1}, {Point{1, .5}, -1}}

// on is the point of a moon at an angle: (cos t, sin t), and (1 - cos t, 1/2 - sin t).
func on(moon int, t float64) Point {
	s, c := math.Sincos(t)
	m := moonCircle[moon]
	return Point{m.at[0] + m.half*c, m.at[1] + m.half*s}
}

// Draw is a point.
func (m TwoMoons) Draw(r *rand.Rand) Point {
	p := on(r.IntN(2), math.Pi*r.Float64())
	p[0] += m.Noise * r.NormFloat64()
	p[1] += m.Noise * r.NormFloat64()
	return turned(p, centre, m.Turn)
}

// LogProb is the logarithm of (1/2 pi) times the sum over moons of the integral over their angle t of N(y; c + e(t), noise^2), by the
// rule of Gauss and Legendre. With u = y - c it is |y - c - e|^2 = (|u| - 1)^2 + 2 (|u| - u·e), of which the first is the same for all t.
func (m TwoMoons) LogProb(y Point) float64 {
	y = turned(y, centre, -m.Turn)
	var l [2]float64
	for k, moon := range moonCircle {
		u, v := moon.half*(y[0]-moon.at[0]), moon.half*(y[1]-moon.at[1])
		l[k] = logArc(u, v, m.Noise)
	}
	return floats.LogSumExp(l[:]) - math.Log(2*math.Pi)
}

// logArc is the logarithm of the integral over the upper half of the unit circle, t from 0 to pi. The sum is taken relative to its
// largest term, that of the angle nearest to the point, so that none underflows where all are small.
func logArc(u, v, sd float64) float64 {
	r := math.Hypot(u, v)
	largest := r // the largest u·e: along u, if that is in the upper half
	if v < 0 {
		largest = math.Abs(u)
	}
	sum := 0.
	for i := range moonNodes {
		sum += moonWeight[i] * math.Exp((u*moonCos[i]+v*moonSin[i]-largest)/(sd*sd))
	}
	return logNormal((r-1)*(r-1)+2*(r-largest), sd) + math.Log(sum)
}

var moonSin, moonCos = func() (s, c [moonNodes]float64) {
	for i, t := range moonAngle {
		s[i], c[i] = math.Sincos(t)
	}
	return s, c
}()

// turned is p turned about a point.
func turned(p, about Point, angle float64) Point {
	s, c := math.Sincos(angle)
	u, v := p[0]-about[0], p[1]-about[1]
	return Point{about[0] + c*u - s*v, about[1] + s*u + c*v}
}

// Window is a square about the centre, whatever the turn.
func (m TwoMoons) Window() (lo, hi float64) {
	reach := math.Hypot(1.5, .25) + 4*m.Noise
	return centre[0] - reach, centre[0] + reach
}
