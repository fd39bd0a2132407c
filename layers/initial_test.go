package layers_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// An initializer whose numbers are no weights, and a floor that is none, are told when the network is built, not when its loss is NaN.
func TestInitialValuesAreNumbers(t *testing.T) {
	single := tensor.New(tensor.WithShape(3, 2), tensor.Of(tensor.Float32))
	double := tensor.New(tensor.WithShape(3, 2), tensor.Of(tensor.Float64))
	for _, c := range []struct {
		layer layers.Layer
		x     G.Value
		want  string // "": it can be built
	}{
		{layers.Dense{Units: 1, Bias: layers.Constant(math.NaN())}, double, "parameter bias gives NaN as number 0"},
		{layers.Dense{Units: 1, Kernel: layers.Normal(math.Inf(1))}, double, "parameter kernel gives"},
		{layers.Dense{Units: 1, Bias: layers.Constant(1e39)}, single, "gives 1e+39 as number 0, which is no weight in float32"},
		{layers.Dense{Units: 1, Bias: layers.Constant(1e39)}, double, ""},
		{layers.Dense{Units: 1, Bias: layers.InitializerFunc(nil)}, double, "the InitializerFunc is nil"},
		{layers.Dense{Units: 1, Kernel: layers.VarianceScaling{Scale: -1}}, double, "the Scale of VarianceScaling is -1: want a positive number"},
		{layers.Dense{Units: 1, Kernel: layers.VarianceScaling{Fan: 3}}, double, "there is no Fan 3"},
		{layers.Positive{Units: 1, Floor: math.NaN()}, double, "positive"},
		{layers.Positive{Units: 1, Floor: -1}, double, "Floor is -1: want a finite number of at least 0"},
		{layers.Positive{Units: 1, Floor: math.Inf(1)}, double, "Floor is +Inf"},
	} {
		f := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node { return ops.Sum(c.layer.Forward(s, in[0])) })
		_, err := f.Init(1, c.x)
		if c.want == "" != (err == nil) || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.layer, err, c.want)
		}
	}
}

// A function that is nil is told.
func TestFunctionOfNil(t *testing.T) {
	x := tensor.New(tensor.WithShape(3, 2), tensor.Of(tensor.Float64))
	f := layers.NewFunction(nil)
	if _, err := f.Init(1, x); err == nil || !strings.Contains(err.Error(), "the function is nil: give one") {
		t.Error(err)
	}
	if _, err := f.Apply(&layers.Params{}, x); err == nil || !strings.Contains(err.Error(), "the function is nil: give one") {
		t.Error(err)
	}
}
