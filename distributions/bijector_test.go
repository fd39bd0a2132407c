package distributions_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A mapping is a bijector made of parameters, each one number.
type mapping struct {
	name   string // of the golden values, if there are some
	params []float64
	make   func(p G.Nodes) distributions.Bijector
	x      []float64 // ordinary points
}

func plain(b distributions.Bijector) func(G.Nodes) distributions.Bijector {
	return func(G.Nodes) distributions.Bijector { return b }
}

func affine(p G.Nodes) distributions.Bijector {
	return distributions.Affine{Shift: p[0], Scale: p[1]}
}

func power(p G.Nodes) distributions.Bijector { return distributions.Power{Exponent: p[0]} }

func sinhArcsinh(p G.Nodes) distributions.Bijector {
	return distributions.SinhArcsinh{Skewness: p[0], Tailweight: p[1]}
}

var (
	line     = []float64{-4, -1.3, -1e-3, .2, 1, 3.7}
	positive = []float64{1e-3, .2, 1, 3.7, 12}
	unit     = []float64{.01, .2, .5, .93}
)

// mappings are bijectors of numbers.
var mappings = []mapping{
	{"exp", nil, plain(distributions.Exp{}), line},
	{"log", nil, plain(distributions.Log{}), positive},
	{"softplus", nil, plain(distributions.Softplus{}), line},
	{"sigmoid", nil, plain(distributions.Sigmoid{}), line},
	{"logit", nil, plain(distributions.Logit{}), unit},
	{"tanh", nil, plain(distributions.Tanh{}), line},
	{"affine", []float64{3, -.25}, affine, line},
	{"shift", []float64{3}, func(p G.Nodes) distributions.Bijector { return distributions.Affine{Shift: p[0]} }, line},
	{"scale", []float64{-2}, func(p G.Nodes) distributions.Bijector { return distributions.Affine{Scale: p[0]} }, line},
	{"power 2.5", []float64{2.5}, power, positive},
	{"power -0.5", []float64{-.5}, power, positive},
	{"sinh-arcsinh 0.7, 0.5", []float64{.7, .5}, sinhArcsinh, line},
	{"sinh-arcsinh -2, 1.5", []float64{-2, 1.5}, sinhArcsinh, line},
	{"skewness", []float64{.4}, func(p G.Nodes) distributions.Bijector { return distributions.SinhArcsinh{Skewness: p[0]} }, line},
	{"tail weight", []float64{.4}, func(p G.Nodes) distributions.Bijector { return distributions.SinhArcsinh{Tailweight: p[0]} }, line},
	{"chain", []float64{-.5, 1.2, 2, -3}, func(p G.Nodes) distributions.Bijector {
		return distributions.Chain{affine(p[:2]), distributions.Sigmoid{}, affine(p[2:])}
	}, line},
	{"empty chain", nil, plain(distributions.Chain{}), line},
	{"inverse", nil, plain(distributions.Inverse{Of: distributions.Softplus{}}), positive},
	{"inverse of a decreasing one", []float64{-.5}, func(p G.Nodes) distributions.Bijector { return distributions.Inverse{Of: power(p)} }, positive},
	{"inverse of a chain", []float64{-.5, 1.2}, func(p G.Nodes) distributions.Bijector {
		return distributions.Inverse{Of: distributions.Chain{affine(p), distributions.Inverse{Of: distributions.Log{}}}}
	}, positive},
}

// extreme is a mapping of golden values that no law holds in float32: 3 - 1e-8 x is 3 there, with nothing to undo.
var extreme = mapping{"affine 3, -1e-8", []float64{3, -1e-8}, affine, line}

// eachMapping runs f on every mapping in both types, with its parameters as inputs before x.
func eachMapping(t *testing.T, f func(t *testing.T, c mapping, dt tensor.Dtype, in []array)) {
	for _, c := range mappings {
		for _, dt := range bothTypes {
			t.Run(fmt.Sprint(c.name, ", ", dt), func(t *testing.T) {
				var in []array
				for _, p := range c.params {
					in = append(in, arr([]float64{p}))
				}
				f(t, c, dt, in)
			})
		}
	}
}

// Inverse undoes Forward, both log-derivatives are the logarithm of the derivative, by graph.Gradient, and the mask says where
// that is negative. The tolerance is a few ulps beside what x's own rounding does to y.
func TestBijectorLaws(t *testing.T) {
	eachMapping(t, func(t *testing.T, c mapping, dt tensor.Dtype, in []array) {
		eps := map[tensor.Dtype]float64{tensor.Float32: 1e-6, tensor.Float64: 2e-15}[dt]
		out := mustEval(t, dt, append(in, vec(c.x...)), func(in G.Nodes) G.Nodes {
			last := len(in) - 1
			b, x := c.make(in[:last]), in[last]
			y := b.Forward(x)
			grads, err := graph.Gradient(ops.Sum(y), x)
			if err != nil {
				t.Fatal(err)
			}
			falling := ops.Full(x.Graph(), dt, 0)
			if d, ok := b.(distributions.HasDecreasing); ok {
				if m := d.Decreasing(); m != nil {
					falling = m
				}
			}
			falls := ops.Less(grads[0], ops.Full(x.Graph(), dt, 0))
			inverse := distributions.Inverse{Of: b}
			return G.Nodes{b.Inverse(y), ops.Log(ops.Abs(grads[0])), b.LogDetJacobian(x), ops.Neg(inverse.LogDetJacobian(y)), ops.Equal(falls, falling), y}
		})
		for i, x := range c.x {
			slope, y := out[1][i], out[5][i]
			blur := eps * (1 + math.Abs(y)*math.Exp(-slope) + math.Abs(x))
			within(t, fmt.Sprintf("inverse of f(%v)", x), out[0][i], x, 4*blur)
			within(t, fmt.Sprintf("log-derivative at %v", x), out[2][i], slope, 4*eps*(1+math.Abs(slope)))
			within(t, fmt.Sprintf("log-derivative of the inverse at f(%v)", x), out[3][i], slope, 40*blur*(1+math.Abs(slope)))
			within(t, fmt.Sprintf("direction at %v", x), out[4][i], 1, 0)
		}
	})
}

// Values at extremes are mpmath's: relative, but for what a log-derivative loses where two parts cancel. A power is the exponential of a
// logarithm, and sinh-arcsinh the sinh of an asinh: what is rounded there, to half a unit in the last place of the size of the
// exponents, is relative in the image, and absolute in the log-derivative, which is a difference of such.
func TestBijectorGoldens(t *testing.T) {
	var goldens map[string]struct{ X, Y, Slope, OfY, Inverse, InverseSlope []number }
	filetest.ReadJSON(t, "../testdata/bijectors.json", &goldens)
	for name, g := range goldens {
		t.Run(name, func(t *testing.T) {
			all := append(slices.Clone(mappings), extreme)
			at := slices.IndexFunc(all, func(c mapping) bool { return c.name == name })
			if at < 0 {
				t.Fatal("no such mapping")
			}
			c := all[at]
			in := []array{columns(rows1(g.X), false), columns(rows1(g.OfY), false)}
			for _, p := range c.params {
				in = append(in, arr([]float64{p}))
			}
			out := mustEval(t, tensor.Float64, in, func(in G.Nodes) G.Nodes {
				b := c.make(in[2:])
				inverse := distributions.Inverse{Of: b}
				return G.Nodes{b.Forward(in[0]), b.LogDetJacobian(in[0]), b.Inverse(in[1]), inverse.LogDetJacobian(in[1])}
			})
			for k, want := range [][]number{g.Y, g.Slope, g.Inverse, g.InverseSlope} {
				for i, w := range want {
					tol := 1e-14 * math.Abs(float64(w))
					if k%2 == 1 {
						tol = 1e-13 * (1 + math.Abs(float64(w)))
					}
					if size := exponents(name); size != nil {
						x, y := g.X, g.Y
						if k >= 2 {
							x, y = g.Inverse, g.OfY
						}
						tol = 4 * 0x1p-52 * (1 + size(float64(x[i])) + size(float64(y[i])))
						if k%2 == 0 {
							tol *= math.Abs(float64(w))
						}
					}
					within(t, fmt.Sprintf("%s, point %d", []string{"image", "log-derivative", "inverse", "log-derivative of the inverse"}[k], i), out[k][i], float64(w), tol)
				}
			}
		})
	}
}

// exponents is the size of the exponent that a number stands for in a mapping that goes through logarithms; nil of others.
func exponents(name string) func(v float64) float64 {
	switch name[:3] {
	case "pow":
		return func(v float64) float64 { return math.Abs(math.Log(v)) }
	case "sin":
		return func(v float64) float64 { return math.Abs(math.Asinh(v)) }
	}
	return nil
}

// rows1 is rows of one number each.
func rows1(v []number) [][]number {
	rows := make([][]number, len(v))
	for i, x := range v {
		rows[i] = []number{x}
	}
	return rows
}

// Second derivatives of the log-density need gradients of the log-derivatives: differences agree.
func TestBijectorGradients(t *testing.T) {
	eachMapping(t, func(t *testing.T, c mapping, dt tensor.Dtype, in []array) {
		if dt == tensor.Float32 {
			return
		}
		x := slices.DeleteFunc(slices.Clone(c.x), func(x float64) bool { return math.Abs(x) < .05 }) // where differences are of no use
		in = append(in, vec(x...))
		last := len(in) - 1
		checkGradients(t, in, len(in), func(in G.Nodes) *G.Node {
			b := c.make(in[:last])
			y := b.Forward(in[last])
			return ops.Sum(ops.Add(ops.Add(ops.Asinh(y), b.LogDetJacobian(in[last])), ops.Asinh(b.Inverse(ops.MulConst(y, 1-1e-3)))))
		})
	})
}

// checkGradients compares the gradient of f by the first n inputs with differences over five points, whose error is the fourth
// power of the step, 1e-12 of what is as large as the fifth derivative, and rounding over it, 1e-12 of f.
func checkGradients(t *testing.T, in []array, n int, f func(in G.Nodes) *G.Node) {
	t.Helper()
	const h = 1e-3
	grads := mustEval(t, tensor.Float64, in, func(in G.Nodes) G.Nodes {
		g, err := graph.Gradient(f(in), in[:n]...)
		if err != nil {
			t.Fatal(err)
		}
		return g
	})
	fn := graph.NewFunc(one(f))
	for k := range n {
		for e := range in[k].data {
			shifted := func(by float64) float64 {
				values := make([]G.Value, len(in))
				for i, a := range in {
					if i == k {
						a = array{a.shape, slices.Clone(a.data)}
						a.data[e] += by
					}
					values[i] = a.value(tensor.Float64)
				}
				out, err := fn.Call(values...)
				if err != nil {
					t.Fatal(err)
				}
				return floats(out[0])[0]
			}
			step := h * max(.1, math.Abs(in[k].data[e]))
			want := (8*(shifted(step)-shifted(-step)) - shifted(2*step) + shifted(-2*step)) / (12 * step)
			within(t, fmt.Sprintf("gradient by input %d, element %d", k, e), grads[k][e], want, 1e-6*max(1, math.Abs(want)))
		}
	}
}
