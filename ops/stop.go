package ops

import (
	"gorgonia.org/tensor"

	G "gorgonia.org/gorgonia"
)

// StopGradient is x, of which no derivative is taken: what is computed from it is a function of x in value alone. It is
// JAX's stop_gradient and PyTorch's detach.
func StopGradient(x *G.Node) *G.Node {
	const name = "stop_gradient"
	floats(name, x)
	n := apply(name, append(tensor.Shape{}, x.Shape()...), pick(x.Dtype(), loop1(copyAll[float32]), loop1(copyAll[float64])), nil, x)
	return batching(n, elementwise(func(in []*G.Node) *G.Node { return StopGradient(in[0]) }, x.Shape()))
}
