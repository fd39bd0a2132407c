package kernel

import (
	"math"
	"testing"
)

var (
	inf   = math.Inf(1)
	nan   = math.NaN()
	minus = math.Copysign(0, -1)
)

// limits are the exact or limiting values at the edges, the same in both precisions.
var limits = map[string][][2]float64{
	"Exp":            {{inf, inf}, {-inf, 0}, {-1e4, 0}, {1e4, inf}, {0, 1}, {minus, 1}, {1e-45, 1}},
	"Expm1":          {{inf, inf}, {-inf, -1}, {-1e4, -1}, {1e4, inf}, {0, 0}, {minus, minus}},
	"Log":            {{inf, inf}, {0, -inf}, {minus, -inf}, {1, 0}, {-1, nan}, {-inf, nan}},
	"Log1p":          {{inf, inf}, {-1, -inf}, {0, 0}, {minus, minus}, {-2, nan}},
	"Sin":            {{0, 0}, {minus, minus}, {inf, nan}},
	"Cos":            {{0, 1}, {inf, nan}},
	"Tanh":           {{inf, 1}, {-inf, -1}, {1e4, 1}, {-1e4, -1}, {90, 1}, {-104, -1}, {0, 0}, {minus, minus}},
	"Sigmoid":        {{inf, 1}, {-inf, 0}, {1e4, 1}, {-1e4, 0}, {0, .5}, {80, 1}},
	"LogSigmoid":     {{inf, 0}, {-inf, -inf}, {1e4, 0}, {-1e4, -1e4}, {-90, -90}},
	"Softplus":       {{inf, inf}, {-inf, 0}, {1e4, 1e4}, {-1e4, 0}, {90, 90}},
	"Erf":            {{inf, 1}, {-inf, -1}, {1e4, 1}, {minus, minus}},
	"Erfc":           {{inf, 0}, {-inf, 2}, {1e4, 0}, {0, 1}},
	"NormalCDF":      {{inf, 1}, {-inf, 0}, {1e4, 1}, {-1e4, 0}, {0, .5}},
	"LogNormalCDF":   {{inf, 0}, {-inf, -inf}, {1e4, 0}},
	"NormalQuantile": {{0, -inf}, {1, inf}, {.5, 0}, {-1, nan}, {2, nan}, {inf, nan}},
	"InverseMills":   {{inf, 0}, {-inf, inf}, {1e4, 0}},
	"Lgamma":         {{inf, inf}, {-inf, inf}, {0, inf}, {minus, inf}, {1, 0}, {2, 0}, {-3, inf}, {-1e9, inf}},
	"Digamma":        {{inf, inf}, {-inf, nan}, {0, -inf}, {minus, inf}, {-1, nan}, {-1e9, nan}},
	"Trigamma":       {{inf, 0}, {-inf, nan}, {0, inf}, {minus, inf}, {-2, inf}, {1e-200, inf}},
	"LogBesselI0e":   {{0, 0}, {inf, -inf}, {-inf, -inf}, {0x1p-149, -0x1p-149}, {-0x1p-60, -0x1p-60}},
	"GELU":           {{inf, inf}, {-inf, 0}, {1e4, 1e4}, {-1e4, 0}, {0, 0}},
	"SiLU":           {{inf, inf}, {-inf, 0}, {1e4, 1e4}, {-1e4, 0}, {0, 0}, {90, 90}},
	"GELUGrad":       {{inf, 1}, {-inf, 0}, {1e4, 1}, {-1e4, 0}, {0, .5}, {1e30, 1}},
	"SiLUGrad":       {{inf, 1}, {-inf, 0}, {1e4, 1}, {-1e4, 0}, {0, .5}, {1e30, 1}},
}

func TestSpecialLimits(t *testing.T) { levels(t, specialLimits) }

func specialLimits(t *testing.T) {
	for _, u := range unary {
		if len(limits[u.name]) == 0 {
			t.Errorf("%s has no limits", u.name)
		}
		for _, l := range append(limits[u.name], [2]float64{nan, nan}) {
			x, want := l[0], l[1]
			d32, d64 := []float32{0}, []float64{0}
			u.loop32(d32, []float32{float32(x)})
			u.loop64(d64, []float64{x})
			if !same(float64(d32[0]), want) {
				t.Errorf("float32 %s(%v) = %v, want %v", u.name, x, d32[0], want)
			}
			if !same(d64[0], want) {
				t.Errorf("float64 %s(%v) = %v, want %v", u.name, x, d64[0], want)
			}
		}
	}
}

// same takes NaN as itself and, where the expected value is a negative zero, asks for the sign.
func same(got, want float64) bool {
	if want == 0 && math.Signbit(want) {
		return got == 0 && math.Signbit(got)
	}
	return got == want || got != got && want != want
}

// TestFloat32Finite evaluates every loop at the edges named in float32: no finite argument of the domain gives NaN.
func TestFloat32Finite(t *testing.T) { levels(t, float32Finite) }

func float32Finite(t *testing.T) {
	x := []float32{80, 87, 88.72, 88.73, 89, 90, 103.97, 104, 128, 709, 745, 1e4, 1e30, math.MaxFloat32, 1e-45, 1e-40, 1e-38, 1e-20, 0}
	for _, v := range x[:len(x):len(x)] {
		x = append(x, -v)
	}
	dst := make([]float32, len(x))
	for _, u := range unary {
		u.loop32(dst, x)
		for i, v := range x {
			if want := float32(u.f(float64(v))); float64(v) >= u.lo && dst[i] != want && !(ulps(dst[i], u.f(float64(v))) <= 2) {
				t.Errorf("%s(%v) = %v, want %v", u.name, v, dst[i], want)
			}
		}
	}
}

func TestScalarLimits(t *testing.T) {
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"quantile of 0", NormalQuantile64(0), -inf},
		{"quantile of 1", NormalQuantile64(1), inf},
		{"quantile of -1", NormalQuantile64(-1), nan},
		{"quantile of 1.5", NormalQuantile64(1.5), nan},
		{"quantile of NaN", NormalQuantile64(nan), nan},
		{"LBeta(0, 1)", LBeta64(0, 1), inf},
		{"LBeta(inf, 1)", LBeta64(inf, 1), -inf},
		{"LBeta(inf, 0)", LBeta64(inf, 0), nan},
		{"LBeta(-1, 2)", LBeta64(-1, 2), nan},
		{"LBeta(1, NaN)", LBeta64(1, nan), nan},
		{"LBeta(NaN, 1)", LBeta64(nan, 1), nan},
		{"I_-1(2, 3)", RegIncBeta64(2, 3, -1), 0},
		{"I_0(2, 3)", RegIncBeta64(2, 3, 0), 0},
		{"I_1(2, 3)", RegIncBeta64(2, 3, 1), 1},
		{"I_inf(2, 3)", RegIncBeta64(2, 3, inf), 1},
		{"I_NaN(2, 3)", RegIncBeta64(2, 3, nan), nan},
		{"I_.5(NaN, 3)", RegIncBeta64(nan, 3, .5), nan},
		{"I_.5(2, NaN)", RegIncBeta64(2, nan, .5), nan},
		{"I_.5(0, 1)", RegIncBeta64(0, 1, .5), nan},
		{"I_.5(1, inf)", RegIncBeta64(1, inf, .5), nan},
		{"I_0(-1, 1)", RegIncBeta64(-1, 1, 0), nan},
	} {
		if !same(c.got, c.want) {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
}
