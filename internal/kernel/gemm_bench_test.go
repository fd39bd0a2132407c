package kernel

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/deepprob/deepprob/internal/kernel/peak"
)

// rate runs f for as long as b asks, in groups of about 50 us, and reports the best and the median rate of a group: the
// median suffers from what else runs on the machine, the best hardly does.
func rate(b *testing.B, flops float64, f func()) {
	b.Helper()
	group := max(1, int(50e3/(1+flops/50)))
	f()
	var rates []float64
	for b.Loop() {
		start := time.Now()
		for range group {
			f()
		}
		rates = append(rates, flops*float64(group)/float64(time.Since(start).Nanoseconds()))
	}
	slices.Sort(rates)
	b.ReportMetric(rates[len(rates)-1], "best-GFLOP/s")
	b.ReportMetric(rates[len(rates)/2], "median-GFLOP/s")
	b.ReportMetric(0, "ns/op") // of a group: says nothing
}

var benchShapes = [][3]int{ // m, k, n
	{1, 128, 128}, {4, 128, 128}, {8, 128, 128}, {16, 128, 128}, {1, 1024, 1024}, {8, 1024, 1024},
	{100, 14, 128}, {100, 128, 128}, {100, 128, 14}, {100, 128, 64}, {100, 64, 1}, {100, 64, 4}, {100, 64, 16}, {100, 64, 48},
	{1000, 14, 128}, {1000, 128, 128}, {100, 256, 256}, {100, 512, 512}, {100, 1024, 1024},
	{128, 100, 128}, {128, 1000, 128}, {128, 10000, 128}, {256, 100, 256}, {512, 100, 512}, {1024, 100, 1024},
	{64, 1000, 48}, {14, 1000, 128}, {256, 256, 256}, {512, 512, 512}, {1024, 1024, 1024},
}

func BenchmarkPeak(b *testing.B) {
	for b.Loop() {
		b.ReportMetric(peak.GFLOPS(false), "AVX2-GFLOP/s") // 0 where the CPU does not have it
		b.ReportMetric(peak.GFLOPS(true), "AVX512-GFLOP/s")
	}
}

func BenchmarkGemm(b *testing.B) {
	b.Run("float32", benchGemm[float32])
	b.Run("float64", benchGemm[float64])
}

func benchGemm[T Float](b *testing.B) {
	for l := min(AVX2, detect()); l <= detect(); l++ {
		for _, s := range benchShapes {
			m, k, n := s[0], s[1], s[2]
			x, w, y := numbers[T](m*k), numbers[T](k*n), make([]T, m*n)
			xt, wt, bias, gate := numbers[T](m*k), numbers[T](k*n), numbers[T](n), numbers[T](m*n)
			db := make([]T, n)
			run := func(name string, f func()) {
				b.Run(fmt.Sprintf("%v/%dx%dx%d/%s", l, m, k, n, name), func(b *testing.B) {
					defer setLevel(l)()
					rate(b, 2*float64(m)*float64(n)*float64(k), f)
				})
			}
			run("NN", func() { Gemm(false, false, m, n, k, x, k, w, n, 0, y, n) })
			run("NT", func() { Gemm(false, true, m, n, k, x, k, wt, k, 0, y, n) })
			run("TN", func() { Gemm(true, false, m, n, k, xt, m, w, n, 0, y, n) })
			run("NN+bias+relu", func() { Dense(y, m, n, k, x, w, bias, ActReLU) })
			run("NT+gate", func() { DenseInput(y, m, k, n, x, wt, gate, ActReLU) })
			run("TN+db", func() { DenseWeights(y, db, k, n, m, xt, w, 0) })
		}
	}
}

func BenchmarkTranspose(b *testing.B) {
	for l := Generic; l <= detect(); l++ {
		b.Run(l.String()+"/128x128", func(b *testing.B) {
			defer setLevel(l)()
			src, dst := numbers[float32](128*128), make([]float32, 128*128)
			for b.Loop() {
				Transpose(dst, src, 128, 128)
			}
		})
	}
}
