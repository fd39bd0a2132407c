package flows

import (
	"fmt"
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// perceptron is the settings of a network that makes parameters of maps.
type perceptron struct {
	hidden     []int
	activation layers.Activation
}

// widths are those of the hidden layers.
func (p perceptron) widths() []int {
	if p.hidden == nil {
		return []int{64, 64}
	}
	for _, w := range p.hidden {
		if w < 1 {
			build.Fail("flow", nil, "Hidden is %v: want the widths of the hidden layers, each at least 1, nil for 64 and 64", p.hidden)
		}
	}
	return p.hidden
}

// function is what follows each hidden layer.
func (p perceptron) function() layers.Activation {
	if p.activation == layers.None {
		return layers.ReLU
	}
	return p.activation
}

// of makes so many numbers of each row of x in layers of its own; they begin at 0, with all weights of the last one.
func (p perceptron) of(s *layers.Scope, x *G.Node, outputs int) *G.Node {
	for i, units := range p.widths() {
		x = s.Call(fmt.Sprint("dense_", i), layers.Dense{Units: units, Activation: p.function()}, x)
	}
	return s.Call(fmt.Sprint("dense_", len(p.widths())), layers.Dense{Units: outputs, Kernel: layers.Zeros}, x)
}

// network is a perceptron of numbers of the event and of the context, which stands inside a map: rows share its weights.
type network struct {
	Context *G.Node   `param:"axes=1"` // (n, c); nil: none
	Kernels []*G.Node `param:"axes=2"`
	Biases  []*G.Node `param:"axes=1"`

	activation layers.Activation
	masks      [][]float64 // of kernels, 0 where a weight is none; nil: no masks
}

// declare makes a network of so many numbers of the event. The kernel of the first layer has rows for these and then for the context.
func (p perceptron) declare(s *layers.Scope, context *G.Node, inputs, outputs int) network {
	return p.declareFrom(s, context, inputs, outputs, layers.Zeros)
}

// declareFrom is declare with first values of the outputs, whatever the input.
func (p perceptron) declareFrom(s *layers.Scope, context *G.Node, inputs, outputs int, start layers.Initializer) network {
	n := network{Context: context, activation: p.function()}
	in, hidden := inputs+contextOf(context), p.widths()
	for i, units := range slices.Concat(hidden, []int{outputs}) {
		at, init, bias := s.Sub(fmt.Sprint("dense_", i)), layers.Initializer(layers.LecunNormal), hiddenBias(in)
		if i == len(hidden) {
			init, bias = layers.Zeros, start
		}
		n.Kernels = append(n.Kernels, at.Param("kernel", init, in, units))
		n.Biases = append(n.Biases, at.Param("bias", bias, units))
		in = units
	}
	return n
}

// hiddenBias draws biases of hidden units with so many inputs from -1/sqrt(in) to 1/sqrt(in), as PyTorch does: with biases of 0 all that
// the units make of a single number begins as two rays from its mean, and to place the bends takes many steps.
func hiddenBias(in int) layers.Initializer {
	reach := 1 / math.Sqrt(float64(max(in, 1)))
	return layers.Uniform(-reach, reach)
}

// of is what the network makes of the numbers x (..., inputs): (..., outputs).
func (n network) of(x *G.Node) *G.Node {
	x = n.withContext(x)
	s := x.Shape()
	lead := s[:len(s)-1]
	h := ops.Reshape(x, lead.TotalSize(), last(s))
	n = n.masked()
	for i, w := range n.Kernels {
		act := n.activation
		if i == len(n.Kernels)-1 {
			act = layers.None
		}
		h = ops.Dense(h, w, n.Biases[i], ops.Activation(act))
	}
	return ops.Reshape(h, append(lead.Clone(), last(h.Shape()))...)
}

// masked is the network with kernels that have the masks.
func (n network) masked() network {
	n.Kernels = slices.Clone(n.Kernels)
	for i, m := range n.masks {
		w := n.Kernels[i]
		n.Kernels[i] = ops.Mul(w, ops.Values(w.Graph(), w.Dtype(), m, w.Shape()...))
	}
	n.masks = nil
	return n
}

// withContext puts the context beside the numbers, one of which may be repeated over the other's axes.
func (n network) withContext(x *G.Node) *G.Node {
	if n.Context == nil {
		return x
	}
	lead := build.Broadcast(lead(x), lead(n.Context))
	over := func(n *G.Node) *G.Node {
		return ops.BroadcastTo(n, append(lead.Clone(), last(n.Shape())))
	}
	return ops.Concat(len(lead), over(x), over(n.Context))
}

// lead is the axes before the last.
func lead(x *G.Node) tensor.Shape { s := x.Shape(); return s[:len(s)-1] }
