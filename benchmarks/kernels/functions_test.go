package kernels

import (
	"testing"

	"github.com/deepprob/deepprob/benchmarks/internal/products"
	"github.com/deepprob/deepprob/internal/kernel"
)

// elements are those of a hidden layer of 128 units, or of 8 heads of 16, at batch 100.
const elements = 100 * 128

// functions are the loops over elements that a training step spends its time in.
var functions = []struct {
	name   string
	f32    func(dst, x []float32)
	lo, hi float32
}{
	{"exp", kernel.Exp[float32], -20, 20},
	{"log", kernel.Log[float32], .01, 20},
	{"log1p", kernel.Log1p[float32], -.5, 20},
	{"tanh", kernel.Tanh[float32], -4, 4},
	{"sigmoid", kernel.Sigmoid[float32], -10, 10},
	{"softplus", kernel.Softplus[float32], -10, 10},
	{"lgamma", kernel.Lgamma[float32], .5, 40},
	{"digamma", kernel.Digamma[float32], .5, 40},
	{"erf", kernel.Erf[float32], -3, 3},
	{"sin", kernel.Sin[float32], -10, 10},
	{"relu", kernel.ReLU[float32], -1, 1},
}

func BenchmarkFunctions(b *testing.B) {
	for _, f := range functions {
		b.Run(f.name, func(b *testing.B) {
			dst, x := make([]float32, elements), span(f.lo, f.hi)
			perElement(b, func() { f.f32(dst, x) })
		})
	}
}

// rows are the loops over rows of the 16 components of a mixture.
var rows = []struct {
	name string
	f    func(dst, x []float32, k int)
	size int // of dst
}{
	{"logsumexp", kernel.LogSumExp[float32], elements / 16},
	{"softmax", kernel.Softmax[float32], elements},
	{"logsoftmax", kernel.LogSoftmax[float32], elements},
}

func BenchmarkRows(b *testing.B) {
	for _, r := range rows {
		b.Run(r.name, func(b *testing.B) {
			dst, x := make([]float32, r.size), span(-10, 10)
			perElement(b, func() { r.f(dst, x, 16) })
		})
	}
}

// perElement reports the ns an element of x takes.
func perElement(b *testing.B, f func()) {
	b.Helper()
	rate := products.Race(b, elements, "elements/ns", products.Runner{Name: "kernel", Run: f})[0]
	b.ReportMetric(1/rate, "ns/element")
}

// span is the elements of [lo, hi], out of order so that branches are not learnt.
func span(lo, hi float32) []float32 {
	x := make([]float32, elements)
	for i := range x {
		x[i*4099%elements] = lo + (hi-lo)*float32(i)/(elements-1)
	}
	return x
}

// Every element of span is set: its stride shares no factor with the length.
func TestSpanFillsItsRange(t *testing.T) {
	for i, v := range span(1, 2) {
		if v < 1 || v > 2 {
			t.Fatalf("element %d is %v, want it in [1, 2]", i, v)
		}
	}
}
