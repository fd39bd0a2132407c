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
				got := make([]float64, n)
				LogMixNormals(got, y, c, a, b)
				checkMix(t, fmt.Sprint("normals ", n, k), got, k, func(j, k int) (float64, float64) {
					u := (y[j] - a[k]) * b[k]
					return c[k] - u*u, math.Abs(c[k]) + u*u
				})
				LogMixPowers(got, y, z, c, a, b)
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
			sum += math.Exp(e - top)
		}
		if want := top + math.Log(sum); !(math.Abs(v-want) <= 4*0x1p-52*most) {
			t.Errorf("%s point %d: %v, want %v", what, j, v, want)
		}
	}
}

// A component without weight adds nothing; without any the result is beyond every density; NaN shows.
func TestLogMixEdges(t *testing.T) {
	inf := math.Inf(1)
	levels(t, func(t *testing.T) {
		out := make([]float64, 5)
		y := []float64{0, 1, -inf, inf, math.NaN()}
		LogMixNormals(out, y, []float64{-inf, -1}, []float64{0, 1}, []float64{1, 1})
		for j, want := range []float64{-2, -1, -math.MaxFloat64, -math.MaxFloat64, math.NaN()} {
			if !(math.Abs(out[j]-want) <= 1e-15 || out[j] <= want && want < -1e300 || out[j] != out[j] && want != want) {
				t.Errorf("at %v: %v, want %v", y[j], out[j], want)
			}
		}
		for _, bad := range [][]float64{{math.NaN(), 0}, {0, math.NaN()}} {
			LogMixNormals(out, []float64{0, 1, 2, 3, 4}, bad, []float64{0, 1}, []float64{1, 1})
			for j, v := range out {
				if v == v {
					t.Errorf("weights %v, point %d: %v is not NaN", bad, j, v)
				}
			}
		}
		LogMixNormals(out, y[:1], []float64{-inf, -inf}, []float64{0, 1}, []float64{1, 1})
		if !(out[0] < -1e300) {
			t.Errorf("no component: %v", out[0])
		}
	})
}

// A point has the same bits wherever it stands.
func TestLogMixIsPointwise(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 5))
	levels(t, func(t *testing.T) {
		y, z, c, a, b := mixtureRow(r, 16, 100)
		all, one := make([]float64, 100), make([]float64, 1)
		LogMixNormals(all, y, c, a, b)
		for j := range y {
			if LogMixNormals(one, y[j:j+1], c, a, b); one[0] != all[j] {
				t.Fatalf("normals, point %d: %v alone, %v among others", j, one[0], all[j])
			}
		}
		LogMixPowers(all, y, z, c, a, b)
		for j := range y {
			if LogMixPowers(one, y[j:j+1], z[j:j+1], c, a, b); one[0] != all[j] {
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
				LogMixNormals(out, y, c, a, s)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n*16), "ns/component")
		})
		b.Run(fmt.Sprint("powers/", n), func(b *testing.B) {
			for b.Loop() {
				LogMixPowers(out, y, z, c, a, s)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n*16), "ns/component")
		})
	}
}
