package ops_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// logistic is 1/(1 + e^-x) without cancellation on either side.
func logistic(x float64) float64 {
	if x < 0 {
		return math.Exp(x) / (1 + math.Exp(x))
	}
	return 1 / (1 + math.Exp(-x))
}

func density(x float64) float64 { return math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) }

// slopes are the activations with their first and second derivatives, as formulas that lose nothing in a tail.
var slopes = []struct {
	name          string
	f             func(*G.Node) *G.Node
	first, second func(x float64) float64
}{
	{"tanh", ops.Tanh, func(x float64) float64 { return math.Pow(math.Cosh(x), -2) }, func(x float64) float64 { return -2 * math.Tanh(x) * math.Pow(math.Cosh(x), -2) }},
	{"sigmoid", ops.Sigmoid, func(x float64) float64 { return logistic(x) * logistic(-x) }, func(x float64) float64 { return -logistic(x) * logistic(-x) * math.Tanh(x/2) }},
	{"softplus", ops.Softplus, logistic, func(x float64) float64 { return logistic(x) * logistic(-x) }},
	{"log_sigmoid", ops.LogSigmoid, func(x float64) float64 { return logistic(-x) }, func(x float64) float64 { return -logistic(x) * logistic(-x) }},
	{"elu", func(x *G.Node) *G.Node { return ops.ELU(x, 1) }, func(x float64) float64 { return math.Exp(min(x, 0)) }, func(x float64) float64 {
		if x > 0 {
			return 0
		}
		return math.Exp(x)
	}},
	{"elu .7", func(x *G.Node) *G.Node { return ops.ELU(x, .7) }, func(x float64) float64 {
		if x > 0 {
			return 1
		}
		return .7 * math.Exp(x)
	}, func(x float64) float64 {
		if x > 0 {
			return 0
		}
		return .7 * math.Exp(x)
	}},
	{"gelu", ops.GELU, func(x float64) float64 { return math.Erfc(-x/math.Sqrt2)/2 + x*density(x) }, func(x float64) float64 { return density(x) * (2 - x*x) }},
	{"silu", ops.SiLU, func(x float64) float64 { return logistic(x) * (1 + x*logistic(-x)) }, func(x float64) float64 {
		return logistic(x) * logistic(-x) * (2 - x*math.Tanh(x/2))
	}},
	{"erf", ops.Erf, func(x float64) float64 { return 2 / math.SqrtPi * math.Exp(-x*x) }, func(x float64) float64 { return -4 / math.SqrtPi * x * math.Exp(-x*x) }},
	{"normal_cdf", ops.NormalCDF, density, func(x float64) float64 { return -x * density(x) }},
}

// A derivative is relatively accurate where the function has come to its limit, down to the least normal number: tanh's was
// 0 at 10 in float32, where 8.2e-9 is right. The bound is that of a product of a few functions of 4 units each, and e^-x^2
// multiplies the rounding of its exponent by that.
func TestSlopesOfActivationsInTheTails(t *testing.T) {
	x := []float64{-80, -40, -20, -15, -12, -10, -8, -5, -3, -1, -.125, .125, 1, 3, 5, 8, 10, 12, 15, 20, 40, 80}
	for _, c := range slopes {
		for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
			f := newFixture(dt)
			in := f.vector(x...)
			first := gradients(t, ops.Sum(c.f(in)), in)[0]
			second := gradients(t, ops.Sum(first), in)[0]
			unit, least := 0x1p-24, 0x1p-125
			if dt == tensor.Float64 {
				unit, least = 0x1p-53, 0x1p-1000
			}
			for k, d := range []*G.Node{first, second} {
				for i, got := range f.eval(d) {
					want := []func(float64) float64{c.first, c.second}[k](x[i])
					room := 32.
					if c.name == "gelu" || c.name == "erf" || c.name == "normal_cdf" {
						room += x[i] * x[i]
					}
					if math.Abs(want) >= least && !(math.Abs(got-want) <= room*unit*math.Abs(want)) {
						t.Errorf("%s in %v, derivative %d at %v: %v, want %v, %.0f units off", c.name, dt, k+1, x[i], got, want, math.Abs(got/want-1)/unit)
					}
				}
			}
		}
	}
	f := newFixture(tensor.Float32)
	in := f.vector(10)
	if got := f.grad(t, ops.Tanh(in), in)[0]; !close32(got, 8.2446144557673974e-9, 16) {
		t.Errorf("tanh'(10) is %v", got)
	}
}
