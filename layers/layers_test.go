package layers_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/google/go-cmp/cmp"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// of makes a Function of one layer.
func of(l layers.Layer) *layers.Function {
	return layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node { return l.Forward(s, in[0]) })
}

func matrix(rows, cols int, x ...float64) *tensor.Dense {
	if x == nil {
		x = make([]float64, rows*cols)
		for i := range x {
			x[i] = math.Sin(float64(3*i + 1))
		}
	}
	return tensor.New(tensor.WithShape(rows, cols), tensor.WithBacking(x))
}

func apply(t *testing.T, l layers.Layer, p *layers.Params, x G.Value) []float64 {
	t.Helper()
	y, err := of(l).Apply(p, x)
	if err != nil {
		t.Fatal(err)
	}
	return ops.Data[float64](y)
}

// Dense is the formula of its doc, with and without bias.
func TestDense(t *testing.T) {
	p := &layers.Params{}
	p.Set("kernel", matrix(2, 3, 1, 2, 3, 4, 5, 6))
	p.Set("bias", tensor.New(tensor.WithShape(3), tensor.WithBacking([]float64{-20, 0, 1})))
	x := matrix(1, 2, 1, 2)
	if d := cmp.Diff([]float64{0, 12, 16}, apply(t, layers.Dense{Units: 3, Activation: layers.ReLU}, p, x)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]float64{9, 12, 15}, apply(t, layers.Dense{Units: 3, NoBias: true}, p, x)); d != "" {
		t.Error(d)
	}
}

// Paths are those that checkpoints, errors and pictures show.
func TestPaths(t *testing.T) {
	for _, c := range []struct {
		name  string
		layer layers.Layer
		want  []string
	}{
		{"dense", layers.Dense{Units: 2}, []string{"kernel", "bias"}},
		{"mlp", layers.MLP{Widths: []int{4, 2}}, []string{"dense_0/kernel", "dense_0/bias", "dense_1/kernel", "dense_1/bias"}},
		{"sequential", layers.Sequential{layers.Dense{Units: 2, NoBias: true}, layers.Tanh, layers.Dropout{Rate: .5}, layers.Positive{Units: 1}},
			[]string{"dense_0/kernel", "positive_3/kernel", "positive_3/bias"}},
		{"nested", layers.LayerFunc(func(s *layers.Scope, x *G.Node) *G.Node {
			return s.Call("out", layers.Dense{Units: 1, NoBias: true}, s.Call("body", layers.MLP{Widths: []int{3}}, x))
		}), []string{"body/dense_0/kernel", "body/dense_0/bias", "out/kernel"}},
	} {
		p, err := of(c.layer).Init(1, matrix(2, 5))
		if err != nil {
			t.Fatal(c.name, err)
		}
		if d := cmp.Diff(c.want, p.Names()); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}

// A parameter's first value depends on seed and path, not on its neighbours or on the order of layers.
func TestInitDependsOnPathAlone(t *testing.T) {
	wide, err1 := of(layers.MLP{Widths: []int{7, 3, 2}}).Init(5, matrix(1, 4))
	short, err2 := of(layers.MLP{Widths: []int{7, 3}}).Init(5, matrix(9, 4))
	other, err3 := of(layers.MLP{Widths: []int{7, 3}}).Init(6, matrix(9, 4))
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	for path, v := range short.All() {
		if d := cmp.Diff(v.Data(), wide.Get(path).Data()); d != "" {
			t.Errorf("%s changed with a layer behind it: %s", path, d)
		}
	}
	if cmp.Equal(short.Get("dense_0/kernel").Data(), other.Get("dense_0/kernel").Data()) {
		t.Error("seeds 5 and 6 give the same kernel")
	}
	if cmp.Equal(wide.Get("dense_0/kernel").Data().([]float64)[:6], wide.Get("dense_2/kernel").Data()) {
		t.Error("two kernels begin alike")
	}
}

// float32 parameters are the float64 ones, rounded.
func TestInitPrecision(t *testing.T) {
	p64, err := of(layers.Dense{Units: 3}).Init(1, matrix(1, 4))
	if err != nil {
		t.Fatal(err)
	}
	p32, err := of(layers.Dense{Units: 3}).Init(1, tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(1, 4)))
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range p64.Get("kernel").Data().([]float64) {
		if got := p32.Get("kernel").Data().([]float32)[i]; got != float32(v) {
			t.Errorf("weight %d: %v in float32, %v in float64", i, got, v)
		}
	}
}

// Each activation is the function it is named after, alone and fused with a dense layer.
func TestActivations(t *testing.T) {
	phi := func(x float64) float64 { return .5 * math.Erfc(-x/math.Sqrt2) }
	eye := &layers.Params{}
	eye.Set("kernel", matrix(1, 1, 1))
	for _, c := range []struct {
		name string
		a    layers.Activation
		f    func(x float64) float64
	}{
		{"none", layers.None, func(x float64) float64 { return x }},
		{"relu", layers.ReLU, func(x float64) float64 { return max(x, 0) }},
		{"leaky relu", layers.LeakyReLU, func(x float64) float64 { return max(x, .01*x) }},
		{"elu", layers.ELU, func(x float64) float64 { return max(x, 0) + math.Expm1(min(x, 0)) }},
		{"gelu", layers.GELU, func(x float64) float64 { return x * phi(x) }},
		{"silu", layers.SiLU, func(x float64) float64 { return x / (1 + math.Exp(-x)) }},
		{"tanh", layers.Tanh, math.Tanh},
		{"sigmoid", layers.Sigmoid, func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }},
		{"softplus", layers.Softplus, func(x float64) float64 { return math.Log1p(math.Exp(x)) }},
	} {
		x := matrix(7, 1, -30, -2, -.1, 0, .3, 4, 20)
		alone := apply(t, c.a, &layers.Params{}, x)
		fused := apply(t, layers.Dense{Units: 1, NoBias: true, Activation: c.a}, eye, x)
		for i, v := range x.Data().([]float64) {
			// 4 ulp, as the reference composes up to three functions of half an ulp each, and x² more for gelu, whose
			// reference magnifies the rounding of x/√2 so much.
			ulps := 4.
			if c.a == layers.GELU {
				ulps += v * v
			}
			if want := c.f(v); math.Abs(alone[i]-want) > ulps*0x1p-52*math.Abs(want) || fused[i] != alone[i] {
				t.Errorf("%s(%v): %v alone, %v fused, want %v", c.name, v, alone[i], fused[i], want)
			}
		}
	}
}

func TestPositive(t *testing.T) {
	p, err := of(layers.Positive{Units: 4, Floor: .5}).Init(1, matrix(6, 3))
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range apply(t, layers.Positive{Units: 4, Floor: .5}, p, matrix(6, 3)) {
		if !(v > .5) {
			t.Errorf("output %d is %v, want more than the floor .5", i, v)
		}
	}
}

// Every mistake is a BuildError that says where it is and what to do; these are the texts.
func TestErrors(t *testing.T) {
	x := matrix(100, 13)
	call := func(name string, l layers.Layer) layers.Layer {
		return layers.LayerFunc(func(s *layers.Scope, x *G.Node) *G.Node { return s.Call(name, l, x) })
	}
	stored := &layers.Params{}
	stored.Set("body/kernel", matrix(14, 128))
	for _, c := range []struct {
		name   string
		layer  layers.Layer
		params *layers.Params // nil: initialize
		want   string
	}{
		{"duplicate", layers.LayerFunc(func(s *layers.Scope, x *G.Node) *G.Node {
			return s.Call("head", layers.Dense{Units: 13}, s.Call("head", layers.Dense{Units: 13}, x))
		}), nil, `param at head (layers_test.go:LINE): (13, 13): parameter head/kernel is declared twice: give each layer a name of its own, s.Call("first", ...) and s.Call("second", ...)`},
		{"width", call("body", layers.Dense{Units: 128, NoBias: true}), stored,
			`param at body (layers_test.go:LINE): (14, 128) and (13, 128): parameter body/kernel has the first shape, the network asks for the second: the inputs or the network changed since it was initialized`},
		{"missing", call("tail", layers.Dense{Units: 1}), stored,
			`param at tail (layers_test.go:LINE): (13, 1): there is no parameter tail/kernel: initialize the network first, or load the parameters that belong to it`},
		{"no units", call("body", layers.Dense{}), nil,
			`param at body (layers_test.go:LINE): (13, 0): parameter body/kernel needs sizes of at least 1: is a layer's Units zero?`},
		{"no widths", call("body", layers.MLP{}), nil,
			`mlp at body (layers_test.go:LINE): (100, 13): Widths is empty: name the width of each layer, the last one being the output`},
		{"rate", call("drop", layers.Dropout{Rate: 1}), nil,
			`dropout at drop (layers_test.go:LINE): (100, 13): Rate is the probability of dropping, at least 0 and below 1; it is 1`},
		{"activation", call("act", layers.Activation(99)), nil,
			`activation at act (layers_test.go:LINE): (100, 13): there is no activation 99: use the constants of package layers`},
	} {
		var err error
		if c.params == nil {
			_, err = of(c.layer).Init(1, x)
		} else {
			_, err = of(c.layer).Apply(c.params, x)
		}
		var b *graph.BuildError
		if !errors.As(err, &b) {
			t.Errorf("%s: error %v, want a BuildError", c.name, err)
			continue
		}
		got := err.Error()
		if at, rest, ok := strings.Cut(got, "layers_test.go:"); ok {
			_, tail, _ := strings.Cut(rest, ")")
			got = at + "layers_test.go:LINE)" + tail
		}
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}
