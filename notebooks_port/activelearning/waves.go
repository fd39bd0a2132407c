package main

import (
	"math"

	"github.com/deepprob/deepprob/internal/rng"
	"gonum.org/v1/gonum/mat"
)

// waves is a hidden layer of cosines and sines of w·x with w drawn once from N(0, 1/length²) (Rahimi and Recht 2007). Under output
// weights v ~ N(0, 1) the function v·h is, for many w, a Gaussian process of covariance amplitude² exp(-|x - x'|²/(2 length²)): away
// from the labels it returns to the prior, where nothing is known.
type waves struct{ w [][2]float64 }

const (
	pairs     = 100 // of a cosine and a sine
	length    = .5  // over which the class changes
	amplitude = 5.  // of the logits
)

func newWaves(seed uint64) waves {
	z := make([]float64, 2*pairs)
	rng.New(seed, "activelearning/waves", 0, 0).Normal64(z, 0)
	w := make([][2]float64, pairs)
	for j := range w {
		w[j] = [2]float64{z[2*j] / length, z[2*j+1] / length}
	}
	return waves{w}
}

// of maps rows of x (n, 2) to activations (n, 2 pairs), each row of length amplitude.
func (l waves) of(x *mat.Dense) *mat.Dense {
	n, _ := x.Dims()
	h := mat.NewDense(n, 2*len(l.w), nil)
	scale := amplitude / math.Sqrt(float64(len(l.w)))
	for i := range n {
		x, h := x.RawRowView(i), h.RawRowView(i)
		for j, w := range l.w {
			s, c := math.Sincos(w[0]*x[0] + w[1]*x[1])
			h[2*j], h[2*j+1] = scale*c, scale*s
		}
	}
	return h
}
