package mock

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"

	"github.com/deepprob/deepprob/distributions"
	"github.com/sbinet/npyio/npy"
)

// Components is the number of components of a mixture.
const Components = 16

// The scale of the case study: a mixture is of u in (0, 1), and the answers are about y = Shift + Scale u, the log mass of
// a cluster of galaxies. Flat is the prior that the training prior is swapped for.
const (
	Shift = 13.5
	Scale = 1.8334
)

var Flat = distributions.FlatPrior{Min: 13.51, Max: 15.2}

// Mixtures are parameters of n mixtures of u such as the case study predicts, (n, 3*Components): logits, then alpha and
// beta, or loc and scale.
type Mixtures []float32

// NewMixtures draws n mixtures of betas from a seed, wide and narrow ones, each of neighbours. With normal they are of the
// normals that have the same means and standard deviations.
func NewMixtures(n int, normal bool, seed uint64) Mixtures {
	m, r := make(Mixtures, 0, n*3*Components), rand.New(rand.NewPCG(seed, 1))
	for range n {
		var row [3][Components]float32
		centre, size := .05+.8*r.Float64(), 20*math.Exp(1.5*r.NormFloat64())
		for j := range Components {
			c, s := min(max(centre+.08*r.NormFloat64(), .01), .99), size*math.Exp(.5*r.NormFloat64())
			a, b := 1+c*s, 1+(1-c)*s
			if normal {
				t := a + b
				a, b = a/t, math.Sqrt(a*b/(t+1))/t
			}
			row[0][j], row[1][j], row[2][j] = float32(r.NormFloat64()), float32(a), float32(b)
		}
		for _, part := range row {
			m = append(m, part[:]...)
		}
	}
	return m
}

// Len is the number of mixtures.
func (m Mixtures) Len() int { return len(m) / (3 * Components) }

// Part is one of the three parameters of all mixtures, (n, Components).
func (m Mixtures) Part(k int) []float32 {
	out := make([]float32, 0, len(m)/3)
	for i := range m.Len() {
		out = append(out, m[(3*i+k)*Components:][:Components]...)
	}
	return out
}

// Write saves them as a NumPy array of float32 (n, 3*Components).
func (m Mixtures) Write(path string) error {
	nested := make([][3 * Components]float32, m.Len())
	for i := range nested {
		nested[i] = [3 * Components]float32(m[i*3*Components:])
	}
	return write(path, nested)
}

// Prior is a training prior of 64 bins: masses fall off exponentially, as those of clusters do.
func Prior() distributions.Histogram {
	r, v := rand.New(rand.NewPCG(2, 3)), make([]float64, 100_000)
	for i := range v {
		for v[i] = 99; v[i] > 15.3; {
			v[i] = Shift + .33*r.ExpFloat64()
		}
	}
	h, err := distributions.NewHistogram(v, 64)
	if err != nil {
		panic(fmt.Sprintf("mock: %v", err)) // the values are the same each time
	}
	return h
}

// WritePrior saves a histogram as a NumPy array of float64 (bins+1, 2), edges and masses, the last of these 0.
func WritePrior(path string, h distributions.Histogram) error {
	nested := make([][2]float64, len(h.Edges))
	for i, e := range h.Edges {
		nested[i][0] = e
		if i < len(h.Mass) {
			nested[i][1] = h.Mass[i]
		}
	}
	return write(path, nested)
}

// write saves a nested array for NumPy.
func write(path string, nested any) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := npy.Write(f, nested); err != nil {
		f.Close()
		return fmt.Errorf("%s: %w", path, err)
	}
	return f.Close()
}
