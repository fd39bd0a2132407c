// Package mock makes the rows that all contenders are measured on, and writes them where each of them can read.
package mock

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/rng"
	"gonum.org/v1/gonum/mat"
)

// Features is the number of features of a row.
const Features = 14

// Rows are n rows of 14 standard normal features x and a target y in (0, 1), row after row: (n, 15).
type Rows []float32

// New draws n rows from a seed. The target is the sigmoid of s + (.3 + .2 tanh x_1) z, where s is a smooth function of
// the features and z is normal, so that there is something to learn and its width depends on x.
func New(n int, seed uint64) Rows {
	r := make(Rows, n*(Features+1))
	x, z := make([]float32, n*Features), make([]float32, n)
	rng.New(seed, "x", 0, 0).Normal32(x, 0)
	rng.New(seed, "noise", 0, 0).Normal32(z, 0)
	for i := range n {
		from := x[i*Features : (i+1)*Features]
		s := math.Tanh(float64(from[0]*from[2])) + .5*float64(from[1])
		for j, v := range from[3:] {
			s += .1 * float64(j%3-1) * float64(v)
		}
		y := 1 / (1 + math.Exp(-s-(.3+.2*math.Tanh(float64(from[1])))*float64(z[i])))
		to := r[i*(Features+1):]
		copy(to, from)
		to[Features] = float32(min(max(y, 1e-5), 1-1e-5))
	}
	return r
}

// Len is the number of rows.
func (r Rows) Len() int { return len(r) / (Features + 1) }

// Set is rows lo to hi as a set of the library.
func (r Rows) Set(lo, hi int) data.Set {
	s := data.Set{X: mat.NewDense(hi-lo, Features, nil), Y: make([]float64, hi-lo)}
	for i := range hi - lo {
		row := r[(lo+i)*(Features+1):][:Features+1]
		for j, v := range row[:Features] {
			s.X.Set(i, j, float64(v))
		}
		s.Y[i] = float64(row[Features])
	}
	return s
}

// Write saves the rows as a NumPy array of float32 (n, 15).
func (r Rows) Write(path string) error {
	nested := make([][Features + 1]float32, r.Len())
	for i := range nested {
		nested[i] = [Features + 1]float32(r[i*(Features+1):])
	}
	return write(path, nested)
}

// Read loads rows that Write saved.
func Read(path string) (data.Set, error) {
	t, err := data.ReadNPY(path)
	if err != nil {
		return data.Set{}, err
	}
	names := make([]string, Features)
	for j := range names {
		names[j] = fmt.Sprintf("c%d", j)
	}
	return t.Set(names, fmt.Sprintf("c%d", Features))
}
