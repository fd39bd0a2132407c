package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// mixtureRow is k components and n points of a mixture, from far below every component to between them.
func mixtureRow(r *rand.Rand, k, n int) (y, z, c, a, b []float64) {
	for range k {
		c, a, b = append(c, 5*r.NormFloat64()), append(a, r.NormFloat64()), append(b, math.Exp(2*r.NormFloat64()))
	}
	for range n {
		y, z = append(y, 10*r.NormFloat64()), append(z, -r.ExpFloat64())
	}
	return y, z, c, a, b
}

// Every length and number of components up to two vectors and more, at each level, against the sum in plain loops: an
// exponent of size e is rounded by e times 2^-53 a few times, and so is the result.
func TestLogMix(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	levels(t, func(t *testing.T) {
		for n := range 40 {
			for _, k := range []int{1, 2, 3, 16, 17} {
				y, z, c, a, b := mixtureRow(r, k, n)
				top := []float64{0, 1000, -1000, 1e6, math.Inf(1), math.NaN()}[(n+k)%6]
				got := make([]float64, n)
				LogMixNormals(got, y, top, c, a, b)
				checkMix(t, fmt.Sprint("normals ", n, k), got, k, func(j, k int) (float64, float64) {
					u := (y[j] - a[k]) * b[k]
					return c[k] - u*u, math.Abs(c[k]) + u*u
				})
				LogMixPowers(got, y, z, top, c, a, b)
				checkMix(t, fmt.Sprint("powers ", n, k), got, k, func(j, k int) (float64, float64) {
					return c[k] + a[k]*y[j] + b[k]*z[j], math.Abs(c[k]) + math.Abs(a[k]*y[j]) + math.Abs(b[k]*z[j])
				})
			}
		}
	})
}

func checkMix(t *testing.T, what string, got []float64, components int, exponent func(j, k int) (e, size float64)) {
	t.Helper()
	for j, v := range got {
		top, most, sum := math.Inf(-1), 1., 0.
		for k := range components {
			e, size := exponent(j, k)
			top, most = max(top, e), max(most, size)
		}
		for k := range components {
			e, _ := exponent(j, k)
			sum += math.Exp((e - top) * math.Ln2)
		}
		if want := top*math.Ln2 + math.Log(sum); !(math.Abs(v-want) <= 4*0x1p-52*most) {
			t.Errorf("%s point %d: %v, want %v", what, j, v, want)
		}
	}
}

// A component without weight adds nothing; without any, or infinitely far, the result is beyond every density.
func TestLogMixEdges(t *testing.T) {
	inf := math.Inf(1)
	levels(t, func(t *testing.T) {
		out := make([]float64, 4)
		y := []float64{0, 1, -inf, inf}
		LogMixNormals(out, y, 0, []float64{-inf, -1}, []float64{0, 1}, []float64{1, 1})
		for j, want := range []float64{-2 * math.Ln2, -math.Ln2, -math.MaxFloat64, -math.MaxFloat64} {
			if !(math.Abs(out[j]-want) <= 1e-15 || out[j] < -1e300 && want < -1e300) {
				t.Errorf("at %v: %v, want %v", y[j], out[j], want)
			}
		}
		LogMixNormals(out, y[:1], 0, []float64{-inf, -inf}, []float64{0, 1}, []float64{1, 1})
		if !(out[0] < -1e300) {
			t.Errorf("no component: %v", out[0])
		}
		LogMixNormals(out, y[:2], 0, []float64{inf, 0}, []float64{0, 1}, []float64{inf, 1}) // a scale of 0
		if out[0] == out[0] || out[1] == out[1] {
			t.Errorf("a scale of 0: %v", out[:2])
		}
	})
}

// A point has the same bits wherever it stands.
func TestLogMixIsPointwise(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 5))
	levels(t, func(t *testing.T) {
		y, z, c, a, b := mixtureRow(r, 16, 100)
		all, one := make([]float64, 100), make([]float64, 1)
		LogMixNormals(all, y, 3, c, a, b)
		for j := range y {
			if LogMixNormals(one, y[j:j+1], 3, c, a, b); one[0] != all[j] {
				t.Fatalf("normals, point %d: %v alone, %v among others", j, one[0], all[j])
			}
		}
		LogMixPowers(all, y, z, 3, c, a, b)
		for j := range y {
			if LogMixPowers(one, y[j:j+1], z[j:j+1], 3, c, a, b); one[0] != all[j] {
				t.Fatalf("powers, point %d: %v alone, %v among others", j, one[0], all[j])
			}
		}
	})
}

func BenchmarkLogMix(b *testing.B) {
	for _, n := range []int{9, 320} {
		y, z, c, a, s := mixtureRow(rand.New(rand.NewPCG(4, 6)), 16, n)
		out := make([]float64, n)
		b.Run(fmt.Sprint("normals/", n), func(b *testing.B) {
			for b.Loop() {
				LogMixNormals(out, y, 3, c, a, s)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n*16), "ns/component")
		})
		b.Run(fmt.Sprint("powers/", n), func(b *testing.B) {
			for b.Loop() {
				LogMixPowers(out, y, z, 3, c, a, s)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n*16), "ns/component")
		})
	}
}
