package mock

import (
	"math"

	"github.com/deepprob/deepprob/internal/rng"
)

// Weights are the kernels (in, out), row after row, and the biases (out) of perceptrons, layer after layer: random numbers that all
// contenders compute with, so that their answers can be compared. The kernels have variances of 1/in, also in last layers.
type Weights []float32

// NewWeights draws those of a perceptron of widths, its inputs and outputs included, from a seed.
func NewWeights(widths []int, seed uint64) (w Weights) {
	for i, out := range widths[1:] {
		in := widths[i]
		layer := make(Weights, (in+1)*out)
		rng.New(seed, "weights", uint64(i), 0).Normal32(layer, 0)
		for j := range layer {
			if layer[j] /= float32(math.Sqrt(float64(in))); j >= in*out {
				layer[j] /= 4
			}
		}
		w = append(w, layer...)
	}
	return w
}

// Layer is a kernel (In, Out) and a bias (Out).
type Layer struct {
	In, Out      int
	Kernel, Bias []float32
}

// Layers are those of a perceptron of widths at the front of the numbers, and the numbers that are left.
func (w Weights) Layers(widths []int) (layers []Layer, rest Weights) {
	for i, out := range widths[1:] {
		in := widths[i]
		layers = append(layers, Layer{in, out, w[:in*out], w[in*out : (in+1)*out]})
		w = w[(in+1)*out:]
	}
	return layers, w
}

// Reversed are the numbers the other way round.
func (w Weights) Reversed() Weights {
	r := make(Weights, len(w))
	for i, v := range w {
		r[len(w)-1-i] = v
	}
	return r
}

// Write saves them as a NumPy array of float32 of one axis.
func (w Weights) Write(path string) error { return write(path, []float32(w)) }
