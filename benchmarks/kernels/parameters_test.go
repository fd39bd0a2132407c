package kernels

import (
	"testing"

	"github.com/deepprob/deepprob/benchmarks/internal/products"
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/rng"
)

// parameters are those of 784-64-64-10, which a Bayesian network draws, penalises and moves at every step.
const parameters = 54_000

// BenchmarkParameters measures loops over all of them, float32 and float64.
func BenchmarkParameters(b *testing.B) {
	b.Run("32", benchmarkParameters[float32])
	b.Run("64", benchmarkParameters[float64])
}

func benchmarkParameters[T kernel.Float](b *testing.B) {
	x := func(from, to float32) []T {
		s := make([]T, parameters)
		for i := range s {
			s[i] = T(from + (to-from)*float32(i*4099%parameters)/parameters)
		}
		return s
	}
	mu, rho, eps, positive := x(-1, 1), x(-6, 2), x(-3, 3), x(.01, 2)
	dst, sigma := make([]T, parameters), make([]T, parameters)
	m, v := make([]T, parameters), x(1e-6, 1e-2)
	clip := kernel.Clip[T](-1, 1)
	stream := rng.New(1, "eps", 0, 0)
	for _, l := range []struct {
		name string
		f    func()
	}{
		{"softplus", func() { kernel.Softplus(dst, rho) }},
		{"softplus_grad", func() { kernel.SoftplusGrad(dst, positive, eps) }},
		{"log", func() { kernel.Log(dst, positive) }},
		{"square", func() { kernel.Square(dst, rho) }},
		{"sqrt", func() { kernel.Sqrt(dst, positive) }},
		{"reciprocal", func() { kernel.Reciprocal(dst, positive) }},
		{"abs", func() { kernel.Abs(dst, rho) }},
		{"sign", func() { kernel.Sign(dst, rho) }},
		{"clip", func() { clip(dst, rho) }},
		{"maximum", func() { kernel.Maximum(dst, rho, mu) }},
		{"less", func() { kernel.Less(dst, rho, mu) }},
		{"mul", func() { kernel.Mul(dst, mu, rho) }},
		{"mul_add", func() { kernel.Mul(dst, mu, rho); kernel.Add(dst, dst, eps) }},
		{"normal", func() { normal(stream, eps) }},
		{"draw", func() { // mu + softplus(rho) eps
			kernel.Softplus(sigma, rho)
			kernel.Mul(dst, sigma, eps)
			kernel.Add(dst, dst, mu)
		}},
		{"sum", func() { sumAll(dst) }},
		{"adam", func() { kernel.Adam(mu, m, v, eps, kernel.AdamStep{Gain1: .1, Gain2: .001, Rate: 1e-9, Root: 1}) }},
	} {
		b.Run(l.name, func(b *testing.B) {
			rate := products.Race(b, parameters, "elements/ns", products.Runner{Name: "kernel", Run: l.f})[0]
			b.ReportMetric(1/rate, "ns/element")
		})
	}
}

func normal[T kernel.Float](s rng.Stream, dst []T) {
	switch d := any(dst).(type) {
	case []float32:
		s.Normal32(d, 0)
	case []float64:
		s.Normal64(d, 0)
	}
}

func sumAll[T kernel.Float](x []T) {
	var dst [1]T
	r := kernel.NewReduction([]int{len(x)}, []bool{true})
	kernel.Sum(&r, dst[:], x)
}
