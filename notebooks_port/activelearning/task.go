package main

import (
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/rng"
	"gonum.org/v1/gonum/mat"
)

// half is half the side of the square, around the origin.
const half = 2.

// disc is a part of the square.
type disc struct{ x0, x1, radius float64 }

var (
	coin   = disc{1.1, -1.2, .4}  // where labels are coin flips
	dull   = disc{-.2, 1.4, .4}   // deep in class 1
	island = disc{-1.2, -1.2, .4} // of class 1, amid class 0
)

func (d disc) has(x0, x1 float64) bool { return math.Hypot(x0-d.x0, x1-d.x1) < d.radius }

// at maps the unit square to the disc, area to area.
func (d disc) at(u0, u1 float64) (x0, x1 float64) {
	s, c := math.Sincos(2 * math.Pi * u1)
	r := d.radius * math.Sqrt(u0)
	return d.x0 + r*c, d.x1 + r*s
}

// border parts class 1, above it, from class 0.
func border(x0 float64) float64 { return .1 + .55*math.Sin(3.2*x0) }

// exact is p(class 1 | x).
func exact(x0, x1 float64) float64 {
	switch {
	case coin.has(x0, x1):
		return .5
	case x1 > border(x0), island.has(x0, x1):
		return 1
	}
	return 0
}

// The shares of the pool that lie in the two discs that teach nothing; the rest is uniform on the square.
const dullShare, coinShare = .4, .3

// pool draws n points with the labels that they will turn out to have.
func pool(seed uint64, n int) data.Set {
	x, where, flip, y := make([]float64, 2*n), make([]float64, n), make([]float64, n), make([]float64, n)
	rng.New(seed, "activelearning/point", 0, 0).Uniform64(x, 0)
	rng.New(seed, "activelearning/part", 0, 0).Uniform64(where, 0)
	rng.New(seed, "activelearning/label", 0, 0).Uniform64(flip, 0)
	for i := range y {
		at := x[2*i : 2*i+2]
		switch u := where[i]; {
		case u < dullShare:
			at[0], at[1] = dull.at(at[0], at[1])
		case u < dullShare+coinShare:
			at[0], at[1] = coin.at(at[0], at[1])
		default:
			at[0], at[1] = half*(2*at[0]-1), half*(2*at[1]-1)
		}
		if flip[i] < exact(at[0], at[1]) {
			y[i] = 1
		}
	}
	return data.Set{X: mat.NewDense(n, 2, x), Y: y, Names: []string{"x0", "x1"}, Target: "class"}
}

// lattice is the midpoints of n by n cells of the square, row after row from the lower left: a mean over it is one over the square.
func lattice(n int) *mat.Dense {
	x := mat.NewDense(n*n, 2, nil)
	mid := func(i int) float64 { return half * (2*(float64(i)+.5)/float64(n) - 1) }
	for i := range n {
		for j := range n {
			x.SetRow(i*n+j, []float64{mid(j), mid(i)})
		}
	}
	return x
}
