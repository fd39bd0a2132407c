package training_test

import (
	"math/rand/v2"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// netFunc is a network of a function.
type netFunc func(s *layers.Scope, x *G.Node) distributions.Distribution

func (f netFunc) Forward(s *layers.Scope, x *G.Node) distributions.Distribution { return f(s, x) }

func netMistakes() []mistake {
	return []mistake{
		{`training.Model{}`, fits(nil), "the model has no network", "set Net"},
		{`training.Point(nil)`, fits(training.Point(nil)), "there is no layer", "training.Point(layers.MLP{...})"},
		{`layers.Dense{}`, shaped(layers.Dense{}), "Units is 0", "the number of outputs"},
		{`layers.MLP{}`, shaped(layers.MLP{}), "Widths is empty", "Widths: []int{16, 1}"},
		{`layers.MLP{Widths: []int{16, 3}} for one target`, fits(training.Point(layers.MLP{Widths: []int{16, 3}})), "the network predicts three numbers a row", "a last width of 1"},
		{`layers.Sequential{nil}`, shaped(layers.Sequential{nil}), "an element is nil", "give a layer, or leave it out"},
		{`s.Call("body", nil, x)`, shaped(nil), "the layer is nil", "give one"},
		{`s.Call("body", layers.Dense{Units: 1}, nil)`, layered(func(s *layers.Scope, _ *G.Node) *G.Node { return s.Call("body", layers.Dense{Units: 1}, nil) }), "the input is nil", "the x of Forward, or what a layer or an op returned"},
		{`a Forward that returns nil`, fits(nothing{}), "there is no distribution", "return one"},
		{`a layer that returns nil`, shaped(blocky{}), "there is no node", "return one"},
		{`s.Param("w", layers.Zeros)`, layered(func(s *layers.Scope, x *G.Node) *G.Node { return ops.Mul(x, s.Param("w", layers.Zeros)) }), "a parameter has at least one axis", `s.Param("w", layers.Zeros, 1)`},
		{`s.Param("w", nil, 2)`, layered(func(s *layers.Scope, x *G.Node) *G.Node { return ops.Mul(x, s.Param("w", nil, 2)) }), "nothing says where the weight begins", "an Initializer"},
		{`s.Param("w", ...) twice`, layered(func(s *layers.Scope, x *G.Node) *G.Node {
			return ops.Add(s.Call("a", layers.Dense{Units: 1}, x), s.Call("a", layers.Dense{Units: 1}, x))
		}), "two layers have one name, so they would be one set of weights", "a name for each"},
		{`an Initializer of the wrong length`, layered(func(s *layers.Scope, x *G.Node) *G.Node {
			return ops.Mul(x, s.Param("w", layers.InitializerFunc(func(*rand.Rand, ...int) []float64 { return make([]float64, 3) }), 2))
		}), "there are as many values as elements of the shape", "give them all"},
		{`layers.Dropout{Rate: 50}`, shaped(layers.Dropout{Rate: 50}), "Rate is a probability, not a percentage", "Rate: .5"},
		{`layers.BatchNorm{Momentum: 2}`, shaped(layers.BatchNorm{Momentum: 2}), "Momentum is a share", "a number above 0 and at most 1"},
		{`layers.LayerNorm{Epsilon: -1}`, shaped(layers.LayerNorm{Epsilon: -1}), "a variance plus Epsilon must be positive", "0 for the default"},
		{`layers.Conv2D on rows of features`, shaped(layers.Conv2D{Units: 3, Size: [2]int{3, 3}}), "a convolution is of images", "layers.Reshape before"},
		{`layers.Embedding{}`, shaped(layers.Embedding{}), "the table is empty", "Count and Units"},
		{`layers.Residual{Layer: layers.Dense{Units: 3}}`, shaped(layers.Residual{Layer: layers.Dense{Units: 3}}), "the sum of two different widths", "as many outputs as inputs"},
		{`layers.Activation(99)`, shaped(layers.MLP{Widths: []int{4, 1}, Activation: layers.Activation(99)}), "there is no such activation", "a constant of package layers"},
		{`a distribution over the features instead of the rows`, fits(square{}), "Forward has summed over the rows", "keep the leading axis"},
		{`training.Model{Dtype: tensor.Int}`, fitsTo(training.Trainer{}, &training.Model{Net: gaussian{}, Dtype: tensor.Int}, line(30, .3, 1)), "whole numbers have no gradient", "tensor.Float32 or tensor.Float64"},
	}
}

func opMistakes() []mistake {
	with := func(f func(s *layers.Scope, x *G.Node) *G.Node) func() error { return layered(f) }
	vector := func(s *layers.Scope, n int) *G.Node { return s.Param("w", layers.Zeros, n) }
	return []mistake{
		{`ops.Add(x, w) of (30, 2) and (3)`, with(func(s *layers.Scope, x *G.Node) *G.Node { return ops.Add(x, vector(s, 3)) }), "the last axes are 2 and 3", "give them one extent, or 1"},
		{`ops.MatMul(x, w) of (30, 2) and (3, 1)`, with(func(s *layers.Scope, x *G.Node) *G.Node {
			return ops.MatMul(x, s.Param("w", layers.Zeros, 3, 1), false, false)
		}), "the inner extents differ", "a kernel of as many rows as x has columns"},
		{`ops.Reshape(x, 7)`, with(func(_ *layers.Scope, x *G.Node) *G.Node { return ops.Reshape(x, 7) }), "60 elements do not fill 7", "a shape of as many elements"},
		{`ops.Sum(x, 2)`, with(func(_ *layers.Scope, x *G.Node) *G.Node { return ops.Sum(x, 2) }), "a matrix has axes 0 and 1", "an axis that is there, or -1 for the last"},
		{`ops.Sum(x, 1, 1)`, with(func(_ *layers.Scope, x *G.Node) *G.Node { return ops.Sum(x, 1, 1) }), "an axis is named twice", "name it once"},
		{`ops.Slice(x, 1, 1, 3)`, with(func(_ *layers.Scope, x *G.Node) *G.Node { return ops.Slice(x, 1, 1, 3) }), "the range leaves the axis", "a range inside it"},
		{`ops.Concat(1)`, with(func(_ *layers.Scope, _ *G.Node) *G.Node { return ops.Concat(1) }), "there is nothing to join", "the nodes"},
		{`ops.Clip(x, 1, 0)`, with(func(_ *layers.Scope, x *G.Node) *G.Node { return ops.Clip(x, 1, 0) }), "the limits are in the wrong order", "ops.Clip(x, 0, 1)"},
		{`ops.BroadcastTo(x, 30, 3)`, with(func(_ *layers.Scope, x *G.Node) *G.Node { return ops.BroadcastTo(x, tensor.Shape{30, 3}) }), "only extents of 1 are repeated", "the same extents"},
		{`ops.Mul of float32 and float64`, with(func(s *layers.Scope, x *G.Node) *G.Node { return ops.Mul(x, ops.Full(s.Graph(), tensor.Float64, 2, 1)) }), "two types do not mix", "s.Dtype() for both"},
		{`ops.Add of nodes of two graphs`, with(func(_ *layers.Scope, x *G.Node) *G.Node { return ops.Add(x, ops.Full(G.NewGraph(), x.Dtype(), 2, 1)) }), "a node was kept from another Forward", "make it in this one, on s.Graph()"},
	}
}
