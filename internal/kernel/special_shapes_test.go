package kernel

import (
	"math"
	"testing"
)

// Log B and its slope of runs, one of which may be a single element, equal the scalar forms, in any company.
func TestShapesInRuns(t *testing.T) { levels(t, shapesInRuns) }

func shapesInRuns(t *testing.T) {
	a := []float64{.3, 1, 2.5, 7, 15, 16, 17, 100, 1e5, 1e30, 0, -1, math.NaN(), math.Inf(1)}
	for _, b := range []float64{1e-3, 1, 3, 40, 1e6} {
		var got, slope, single [14]float64
		var got32, slope32, a32 [14]float32
		for i, v := range a {
			a32[i] = float32(v)
		}
		LBeta(got[:], a, []float64{b})
		LBeta(got32[:], a32[:], []float32{float32(b)})
		DigammaFall(slope[:], a, []float64{b})
		DigammaFall(slope32[:], a32[:], []float32{float32(b)})
		for i, v := range a {
			LBeta(single[i:i+1], a[i:i+1], []float64{b})
			want, fall := math.NaN(), math.NaN()
			if v > 0 {
				want, fall = LBeta64(v, b), DigammaFall64(v, b)
			}
			checkShape(t, "log B", v, b, got[i], want, 1e-13)
			checkShape(t, "log B alone", v, b, single[i], got[i], 0)
			checkShape(t, "slope", v, b, slope[i], fall, 0)
			if v > 0 && v < 0x1p100 { // LBeta64 of 0 is infinite
				checkShape(t, "float32 log B", v, b, float64(got32[i]), LBeta64(float64(a32[i]), float64(float32(b))), 8*0x1p-24)
				checkShape(t, "float32 slope", v, b, float64(slope32[i]), DigammaFall64(float64(a32[i]), float64(float32(b))), 8*0x1p-24)
			}
		}
	}
}

func checkShape(t *testing.T, what string, a, b, got, want, tol float64) {
	t.Helper()
	if got != want && !(math.Abs(got-want) <= tol*max(1, math.Abs(want))) && !(got != got && want != want) {
		t.Errorf("%s of %v, %v is %v, want %v", what, a, b, got, want)
	}
}

func BenchmarkShapes(b *testing.B) {
	const n = 1600
	var x, y, t, u, v [n]float32
	for _, size := range []float32{1, 20} {
		name := "small"
		if size > 1 {
			name = "large"
		}
		for i := range n {
			x[i], y[i] = size*(1+float32(i%40)/50), size*(1+float32(i%37)/50)
			t[i] = x[i] + y[i]
		}
		run := func(what string, f func()) {
			b.Run(name+"/"+what, func(b *testing.B) {
				for range b.N {
					f()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/shape")
			})
		}
		run("lgammas", func() { Lgamma(u[:], x[:]); Lgamma(v[:], y[:]); Lgamma(u[:], t[:]) })
		run("lbeta", func() { LBeta(u[:], x[:], y[:]) })
		run("digammas", func() { Digamma(u[:], x[:]); Digamma(v[:], y[:]); Digamma(u[:], t[:]) })
		run("falls", func() { DigammaFall(u[:], x[:], y[:]); DigammaFall(v[:], y[:], x[:]) })
		wide := func(x []float32) []float64 {
			w := make([]float64, n)
			for i := range w {
				w[i] = float64(x[i])
			}
			return w
		}
		x64, y64, t64, u64 := wide(x[:]), wide(y[:]), wide(t[:]), wide(u[:])
		run("lgammas64", func() { Lgamma(u64, x64); Lgamma(u64, y64); Lgamma(u64, t64) })
		run("lbeta64", func() { LBeta(u64, x64, y64) })
	}
}
