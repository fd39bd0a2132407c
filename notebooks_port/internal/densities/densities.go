// Package densities holds the densities of the plane that flows are tried on, with their exact logarithms: two moons, rings, a
// pinwheel and eight normals. Since log p is known, the divergence of a learned q from the truth is a mean over fresh points of
// log p - log q, with no other network to judge by.
//
// The shapes and their numbers are those of the experiments of Grathwohl et al. (2019), arXiv:1810.01367, except for the moons, which
// are scikit-learn's.
package densities

import (
	"math"
	"math/rand/v2"

	"github.com/deepprob/deepprob/internal/rng"
)

// Point is a point of the plane.
type Point = [2]float64

// Density is a distribution of points of the plane.
type Density interface {
	LogProb(y Point) float64 // in nats
	Draw(r *rand.Rand) Point

	// Window is a square, from lo to hi on both axes, that holds all but a few of a million draws.
	Window() (lo, hi float64)
}

// A Named is a density with the name that texts give it.
type Named struct {
	Name string
	Density
}

// All are the densities, in the order of tables and figures.
func All() []Named {
	return []Named{{"two moons", TwoMoons{Noise: .1}}, {"rings", Rings{}}, {"pinwheel", Pinwheel{}}, {"eight normals", EightNormals{}}}
}

// Draws are n points, row after row, a function of seed and name: different names give independent ones.
func Draws(d Density, seed uint64, name string, n int) []float64 {
	r := rand.New(rng.New(seed, "densities/"+name, 0, 0).Source())
	y := make([]float64, 0, 2*n)
	for range n {
		p := d.Draw(r)
		y = append(y, p[0], p[1])
	}
	return y
}

// Pairs are the points of rows of two numbers.
func Pairs(y []float64) [][]float64 {
	p := make([][]float64, len(y)/2)
	for i := range p {
		p[i] = y[2*i : 2*i+2 : 2*i+2]
	}
	return p
}

// logNormal is the log-density of a normal of two independent numbers with one sd, at a squared distance from its mean.
func logNormal(squared, sd float64) float64 {
	return -squared/(2*sd*sd) - 2*math.Log(sd) - math.Log(2*math.Pi)
}
