package source

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/internal/kernel"
)

var extremes = []float{0, math.Copysign(0, -1), 1, -1, .3, -2.7, 1e-320, -1e-10, 40, -40, 800, -800, 1e300, -1e300, math.Inf(1), math.Inf(-1), math.NaN()}

// agree compares numbers to 1e-13 of the larger one, or of 1.
func agree(t *testing.T, what string, got, want []float) {
	t.Helper()
	for i, v := range got {
		w := want[i]
		if v != w && !(math.IsNaN(v) && math.IsNaN(w)) && !(math.Abs(v-w) <= 1e-13*max(1, math.Abs(w))) {
			t.Errorf("%s: element %d is %v, want %v", what, i, v, w)
		}
	}
}

// Functions have the values of the kernels, at the ends of the floats too.
func TestFunctionsAreTheKernels(t *testing.T) {
	for name, c := range map[string]struct {
		own    func(x float) float
		kernel func(dst, x []float)
	}{
		"exp": {exp, kernel.Exp[float]}, "expm1": {expm1, kernel.Expm1[float]}, "log": {log, kernel.Log[float]}, "log1p": {log1p, kernel.Log1p[float]},
		"sqrt": {sqrt, kernel.Sqrt[float]}, "abs": {abs, kernel.Abs[float]}, "sign": {sign, kernel.Sign[float]}, "square": {square, kernel.Square[float]},
		"tanh": {tanh, kernel.Tanh[float]}, "sigmoid": {sigmoid, kernel.Sigmoid[float]}, "softplus": {softplus, kernel.Softplus[float]},
		"gelu": {gelu, kernel.GELU[float]}, "silu": {silu, kernel.SiLU[float]}, "relu": {relu, kernel.ReLU[float]},
		"erf": {erf, kernel.Erf[float]}, "erfc": {erfc, kernel.Erfc[float]}, "lgamma": {lgamma, kernel.Lgamma[float]},
		"log sigmoid": {logSigmoid, kernel.LogSigmoid[float]}, "normal cdf": {normalCDF, kernel.NormalCDF[float]}, "log normal cdf": {logNormalCDF, kernel.LogNormalCDF[float]},
		"leaky": {func(x float) float { return leakyReLU(x, .01) }, kernel.LeakyReLU[float](.01)}, "elu": {func(x float) float { return elu(x, 1.5) }, kernel.ELU[float](1.5)},
		"clip":    {func(x float) float { return clip(x, -2, math.Inf(1)) }, kernel.Clip[float](-2, math.Inf(1))},
		"between": {func(x float) float { return between(x, -2, math.Inf(1)) }, kernel.Between[float](-2, math.Inf(1))},
	} {
		got, want := make([]float, len(extremes)), make([]float, len(extremes))
		for i, v := range extremes {
			got[i] = c.own(v)
		}
		c.kernel(want, extremes)
		agree(t, name, got, want)
	}
}

// Rows have the values of the kernels, of infinite elements too.
func TestRowsAreTheKernels(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	x := []float{1, 2, 3, -inf, -inf, -inf, -inf, 0, 5, 1e300, 3, 2, -800, -801, -900, inf, 1, 2, nan, 1, -inf, inf, inf, 0}
	for name, c := range map[string]struct {
		own, kernel func(dst, x []float, k int)
		n           int
	}{
		"softmax": {softmax, kernel.Softmax[float], len(x)}, "log softmax": {logSoftmax, kernel.LogSoftmax[float], len(x)}, "log sum exp": {logSumExp, kernel.LogSumExp[float], len(x) / 3},
	} {
		got, want := make([]float, c.n), make([]float, c.n)
		c.own(got, x, 3)
		c.kernel(want, x, 3)
		agree(t, name, got, want)
	}
}

// Windows have the values of the kernels, whatever their sizes, steps and padding.
func TestWindowsAreTheKernels(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	axis := func() slide {
		for {
			s := slide{in: 1 + r.IntN(7), size: 1 + r.IntN(3), stride: 1 + r.IntN(3), dilation: 1 + r.IntN(2), before: r.IntN(3)}
			if room := s.before + s.in + r.IntN(3) - (s.size-1)*s.dilation - 1; room >= 0 {
				s.out = room/s.stride + 1
				return s
			}
		}
	}
	for range 200 {
		rows, cols, in, out, n := axis(), axis(), 1+r.IntN(3), 1+r.IntN(4), 1+r.IntN(2)
		w := &kernel.Window{Rows: ofKernel(rows), Cols: ofKernel(cols), Channels: in}
		random := func(n int) []float {
			x := make([]float, n)
			for i := range x {
				x[i] = r.NormFloat64()
			}
			return x
		}
		x, k, b := random(n*w.Image()), random(w.Patch()*out), random(out)
		got, want := make([]float, n*w.Positions()*out), make([]float, n*w.Positions()*out)
		conv(got, x, k, b, rows, cols, in, out)
		kernel.Conv(w, want, n, out, x, k, b, kernel.Act(0))
		agree(t, "conv", got, want)
		got, want = make([]float, n*w.Positions()*in), make([]float, n*w.Positions()*in)
		maxPool(got, x, rows, cols, in)
		kernel.MaxPool(w, want, n, x)
		agree(t, "max pool", got, want)
		avgPool(got, x, rows, cols, in)
		kernel.AvgPool(w, want, n, x)
		agree(t, "average pool", got, want)
	}
}

func ofKernel(s slide) kernel.Slide {
	return kernel.Slide{In: s.in, Out: s.out, Size: s.size, Stride: s.stride, Dilation: s.dilation, Before: s.before}
}

// An index that counts no row gives NaN, and no class is hot.
func TestTake(t *testing.T) {
	table, index := []float{1, 2, 3, 4}, []float{1, 0, 2, -1, .5, math.NaN(), math.Inf(1), 1e300}
	got, want := make([]float, 2*len(index)), make([]float, 2*len(index))
	take(got, table, index, 2)
	kernel.Gather(want, table, index, 2, 2)
	agree(t, "take", got, want)
	oneHot(got, index, 2)
	kernel.OneHot(want, index, 2)
	agree(t, "one hot", got, want)
}

// Products have the values of sums.
func TestProducts(t *testing.T) {
	a, b := []float{1, 2, 3, 4, 5, 6}, []float{7, 8, 9, 1, 2, 3}
	turned := func(x []float, m, n int) []float { y := make([]float, len(x)); transpose(y, x, m, n); return y }
	want := []float{31, 19, 85, 55}
	for _, c := range [][2]bool{{false, false}, {true, false}, {false, true}, {true, true}} {
		x, w, y := a, b, make([]float, 4)
		if c[0] {
			x = turned(a, 2, 3)
		}
		if c[1] {
			w = turned(b, 3, 2)
		}
		matmul(y, x, w, 2, 3, 2, c[0], c[1])
		if !slices.Equal(y, want) {
			t.Errorf("%v: %v, want %v", c, y, want)
		}
	}
	y := make([]float, 4)
	dense(y, a, b, []float{100, 200}, 2)
	if !slices.Equal(y, []float{131, 219, 185, 255}) {
		t.Error(y)
	}
}
