package layers_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/google/go-cmp/cmp"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// torchCase is a layer of PyTorch run once; testdata/layers.py writes it.
type torchCase struct {
	X, Y, C, DX          array // input, output, gradient of the output, gradient of the input
	Params, Grads, After map[string]array
	Train                bool
}

type array struct {
	Shape []int
	Data  []float64
}

// value is the array in float32 or float64.
func (a array) value(dt tensor.Dtype) *tensor.Dense {
	v := ops.NewValue(dt, a.Shape).(*tensor.Dense)
	for i, x := range a.Data {
		if dt == tensor.Float32 {
			ops.Data[float32](v)[i] = float32(x)
		} else {
			ops.Data[float64](v)[i] = x
		}
	}
	return v
}

// torchLayers are the layers of testdata/layers.py, by the same names.
var torchLayers = map[string]layers.Layer{
	"conv2d":              layers.Conv2D{Units: 5, Size: [2]int{3, 2}},
	"conv2d padded":       layers.Conv2D{Units: 5, Size: [2]int{3, 3}, Padding: layers.Same},
	"conv2d strided":      layers.Conv2D{Units: 5, Size: [2]int{3, 3}, Stride: [2]int{2, 3}, Padding: layers.Pad(2)},
	"conv2d dilated":      layers.Conv2D{Units: 5, Size: [2]int{3, 3}, Dilation: [2]int{2, 2}, Padding: layers.Pad(2)},
	"conv2d pixels":       layers.Conv2D{Units: 3, Size: [2]int{1, 1}},
	"conv1d":              layers.Conv1D{Units: 3, Size: 4, Stride: 2, Dilation: 2, Padding: layers.Pad(1)},
	"max 2d":              layers.MaxPool{Size: []int{2, 2}},
	"max 2d overlapping":  layers.MaxPool{Size: []int{3, 3}, Stride: []int{2, 2}, Padding: layers.Pad(1)},
	"max 2d ties":         layers.MaxPool{Size: []int{3, 3}, Stride: []int{1, 1}},
	"max 1d":              layers.MaxPool{Size: []int{3}, Stride: []int{2}},
	"avg 2d":              layers.AvgPool{Size: []int{2, 3}},
	"avg 2d overlapping":  layers.AvgPool{Size: []int{3, 3}, Stride: []int{2, 2}, Padding: layers.Pad(1)},
	"avg 1d":              layers.AvgPool{Size: []int{3}, Stride: []int{1}, Padding: layers.Same},
	"layer norm":          layers.LayerNorm{},
	"layer norm epsilon":  layers.LayerNorm{Epsilon: .5},
	"batch norm rows":     layers.BatchNorm{},
	"batch norm images":   layers.BatchNorm{Momentum: .3, Epsilon: 1e-3},
	"batch norm line":     layers.BatchNorm{},
	"batch norm predicts": layers.BatchNorm{},
	"embedding":           layers.Embedding{Count: 6, Units: 3},
}

// result is what a pass over a layer gives: output, gradients by path, the input's under "x", and new states.
type result struct {
	y             []float64
	grads, states map[string][]float64
}

// runLayer builds a pass over parameters and differentiates sum(y c).
func runLayer(t *testing.T, l layers.Layer, c torchCase, dt tensor.Dtype) result {
	t.Helper()
	p := &layers.Pass{Graph: G.NewGraph(), Dtype: dt, Params: &layers.Params{}}
	if c.Train {
		p.Mode = layers.Train
	}
	for path, v := range c.Params {
		p.Params.Set(path, v.value(dt))
	}
	x, dy := build.Input(p.Graph, dt, "x", c.X.Shape...), build.Input(p.Graph, dt, "c", c.C.Shape...)
	y := l.Forward(p.Scope(), x)
	wrt := p.Nodes()
	if c.DX.Shape != nil {
		wrt = append(wrt, x)
	}
	grads, err := graph.Gradient(ops.Sum(ops.Mul(y, dy)), wrt...)
	if err != nil {
		t.Fatal(err)
	}
	outputs := append(G.Nodes{y}, grads...)
	for _, u := range p.Updates {
		outputs = append(outputs, u.Value)
	}
	program, err := graph.Compile(outputs...)
	if err != nil {
		t.Fatal(err)
	}
	feed := map[*G.Node]*tensor.Dense{x: c.X.value(dt), dy: c.C.value(dt)}
	for path, v := range p.Params.All() {
		feed[p.Node(path)] = v
	}
	for n, v := range feed {
		if err := program.Let(n, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := program.RunAll(); err != nil {
		t.Fatal(err)
	}
	r := result{numbers(program.Value(y)), map[string][]float64{}, map[string][]float64{}}
	for i, n := range wrt {
		r.grads[n.Name()] = numbers(program.Value(grads[i]))
	}
	for _, u := range p.Updates {
		r.states[u.Path] = numbers(program.Value(u.Value))
	}
	return r
}

func numbers(v G.Value) []float64 {
	var x []float64
	if v.Dtype() == tensor.Float64 {
		return append(x, ops.Data[float64](v)...)
	}
	for _, v := range ops.Data[float32](v) {
		x = append(x, float64(v))
	}
	return x
}

// Values, gradients and states are PyTorch's. Sums have at most 84 terms here, whose magnitudes add up to less than ten
// times 1 + |sum|, so that rounding allows 840 u: 1e-13 in float64 and 5e-5 in float32, relative to 1 + |value|. The
// normalizations divide by deviations above .1, which is another 10 at most in float64.
func TestLayersEqualPyTorch(t *testing.T) {
	var cases map[string]torchCase
	filetest.ReadJSON(t, "../testdata/layers.json", &cases)
	if len(cases) != len(torchLayers) {
		t.Errorf("%d cases for %d layers", len(cases), len(torchLayers))
	}
	for name, c := range cases {
		for dt, tolerance := range map[tensor.Dtype]float64{tensor.Float64: 1e-12, tensor.Float32: 840 * 0x1p-24} {
			r := runLayer(t, torchLayers[name], c, dt)
			equal := func(what string, got []float64, want array) {
				t.Helper()
				if len(got) != len(want.Data) {
					t.Errorf("%s: %s has %d elements, want %d", name, what, len(got), len(want.Data))
					return
				}
				for i, v := range want.Data {
					if !(math.Abs(got[i]-v) <= tolerance*(1+math.Abs(v))) {
						t.Errorf("%s: %v %s[%d] is %v, PyTorch has %v", name, dt, what, i, got[i], v)
						return
					}
				}
			}
			equal("y", r.y, c.Y)
			if c.DX.Shape != nil {
				equal("dx", r.grads["x"], c.DX)
			}
			for path, want := range c.Grads {
				equal("gradient of "+path, r.grads[path], want)
			}
			for path, got := range r.states {
				equal("state "+path, got, c.After[path])
			}
			if c.Train && len(r.states) != len(c.After) || !c.Train && len(r.states) > 0 {
				t.Errorf("%s: states %v, PyTorch has %d", name, r.states, len(c.After))
			}
		}
	}
	if d := cmp.Diff(cases["batch norm predicts"].Params["mean"], cases["batch norm predicts"].After["mean"]); d != "" {
		t.Error("PyTorch's prediction changed its running mean: the case is of training:", d)
	}
}
