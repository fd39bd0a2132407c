package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The loop is the scalar function to rounding, at every level, on both sides of its bounds, out of the domain, in place and with
// numbers for runs.
func TestLogGammaDensityLoop(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	const n = 2*repeats + 7
	a, x := make([]float64, n), make([]float64, n)
	for i := range a {
		a[i], x[i] = math.Exp(8*r.Float64()-5), math.Exp(12*r.Float64()-8)
	}
	for i, v := range []float64{0, -1, math.NaN(), math.Inf(1), 1, gammaPlain, math.Nextafter(gammaPlain, 0), 1e-310, 2} {
		for j, w := range []float64{0, -1, math.NaN(), math.Inf(1), 1, 1e-320, 1e308} {
			a[7*i+j], x[7*i+j] = v, w
		}
	}
	levels(t, func(t *testing.T) {
		loopIsScalar(t, a, x, LogGammaDensity[float64], LogGammaDensity64)
		loopIsScalar(t, a, x, LogPoisson[float64], LogPoisson64)
	})
}

func loopIsScalar(t *testing.T, a, x []float64, loop func(dst, a, x []float64), f func(a, x float64) float64) {
	t.Helper()
	dst, place := make([]float64, len(a)), append([]float64(nil), x...)
	loop(dst, a, x)
	loop(place, a, place)
	for i, got := range dst {
		if want := f(a[i], x[i]); !near(got, want) || place[i] != got && got == got {
			t.Errorf("a %v, x %v: %v, in place %v, want %v", a[i], x[i], got, place[i], want)
		}
	}
	loop(dst, []float64{3}, x)
	for i, got := range dst {
		if want := f(3, x[i]); !near(got, want) {
			t.Errorf("a 3, x %v: %v, want %v", x[i], got, want)
		}
	}
}

// near is within 2e-14 max(1, |want|), or the same infinity or NaN.
func near(got, want float64) bool {
	if got == want || got != got && want != want {
		return true
	}
	return math.Abs(got-want) <= 2e-14*max(1, math.Abs(want))
}

// float32 is that of float64, rounded, at every level: in the domain of the assembly, at its ends and outside, and in place.
func TestLogGammaDensity32(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	const n = 5*repeats + 3
	a, x := make([]float32, n), make([]float32, n)
	for i := range a {
		a[i], x[i] = float32(math.Exp(8*r.Float64()-5)), float32(math.Exp(12*r.Float64()-8))
	}
	tops := []float32{.5, 2, 7.5, 15, 40, 0, -1, float32(math.NaN()), float32(math.Inf(1)), 1, 16, math.Nextafter32(16, 0), 1e-42, 1e-30}
	for i, v := range tops {
		for j, w := range []float32{.25, 3, 8, 10, 41, 0, -1, float32(math.NaN()), float32(math.Inf(1)), 1, 1e-42, 3e38} {
			a[13*i+j], x[13*i+j] = v, w
		}
	}
	levels(t, func(t *testing.T) {
		for _, f := range []struct {
			loop func(dst, a, x []float32)
			one  func(a, x float64) float64
		}{{LogGammaDensity[float32], LogGammaDensity64}, {LogPoisson[float32], LogPoisson64}} {
			dst, place := make([]float32, n), append([]float32(nil), a...)
			f.loop(dst, a, x)
			f.loop(place, place, x)
			for i, got := range dst {
				want := f.one(float64(a[i]), float64(x[i]))
				if same := float32(want) == got || want != want && got != got; !same && !(math.Abs(float64(got)-want) <= 1e-7*max(1, math.Abs(want))) {
					t.Errorf("a %v, x %v: %v, want %v", a[i], x[i], got, want)
				}
				if place[i] != got && got == got {
					t.Errorf("a %v, x %v: %v in place, %v otherwise", a[i], x[i], place[i], got)
				}
			}
		}
	})
}
