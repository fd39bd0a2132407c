package kernel

import (
	"math"
	"slices"
	"testing"
)

// Each gradient from the output against the derivative at the input, far out too, for an incoming gradient of 2.
func TestGradientsFromOutputs(t *testing.T) { levels(t, gradientsFromOutputs) }

func gradientsFromOutputs(t *testing.T) {
	x := []float64{-700, -30, -1.5, -1e-3, 1e-3, .5, 3, 30, 700}
	for name, c := range map[string]struct {
		f    func(dst, x []float64)
		grad func(dst, y, dy []float64)
		want func(x float64) float64
	}{
		"relu":       {ReLU[float64], ReLUGrad[float64], func(x float64) float64 { return step(x, 0) }},
		"leaky_relu": {LeakyReLU[float64](.1), LeakyReLUGrad[float64](.1), func(x float64) float64 { return step(x, .1) }},
		"elu":        {ELU[float64](.5), ELUGrad[float64](.5), func(x float64) float64 { return step(x, .5*math.Exp(math.Min(x, 0))) }},
		"tanh":       {Tanh[float64], TanhGrad[float64], func(x float64) float64 { c := math.Cosh(x); return 1 / c / c }},
		"sigmoid":    {Sigmoid[float64], SigmoidGrad[float64], func(x float64) float64 { return 1 / (1 + math.Exp(-x)) / (1 + math.Exp(x)) }},
		"softplus":   {Softplus[float64], SoftplusGrad[float64], func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }},
	} {
		y, got, dy := make([]float64, len(x)), make([]float64, len(x)), make([]float64, len(x))
		Fill(dy, 2)
		c.f(y, x)
		c.grad(got, y, dy)
		for i, v := range x {
			// 1 - y of an output rounded near 1 is known to half an ulp of 1
			if want := 2 * c.want(v); math.Abs(got[i]-want) > 4*0x1p-53*(1+want) {
				t.Errorf("%s at %v: gradient %v, want %v", name, v, got[i], want)
			}
		}
		inPlace := slices.Clone(x)
		c.f(inPlace, inPlace)
		if !slices.Equal(inPlace, y) {
			t.Errorf("%s over its input gives other values", name)
		}
	}
}

func step(x, left float64) float64 {
	if x > 0 {
		return 1
	}
	return left
}

func TestReLUGradDropsInfinities(t *testing.T) { levels(t, reLUGradDropsInfinities) }

func reLUGradDropsInfinities(t *testing.T) {
	dst := make([]float64, 2)
	ReLUGrad(dst, []float64{0, 1}, []float64{math.Inf(1), 3})
	if dst[0] != 0 || dst[1] != 3 {
		t.Errorf("%v, want 0 and 3", dst)
	}
	ReLU(dst, []float64{math.NaN(), -1})
	if dst[0] == dst[0] || dst[1] != 0 {
		t.Errorf("ReLU of NaN and -1 is %v", dst)
	}
}

// phi/Phi from mpmath 1.3 at 50 digits: npdf(x)/ncdf(x). At -30 the formula changes.
func TestInverseMills(t *testing.T) {
	for x, want := range map[float64]float64{
		-1000: 1000.000999998,
		-100:  100.00999800099926,
		-30.5: 30.532716770660158,
		-30:   30.033259667433677,
		-29.5: 29.533820844167983,
		-20:   20.049753068527851,
		-5:    5.1865039671258421,
		-1:    1.5251352761609812,
		0:     0.79788456080286536,
		2:     0.055247862678989959,
		8:     5.0522710835368954e-15,
		30:    1.4736461348785475e-196,
	} {
		if got := InverseMills64(x); math.Abs(got-want) > 1e-13*want {
			t.Errorf("at %v: %v, want %v", x, got, want)
		}
	}
	if got := InverseMills64(math.Inf(1)); got != 0 {
		t.Errorf("at +Inf: %v, want 0", got)
	}
}
