package nets

import (
	"math/rand/v2"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/unit"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"gonum.org/v1/gonum/mathext"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// features are what the body makes of x, (n, h); without a body that is an MLP. Its units are smooth, so that it learns less of the
// noise of few rows than one of ReLU (90% intervals of the README's flats, 400 rows: 175 of 200 and 170), and bounded, so that
// far from the training rows a prediction is at most as extreme as the head's weights make it.
func features(s *layers.Scope, body layers.Layer, x *G.Node) *G.Node {
	if body == nil {
		body = layers.MLP{Widths: []int{64, 64}, Activation: layers.Tanh, Last: layers.Tanh}
	}
	h := s.Call("body", body, x)
	if h.Dims() != 2 {
		build.Fail("body", []tensor.Shape{h.Shape()}, "%T must return some numbers a row, (n, h): end it by layers.Flatten{}", body)
	}
	return h
}

// linear is a head of so many outputs whose first values are start whatever the row.
func linear(units int, start layers.Initializer) layers.Dense {
	return layers.Dense{Units: units, Kernel: layers.Zeros, Bias: start}
}

// positive is linear for outputs above floor, in units of what they are multiplied by.
func positive(units int, floor float64, start layers.Initializer) layers.Positive {
	return layers.Positive{Units: units, Floor: floor, Kernel: layers.Zeros, Start: start}
}

// floorOf is a Floor, or what it is by default.
func floorOf(op string, floor float64) float64 {
	if !(floor >= 0 && floor < 1) {
		build.Fail(op, nil, "Floor is %v: want a share of the target's standard deviation, from 0, which is .001, to below 1", floor)
	}
	if floor == 0 {
		return 1e-3
	}
	return floor
}

// row makes a number a row of (n, 1).
func row(x *G.Node) *G.Node { return ops.Reshape(x, x.Shape()[0]) }

// target is where the training target is, and how wide: heads of locations and scales count from there, so that weights, floors
// and priors of weights mean the same for any target. They are states beside the weights, from the rows of the first fit.
type target struct{ mean, sd *G.Node } // (d)

func standard(s *layers.Scope, columns int) target {
	mean, sd := unit.States(s, columns, s.Targets)
	return target{mean, sd}
}

// place puts a location in the target's units.
func (t target) place(x *G.Node) *G.Node { return ops.Add(t.mean, ops.Mul(t.sd, x)) }

// stretch puts a scale in the target's units.
func (t target) stretch(x *G.Node) *G.Node { return ops.Mul(t.sd, x) }

// ofTarget is an Initializer of locations of one target, in standard deviations from its mean.
func ofTarget(s *layers.Scope, first layers.Initializer) layers.Initializer {
	return counted(s, first, func(v, mean, sd float64) float64 { return (v - mean) / sd })
}

// ofWidth is an Initializer of scales of one target, in its standard deviations.
func ofWidth(s *layers.Scope, first layers.Initializer) layers.Initializer {
	return counted(s, first, func(v, _, sd float64) float64 { return v / sd })
}

func counted(s *layers.Scope, first layers.Initializer, in func(v, mean, sd float64) float64) layers.Initializer {
	t := s.Targets()
	return layers.InitializerFunc(func(r *rand.Rand, shape ...int) []float64 {
		x, mean, sd := first.Draw(r, shape...), 0., 1.
		if t.Known() {
			mean, sd = t.Mean(0), unit.Width(t, 0, s.Dtype())
		}
		for i, v := range x {
			x[i] = in(v, mean, sd)
		}
		return x
	})
}

// start is an Initializer of numbers that are found from the targets where they are first needed.
func start(of func() []float64) layers.Initializer {
	return layers.InitializerFunc(func(*rand.Rand, ...int) []float64 { return of() })
}

// found is one of a number, everywhere.
func found(of func() float64) layers.Initializer {
	return layers.InitializerFunc(func(r *rand.Rand, shape ...int) []float64 { return layers.Constant(of()).Draw(r, shape...) })
}

// normalQuantile is that of a standard normal.
func normalQuantile(p float64) float64 { return mathext.NormalQuantile(p) }

// check refuses training targets of other than so many numbers a row, or of which one is not what it must be.
func check(s *layers.Scope, op string, columns int, is func(y float64) bool, want string) {
	checkTargets(s.Targets(), op, columns, is, want)
}

// checkTargets is check of targets that may be nil.
func checkTargets(t *layers.Targets, op string, columns int, is func(y float64) bool, want string) {
	if t == nil {
		return
	}
	if t.Columns() != columns {
		build.Fail(op, []tensor.Shape{{t.Rows(), t.Columns()}}, "the target has %d numbers a row, and this head predicts %d", t.Columns(), columns)
	}
	if is == nil {
		return
	}
	t.Average(func(row []float64) float64 {
		for _, y := range row {
			if !is(y) {
				build.Fail(op, nil, "a target is %v: want %s", y, want)
			}
		}
		return 0
	})
}
