package kernel

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// updateLoops are the solvers' loops over w, two moments and g.
func updateLoops[T Float]() map[string]func(w, m, v, g []T) {
	return map[string]func(w, m, v, g []T){
		"SGD":      func(w, _, _, g []T) { SGD(w, g, .1) },
		"Momentum": func(w, m, _, g []T) { Momentum(w, m, g, .1, .9) },
		"Nesterov": func(w, m, _, g []T) { Nesterov(w, m, g, .1, .9) },
		"RMSProp":  func(w, _, v, g []T) { RMSProp(w, v, g, .01, .1, 1e-8) },
		"Adam":     func(w, m, v, g []T) { Adam(w, m, v, g, AdamStep{.1, .001, .01, 31, 1e-8, .001}) },
	}
}

// TestUpdatesAgree: every level gives the bits of plain Go for w and the moments over three steps, leaves g alone, and
// writes nothing around them.
func TestUpdatesAgree(t *testing.T) {
	t.Run("32", updatesAgree[float32])
	t.Run("64", updatesAgree[float64])
}

func updatesAgree[T Float](t *testing.T) {
	for name, f := range updateLoops[T]() {
		for n := range 68 {
			g := numbers[T](n)
			if n > 5 {
				g[3], g[5] = T(inf), T(nan)
			}
			var want [3][]T
			for l := Generic; l <= detect(); l++ {
				restore := setLevel(l)
				var got [3][]T
				var intact [3]func() bool
				for k := range got {
					got[k], intact[k] = guarded[T](n, k+n%7)
					copy(got[k], numbers[T](n + k)[k:])
				}
				for i, v := range got[2] {
					got[2][i] = T(math.Abs(float64(v)))
				}
				gradient := append([]T(nil), g...)
				for range 3 {
					f(got[0], got[1], got[2], gradient)
				}
				for k := range got {
					if l > Generic && !sameBits(got[k], want[k]) || !intact[k]() {
						t.Fatalf("%v %s of %d: slice %d is %v, plain Go %v (or the guard changed)", l, name, n, k, got[k], want[k])
					}
				}
				if !sameBits(gradient, g) {
					t.Fatalf("%v %s changes g", l, name)
				}
				if l == Generic {
					want = got
				}
				restore()
			}
		}
	}
}

func TestUpdatesPanicAtUnequalLengths(t *testing.T) {
	for name, f := range updateLoops[float32]() {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s takes slices of unequal length", name)
				}
			}()
			f(make([]float32, 4), make([]float32, 4), make([]float32, 4), make([]float32, 3))
		}()
	}
}

// The first step of Adam moves by the rate against the sign of the gradient: m/(1-beta1) = g, v/(1-beta2) = g^2.
func TestAdamsFirstStep(t *testing.T) {
	levels(t, func(t *testing.T) {
		w, m, v, g := []float64{1, 1}, []float64{0, 0}, []float64{0, 0}, []float64{3, -1e-3}
		Adam(w, m, v, g, AdamStep{Gain1: .1, Gain2: .001, Rate: .01 / .1, Root: 1 / math.Sqrt(.001)})
		for i, want := range []float64{.99, 1.01} {
			if math.Abs(w[i]-want) > 1e-15 {
				t.Errorf("parameter %d moves to %v, want %v", i, w[i], want)
			}
		}
		if n := testing.AllocsPerRun(10, func() { Adam(w, m, v, g, AdamStep{}); SGD(w, g, 1) }); n != 0 {
			t.Errorf("%v allocations a run, want 0", n)
		}
	})
}

// Without a gradient the mean falls by a tenth a step to the smallest normal number, and then is 0; NaN stays.
func TestAdamsMeanEndsAtZero(t *testing.T) {
	levels(t, func(t *testing.T) {
		meanEndsAtZero[float32](t, 0x1p-126)
		meanEndsAtZero[float64](t, 0x1p-1022)
	})
}

func meanEndsAtZero[T Float](t *testing.T, smallest T) {
	t.Helper()
	start := []T{smallest, -smallest, 2 * smallest, -2 * smallest, T(math.NaN()), 1, smallest / 4, 0, smallest * 1.2}
	for range 2 { // as short runs and as whole vectors
		n := len(start)
		w, m, v, g := make([]T, n), slices.Clone(start), make([]T, n), make([]T, n)
		Adam(w, m, v, g, AdamStep{Gain1: .1, Gain2: .001, Rate: 1e-3, Root: 1, Eps: 1e-8})
		for i, old := range start {
			want := old + T(.1)*(0-old)
			if want < smallest && want > -smallest {
				want = 0
			}
			if got := m[i]; got != want && !(got != got && want != want) {
				t.Errorf("a mean of %v becomes %v, want %v", old, got, want)
			}
		}
		start = slices.Concat(start, start, start, start, start)
	}
}

// BenchmarkUpdates runs over 30,000 parameters, a small network's.
func BenchmarkUpdates(b *testing.B) {
	const n = 30000
	w, m, v, g := numbers[float32](n), numbers[float32](n), make([]float32, n), numbers[float32](n)
	for name, f := range updateLoops[float32]() {
		for l := Generic; l <= detect(); l++ {
			b.Run(fmt.Sprintf("%s/%v", name, l), func(b *testing.B) {
				defer setLevel(l)()
				for b.Loop() {
					f(w, m, v, g)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/elem")
			})
		}
	}
}
