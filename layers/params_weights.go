package layers

import (
	"fmt"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Updates are the new values of the states, in gradients from Function.ValueAndGrad in training mode: the running mean and
// variance of a BatchNorm after the step. Elsewhere it is empty.
func (p *Params) Updates() *Params {
	if p == nil {
		return nil
	}
	return p.updates
}

// With pairs each weight with its gradient, for a gorgonia.Solver, whose Step moves the weights; the states, which have
// no gradients, it moves itself to the Updates of grads, in place. Grads come from Function.ValueAndGrad; a path that they
// lack is left out. It panics if an update has another shape or type than the state.
func (p *Params) With(grads *Params) []G.ValueGrad {
	for path, next := range grads.Updates().All() {
		p.move(path, next)
	}
	var pairs []G.ValueGrad
	for path, v := range p.All() {
		if g := grads.Get(path); g != nil {
			pairs = append(pairs, Weight{Path: path, W: v, G: g})
		}
	}
	return pairs
}

// move gives a state of p, if it has it, a new value in its own memory.
func (p *Params) move(path string, next *tensor.Dense) {
	v := p.Get(path)
	if v == nil {
		return
	}
	if !build.SameShape(v.Shape(), next.Shape()) || v.Dtype() != next.Dtype() {
		panic(fmt.Sprintf("layers: state %s is %s %v, its update is %s %v", path, build.ShapeString(v.Shape()), v.Dtype(), build.ShapeString(next.Shape()), next.Dtype()))
	}
	copy(v.Raw, next.Raw)
	p.markState(path)
}

// Weight is a parameter and its gradient as a solver sees them.
type Weight struct {
	Path string
	W, G *tensor.Dense
}

// Name is the parameter's path.
func (w Weight) Name() string { return w.Path }

// Value is the weight, which the solver overwrites.
func (w Weight) Value() G.Value { return w.W }

// Grad is the gradient, which the solver sets to zero.
func (w Weight) Grad() (G.Value, error) { return w.G, nil }
