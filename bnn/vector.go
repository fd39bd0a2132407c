package bnn

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/deepprob/deepprob/internal/rowmajor"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"gorgonia.org/tensor"
)

// slot is where the elements of a parameter are in a vector.
type slot struct {
	path     string
	from, to int
}

// slotsOf lays all weights that are trained out in one vector, and returns its length.
func slotsOf(p *layers.Params) (slots []slot, n int) {
	for path, v := range p.All() {
		if !p.IsState(path) {
			slots = append(slots, slot{path, n, n + v.Size()})
			n += v.Size()
		}
	}
	return slots, n
}

// vector is the weights of the slots.
func vector(p *layers.Params, slots []slot) (x []float64) {
	for _, s := range slots {
		x = append(x, numbers(p.Get(s.path))...)
	}
	return x
}

// setVector overwrites the weights of the slots.
func setVector(p *layers.Params, slots []slot, x []float64) {
	for _, s := range slots {
		setNumbers(p.Get(s.path), x[s.from:s.to])
	}
}

// setNumbers overwrites a tensor of either type, wherever its elements are.
func setNumbers(v *tensor.Dense, x []float64) {
	if !rowmajor.Is(v) {
		ordered := ops.NewValue(v.Dtype(), v.Shape()).(*tensor.Dense)
		setNumbers(ordered, x)
		if err := rowmajor.Copy(v, ordered); err != nil {
			build.Fail("weights", []tensor.Shape{v.Shape()}, "%v", err)
		}
		return
	}
	float64s.Set(v, x)
}

// inFloat64 is a copy of weights of either type.
func inFloat64(p *layers.Params) *layers.Params {
	wide := p.Clone() // which keeps what is a state
	for path, v := range p.All() {
		wide.Set(path, tensor.New(tensor.WithShape(v.Shape()...), tensor.WithBacking(numbers(v))))
	}
	return wide
}
