package kernel

import (
	"math"
	"testing"
)

// The slopes of sigmoid and tanh are even in x, the same in any place and length, and take no memory.
func TestSlopes(t *testing.T) {
	for _, n := range []int{0, 1, 255, 256, 257, 1000} {
		x, dy, dst := make([]float64, n), make([]float64, n), make([]float64, n)
		for i := range x {
			x[i], dy[i] = 40*math.Sin(float64(i)), 1+float64(i%7)
		}
		for name, c := range map[string]struct {
			f    func(dst, x, dy []float64)
			want func(x float64) float64
		}{
			"sigmoid": {SigmoidSlope[float64], func(x float64) float64 { return math.Pow(math.Cosh(x/2), -2) / 4 }},
			"tanh":    {TanhSlope[float64], func(x float64) float64 { return math.Pow(math.Cosh(x), -2) }},
		} {
			if a := testing.AllocsPerRun(2, func() { c.f(dst, x, dy) }); a != 0 {
				t.Errorf("%s of %d: %v allocations", name, n, a)
			}
			for i, got := range dst {
				if want := dy[i] * c.want(x[i]); !(math.Abs(got-want) <= 1e-14*want) {
					t.Errorf("%s at %v: %v, want %v", name, x[i], got, want)
				}
			}
			in, over := append([]float64{}, x...), append([]float64{}, dy...)
			c.f(in, in, dy)
			c.f(over, x, over)
			for i, want := range dst {
				if in[i] != want || over[i] != want {
					t.Fatalf("%s of %d in place, element %d: %v and %v, want %v", name, n, i, in[i], over[i], want)
				}
			}
		}
	}
}
