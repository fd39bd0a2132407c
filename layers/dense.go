package layers

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Dense is a fully connected layer, act(x·kernel + bias): (n, in) -> (n, Units). The number of inputs is read off x.
type Dense struct {
	Units      int
	Activation Activation  // zero: none
	Kernel     Initializer // nil: LecunNormal
	Bias       Initializer // nil: Zeros
	NoBias     bool
}

// Forward declares kernel (in, Units) and bias (Units).
func (d Dense) Forward(s *Scope, x *G.Node) *G.Node {
	build.Given("dense", x)
	if x.Dims() != 2 {
		failRank("dense", x, 2)
	}
	return s.Linear(Linear{
		Shape: []int{x.Shape()[1], d.Units}, Product: denseProduct,
		Activation: d.Activation, Kernel: d.Kernel, Bias: d.Bias, NoBias: d.NoBias,
	}, x)
}

func denseProduct(x, kernel, bias *G.Node, act Activation) *G.Node {
	return ops.Dense(x, kernel, bias, ops.Activation(act))
}

// MLP is a multi-layer perceptron: Dense layers of the given widths, called dense_0, dense_1, ... Each is followed by
// Activation, the last one by Last.
type MLP struct {
	Widths     []int
	Activation Activation  // zero: none
	Last       Activation  // zero: none
	Kernel     Initializer // nil: LecunNormal
	Bias       Initializer // nil: Zeros
}

// Forward is (n, in) -> (n, last width).
func (m MLP) Forward(s *Scope, x *G.Node) *G.Node {
	build.Given("mlp", x)
	if len(m.Widths) == 0 {
		build.Fail("mlp", []tensor.Shape{x.Shape()}, "Widths is empty: name the width of each layer, the last one being the output")
	}
	for i, units := range m.Widths {
		d := Dense{Units: units, Activation: m.Activation, Kernel: m.Kernel, Bias: m.Bias}
		if i == len(m.Widths)-1 {
			d.Activation = m.Last
		}
		x = s.Call(fmt.Sprintf("dense_%d", i), d, x)
	}
	return x
}

// Sequential applies layers one after the other. They are called by their type and position: dense_0, dropout_1, ...
type Sequential []Layer

// Forward hands x through every layer.
func (q Sequential) Forward(s *Scope, x *G.Node) *G.Node {
	build.Given("sequential", x)
	for i, l := range q {
		if l == nil {
			build.Fail("sequential", []tensor.Shape{x.Shape()}, "layer %d is nil: give one, such as layers.Dense{Units: 16}, or leave it out", i)
		}
		x = s.Call(fmt.Sprintf("%s_%d", typeName(l), i), l, x)
	}
	return x
}

func typeName(l Layer) string {
	t := reflect.TypeOf(l)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return strings.ToLower(t.Name())
}

// Positive is a dense layer whose outputs are greater than Floor: Floor + softplus(x·kernel + bias), for scales,
// rates and concentrations. A small Floor keeps a likelihood from running away on a single row.
type Positive struct {
	Units  int
	Floor  float64
	Kernel Initializer // nil: LecunNormal
	Start  Initializer // of the outputs where x·kernel is 0; nil: Floor + log 2
}

// Forward is (n, in) -> (n, Units).
func (p Positive) Forward(s *Scope, x *G.Node) *G.Node {
	if !(p.Floor >= 0) || math.IsInf(p.Floor, 1) {
		build.Fail("positive", nil, "Floor is %v: want a finite number of at least 0, such as 1e-3, which the outputs stay above", p.Floor)
	}
	y := Dense{Units: p.Units, Activation: Softplus, Kernel: p.Kernel, Bias: p.bias()}.Forward(s, x)
	if p.Floor == 0 {
		return y
	}
	return ops.AddConst(y, p.Floor)
}

// bias makes the outputs start where Start says. What is not above Floor starts a ten-thousandth above it, from where softplus still
// has a gradient.
func (p Positive) bias() Initializer {
	if p.Start == nil {
		return nil
	}
	return InitializerFunc(func(r *rand.Rand, shape ...int) []float64 {
		x := slices.Clone(p.Start.Draw(r, shape...))
		for i, y := range x {
			y = max(y-p.Floor, 1e-4)
			x[i] = y + math.Log(-math.Expm1(-y)) // the inverse of softplus
		}
		return x
	})
}

func failRank(op string, x *G.Node, rank int) {
	build.Fail(op, []tensor.Shape{x.Shape()}, "the input must have rank %d, rows and columns: reshape it first", rank)
}
