package ops_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

var inf, nan = math.Inf(1), math.NaN()

// wantAll compares values with a tolerance of 8 units in the last place of the fixture's type: a few roundings.
func (f *fixture) wantAll(t *testing.T, y *G.Node, want ...float64) {
	t.Helper()
	got, ulp := f.eval(y), 0x1p-52
	if f.dt == tensor.Float32 {
		ulp = 0x1p-23
	}
	if len(got) != len(want) {
		t.Fatalf("%v: %d values, want %d", y, len(got), len(want))
	}
	for i, w := range want {
		g := got[i]
		if g == w || math.IsNaN(g) && math.IsNaN(w) || math.Abs(g-w) <= 8*ulp*math.Abs(w) {
			continue
		}
		t.Errorf("%v: element %d is %v, want %v", y.Op(), i, g, w)
	}
}

func TestUnaryEqualsGo(t *testing.T) {
	lgamma := func(x float64) float64 { v, _ := math.Lgamma(x); return v }
	sigmoid := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	phi := func(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }
	table := []struct {
		f    func(*G.Node) *G.Node
		want func(float64) float64
	}{
		{ops.Neg, func(x float64) float64 { return -x }},
		{ops.Abs, math.Abs},
		{ops.Square, func(x float64) float64 { return x * x }},
		{ops.Sqrt, math.Sqrt},
		{ops.Reciprocal, func(x float64) float64 { return 1 / x }},
		{ops.Exp, math.Exp}, {ops.Expm1, math.Expm1}, {ops.Log, math.Log}, {ops.Log1p, math.Log1p},
		{ops.Sin, math.Sin}, {ops.Cos, math.Cos}, {ops.Tanh, math.Tanh},
		{ops.Sigmoid, sigmoid},
		{ops.LogSigmoid, func(x float64) float64 { return -math.Log1p(math.Exp(-x)) }},
		{ops.Softplus, func(x float64) float64 { return math.Log1p(math.Exp(x)) }},
		{ops.ReLU, func(x float64) float64 { return math.Max(x, 0) }},
		{func(x *G.Node) *G.Node { return ops.LeakyReLU(x, .25) }, func(x float64) float64 { return math.Max(x, .25*x) }},
		{func(x *G.Node) *G.Node { return ops.ELU(x, .5) }, func(x float64) float64 {
			if x > 0 {
				return x
			}
			return .5 * math.Expm1(x)
		}},
		{ops.GELU, func(x float64) float64 { return x * phi(x) }},
		{ops.SiLU, func(x float64) float64 { return x * sigmoid(x) }},
		{ops.Erf, math.Erf}, {ops.Erfc, math.Erfc},
		{ops.NormalCDF, phi},
		{ops.LogNormalCDF, func(x float64) float64 { return math.Log(phi(x)) }},
		{ops.Lgamma, lgamma},
		{func(x *G.Node) *G.Node { return ops.AddConst(x, .375) }, func(x float64) float64 { return x + .375 }},
		{func(x *G.Node) *G.Node { return ops.MulConst(x, .375) }, func(x float64) float64 { return .375 * x }},
	}
	x := []float64{-1.75, -.625, -.03125, .03125, .5, 1.125, 2.75}
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		f := newFixture(dt)
		n := f.vector(x...)
		for _, c := range table {
			want := make([]float64, len(x))
			for i, v := range x {
				want[i] = c.want(v)
			}
			f.wantAll(t, c.f(n), want...)
		}
	}
}

func TestPolygamma(t *testing.T) {
	f := newFixture(tensor.Float64)
	x := f.vector(1, .5)
	f.wantAll(t, ops.Digamma(x), -0.57721566490153286, -1.9635100260214235)
	f.wantAll(t, ops.Trigamma(x), math.Pi*math.Pi/6, math.Pi*math.Pi/2)
}

func TestMasksAndSelection(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		f := newFixture(dt)
		x := f.vector(-inf, -2, -1, -0., .5, 1, 3, inf, nan)
		f.wantAll(t, ops.Sign(x), -1, -1, -1, 0, 1, 1, 1, 1, nan)
		f.wantAll(t, ops.Clip(x, -1, 1), -1, -1, -1, 0, .5, 1, 1, 1, nan)
		f.wantAll(t, ops.Between(x, -1, 1), 0, 0, 1, 1, 1, 1, 0, 0, 0)
		f.wantAll(t, ops.IsInteger(x), 0, 1, 1, 1, 0, 1, 1, 0, 0)
		half := f.vector(.5)
		f.wantAll(t, ops.Less(x, half), 1, 1, 1, 1, 0, 0, 0, 0, 0)
		f.wantAll(t, ops.Equal(x, half), 0, 0, 0, 0, 1, 0, 0, 0, 0)
		f.wantAll(t, ops.Maximum(x, half), .5, .5, .5, .5, .5, 1, 3, inf, nan)
		f.wantAll(t, ops.Minimum(half, x), -inf, -2, -1, 0, .5, .5, .5, .5, nan)
		f.wantAll(t, ops.Where(f.vector(1, 0, 1, 0, 1, 0, -1, 0, 0), x, half), -inf, .5, -1, .5, .5, .5, 3, .5, .5)
	}
}

func TestProducts(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		f := newFixture(dt)
		a, b := []float64{1, 2, 3, 4, 5, 6}, []float64{1, -1, 2, 0, 1, 3}
		want := []float64{8, 8, 20, 14}
		n, m := tensor.Shape{2, 3}, tensor.Shape{3, 2}
		an, bn := f.input(n, a), f.input(m, b)
		at, bt := ops.Transpose(an), ops.Transpose(bn)
		f.wantAll(t, ops.MatMul(an, bn, false, false), want...)
		f.wantAll(t, ops.MatMul(an, bt, false, true), want...)
		f.wantAll(t, ops.MatMul(at, bn, true, false), want...)
		f.wantAll(t, ops.MatMul(at, bt, true, true), want...)
	}
}

func TestDenseEqualsItsParts(t *testing.T) {
	parts := map[ops.Activation]func(*G.Node) *G.Node{
		ops.ActLinear: func(x *G.Node) *G.Node { return x },
		ops.ActReLU:   ops.ReLU, ops.ActTanh: ops.Tanh, ops.ActSigmoid: ops.Sigmoid, ops.ActSoftplus: ops.Softplus,
		ops.ActELU:       func(x *G.Node) *G.Node { return ops.ELU(x, 1) },
		ops.ActLeakyReLU: func(x *G.Node) *G.Node { return ops.LeakyReLU(x, .01) },
		ops.ActGELU:      ops.GELU, ops.ActSiLU: ops.SiLU,
	}
	for act, part := range parts {
		f := newFixture(tensor.Float64)
		x, w := f.input(tensor.Shape{5, 3}, uniform(1, 15, -2, 2)), f.input(tensor.Shape{3, 4}, uniform(2, 12, -2, 2))
		b := f.vector(uniform(3, 4, -1, 1)...)
		y := ops.Dense(x, w, b, act)
		composed := part(ops.Add(ops.MatMul(x, w, false, false), b))
		sameWithin(t, f.eval(y), f.eval(composed), 1e-14)
		sameWithin(t, f.eval(ops.Dense(x, w, nil, act)), f.eval(part(ops.MatMul(x, w, false, false))), 1e-14)
		d, dc := gradients(t, ops.Sum(ops.Sin(y)), x, w, b), gradients(t, ops.Sum(ops.Sin(composed)), x, w, b)
		for i := range d {
			sameWithin(t, f.eval(d[i]), f.eval(dc[i]), 1e-13)
		}
	}
}

// sameWithin compares sums of a few terms of order one; only the order of additions differs.
func sameWithin(t *testing.T, got, want []float64, tolerance float64) {
	t.Helper()
	for i := range want {
		if math.Abs(got[i]-want[i]) > tolerance*(1+math.Abs(want[i])) {
			t.Errorf("element %d is %v, want %v", i, got[i], want[i])
		}
	}
}

func TestPickAndOneHot(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		f := newFixture(dt)
		x := f.input(tensor.Shape{2, 3}, []float64{1, 2, 3, 4, 5, 6})
		f.wantAll(t, ops.Pick(x, f.vector(2, 0)), 3, 4)
		f.wantAll(t, ops.Pick(x, f.input(tensor.Shape{4, 1}, []float64{-1, .5, 3, nan})), -inf, -inf, -inf, -inf, -inf, -inf, -inf, -inf)
		f.wantAll(t, ops.Pick(x, f.input(tensor.Shape{2, 1}, []float64{0, 1})), 1, 4, 2, 5)
		f.wantAll(t, ops.OneHot(f.vector(1, -1, .5, 3, inf, 0), 3), 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0)
		y := ops.Pick(x, f.vector(7, 1))
		f.wantAll(t, gradients(t, ops.Sum(y), x)[0], 0, 0, 0, 0, 1, 0)
	}
}

func TestRegIncBetaClosedForms(t *testing.T) {
	f := newFixture(tensor.Float64)
	x := f.vector(-1, 0, .25, .5, 1, 2)
	a, b := f.vector(2), f.vector(1)
	f.wantAll(t, ops.RegIncBeta(a, b, x), 0, 0, .0625, .25, 1, 1)                         // I_x(a, 1) = x^a
	f.wantAll(t, gradients(t, ops.Sum(ops.RegIncBeta(a, b, x)), x)[0], 0, 0, .5, 1, 2, 0) // a x^(a-1) on [0, 1]
}
