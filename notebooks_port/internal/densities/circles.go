package densities

import (
	"math"
	"math/rand/v2"

	"github.com/deepprob/deepprob/internal/kernel"
	"gonum.org/v1/gonum/floats"
)

// Rings is a point of one of four circles about the origin, of radii .75 to 3, each as likely, and normal noise of sd .08.
type Rings struct{}

const (
	rings     = 4
	ringSpace = .75
	ringNoise = .08
)

// Draw is a point.
func (Rings) Draw(r *rand.Rand) Point {
	radius := ringSpace * float64(1+r.IntN(rings))
	s, c := math.Sincos(2 * math.Pi * r.Float64())
	return Point{radius*c + ringNoise*r.NormFloat64(), radius*s + ringNoise*r.NormFloat64()}
}

// LogProb has a closed form: the mean of N(y; r e(t), s^2) over the angle t is exp(-(|y| - r)^2/2 s^2) I(|y| r/s^2)/(2 pi s^2), where
// I(z) = e^-z I0(z) is the scaled Bessel function.
func (Rings) LogProb(y Point) float64 {
	var l [rings]float64
	d := math.Hypot(y[0], y[1])
	for k := range l {
		r := ringSpace * float64(1+k)
		l[k] = logNormal((d-r)*(d-r), ringNoise) + kernel.LogBesselI0e64(d*r/(ringNoise*ringNoise))
	}
	return floats.LogSumExp(l[:]) - math.Log(rings)
}

// Window is a square about the origin.
func (Rings) Window() (lo, hi float64) { return -3.5, 3.5 }

// EightNormals is a mixture of eight normals of sd .5/sqrt 2 around a circle of radius 4/sqrt 2.
type EightNormals struct{}

const (
	normals      = 8
	normalRadius = 4 / math.Sqrt2
	normalSD     = .5 / math.Sqrt2
)

func normalCentre(k int) Point {
	s, c := math.Sincos(2 * math.Pi * float64(k) / normals)
	return Point{normalRadius * c, normalRadius * s}
}

// Draw is a point.
func (EightNormals) Draw(r *rand.Rand) Point {
	p := normalCentre(r.IntN(normals))
	return Point{p[0] + normalSD*r.NormFloat64(), p[1] + normalSD*r.NormFloat64()}
}

// LogProb is that of the mixture.
func (EightNormals) LogProb(y Point) float64 {
	var l [normals]float64
	for k := range l {
		p := normalCentre(k)
		u, v := y[0]-p[0], y[1]-p[1]
		l[k] = logNormal(u*u+v*v, normalSD)
	}
	return floats.LogSumExp(l[:]) - math.Log(normals)
}

// Window is a square about the origin.
func (EightNormals) Window() (lo, hi float64) { return -4.5, 4.5 }
