package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The loops are the scalar functions to rounding, at every level, on both sides of their bounds, out of the domain, in place and with
// numbers for runs.
func TestCountLoops(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	const n = 3*repeats + 11
	k, total, l, mu := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	special := []float64{0, -1, math.NaN(), math.Inf(1), math.Inf(-1), 1e-300, 1e300, gammaPlain, .3}
	for i := range k {
		total[i] = float64(r.IntN(25))
		k[i], l[i], mu[i] = float64(r.IntN(int(total[i])+1)), 6*r.NormFloat64(), math.Exp(5*r.NormFloat64())
		for _, x := range [][]float64{k, total, l, mu} {
			if r.IntN(12) == 0 {
				x[i] = special[r.IntN(len(special))]
			}
		}
	}
	shape := make([]float64, n)
	for i := range shape {
		shape[i] = math.Exp(3 * r.NormFloat64())
	}
	levels(t, func(t *testing.T) {
		threeIsScalar(t, k, total, l, LogBinomialMass[float64], LogBinomialMass64)
		threeIsScalar(t, k, []float64{12}, l, LogBinomialMass[float64], LogBinomialMass64)
		threeIsScalar(t, k, shape, mu, LogNegativeBinomial[float64], LogNegativeBinomial64)
		threeIsScalar(t, k, total, mu, LogNegativeBinomial[float64], LogNegativeBinomial64)
	})
}

func threeIsScalar(t *testing.T, a, b, c []float64, loop func(dst, a, b, c []float64), f func(a, b, c float64) float64) {
	t.Helper()
	dst, place := make([]float64, len(a)), append([]float64(nil), a...)
	loop(dst, a, b, c)
	loop(place, place, b, c)
	for i, got := range dst {
		at := b[min(i, len(b)-1)]
		if want := f(a[i], at, c[i]); !near(got, want) || place[i] != got && got == got {
			t.Errorf("at %v, %v, %v: %v, in place %v, want %v", a[i], at, c[i], got, place[i], want)
		}
	}
}

func TestCountLoopsAllocateNothing(t *testing.T) {
	x := []float32{3, 4, 5}
	dst := make([]float32, 3)
	if n := testing.AllocsPerRun(10, func() { LogBinomialMass(dst, x, x, x); LogNegativeBinomial(dst, x, x, x) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
