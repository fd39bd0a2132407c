package kernel

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// guard is what the elements around an output hold: no loop may change them.
const guard = -12345

// guarded gives n elements for output, offset elements after the start of an array, and a check of what is around them.
func guarded[T Float](n, offset int) (dst []T, intact func() bool) {
	const zone = 80
	all := make([]T, offset+n+zone)
	Fill(all, guard)
	whole := func(x []T) bool { return !slices.ContainsFunc(x, func(v T) bool { return v != guard }) }
	return all[offset : offset+n : offset+n], func() bool { return whole(all[:offset]) && whole(all[offset+n:]) }
}

// sameBits compares slices to the bit; any NaN equals any other.
func sameBits[T Float](a, b []T) bool {
	return slices.EqualFunc(a, b, func(v, w T) bool {
		return math.Float64bits(float64(v)) == math.Float64bits(float64(w)) || v != v && w != w
	})
}

// edges32 are arguments at which something happens, to stand among ordinary ones.
var edges32 = []float32{0, float32(minus), 1, -1, 1e-45, -1e-45, 1e-40, 1e-38, .625, 88.7, -103.9, 104, 128, -700, 1e10, -1e10, math.MaxFloat32, float32(inf), float32(-inf), float32(nan)}

// mixed are n numbers, ordinary and special ones.
func mixed[T Float](n int) []T {
	x := make([]T, n)
	for i := range x {
		if _, f := math.Modf(float64(i) * math.Phi); i%3 > 0 {
			x[i] = T(40*f - 20)
		} else {
			x[i] = T(edges32[i/3%len(edges32)])
		}
	}
	return x
}

// TestLevelsAgree: the loops give the same bits for the same number wherever it stands, in slices of every length and
// alignment, in place too, on both vector levels; and they write nothing but dst.
func TestLevelsAgree(t *testing.T) {
	for _, u := range unary {
		t.Run(u.name+"/32", func(t *testing.T) { levelsAgree(t, u.loop32) })
		t.Run(u.name+"/64", func(t *testing.T) { levelsAgree(t, u.loop64) })
	}
}

func levelsAgree[T Float](t *testing.T, f func(dst, x []T)) {
	x := mixed[T](140)
	var want []T
	for l := Generic; l <= detect(); l++ {
		restore := setLevel(l)
		one := make([]T, len(x))
		for i := range x {
			f(one[i:i+1], x[i:i+1])
		}
		if l == AVX512 && !sameBits(one, want) {
			for i := range x {
				if !sameBits(one[i:i+1], want[i:i+1]) {
					t.Errorf("at %v: %v with AVX-512, %v with AVX2", x[i], one[i], want[i])
				}
			}
		}
		want = one
		for n := range 68 {
			offset := n * 7 % 19
			dst, intact := guarded[T](n, offset)
			f(dst, x[offset:offset+n])
			if !sameBits(dst, want[offset:offset+n]) || !intact() {
				t.Fatalf("%v, %d elements at %d: values differ from those of single elements, or elements around them changed", l, n, offset)
			}
			copy(dst, x[offset:])
			f(dst, dst)
			if !sameBits(dst, want[offset:offset+n]) {
				t.Fatalf("%v, %d elements at %d in place: values differ", l, n, offset)
			}
		}
		restore()
	}
}

// TestLevelsAllocateNothing runs loops over arrays on the stack, which stay there.
func TestLevelsAllocateNothing(t *testing.T) {
	levels(t, func(t *testing.T) {
		n := testing.AllocsPerRun(10, func() {
			var x, y [67]float32
			var x64 [67]float64
			Exp(x[:], x[:])
			Softplus(y[:], x[:])
			Lgamma(y[:], x[:])
			Log(x64[:], x64[:])
			LogSumExp(y[:4], x[:64], 16)
			Softmax(y[:64], x[:64], 16)
		})
		if n != 0 {
			t.Errorf("%v allocations a run, want 0", n)
		}
	})
}

// TestRowsAgree: rows of every width against the plain loops, the same bits alone and among others and on both vector
// levels, and nothing around dst written.
func TestRowsAgree(t *testing.T) {
	t.Run("32", func(t *testing.T) { rowsAgree[float32](t, 0x1p-23) })
	t.Run("64", func(t *testing.T) { rowsAgree[float64](t, 0x1p-52) })
}

// rowLoops are the loops over rows with the elements that they give for a row of k.
func rowLoops[T Float]() map[string]struct {
	f     func(dst, x []T, k int)
	width func(k int) int
} {
	type l = struct {
		f     func(dst, x []T, k int)
		width func(k int) int
	}
	one, all := func(int) int { return 1 }, func(k int) int { return k }
	return map[string]l{"LogSumExp": {LogSumExp[T], one}, "LogSoftmax": {LogSoftmax[T], all}, "Softmax": {Softmax[T], all}}
}

func rowsAgree[T Float](t *testing.T, ulp float64) {
	const rows = 19
	for name, loop := range rowLoops[T]() {
		for k := 1; k <= 67; k++ {
			x := mixed[T](rows * k)
			for i := range k { // a row of -Inf, one of +Inf among numbers, ordinary ones
				x[3*k+i] = T(math.Inf(-1))
				x[5*k+i] = T(math.Sin(float64(i)))
				x[6*k+i] = 1000 + T(i)/8
				x[7*k+i] = -50 * T(i)
			}
			x[5*k] = T(math.Inf(1))
			w := loop.width(k)
			restore := setLevel(Generic)
			plain := make([]T, rows*w)
			loop.f(plain, x, k)
			restore()
			var before []T
			for l := Generic; l <= detect(); l++ {
				restore := setLevel(l)
				dst, intact := guarded[T](rows*w, k%5)
				loop.f(dst, x, k)
				for i := range dst {
					if want, got := float64(plain[i]), float64(dst[i]); !same(got, want) && !(math.Abs(got-want) <= 8*ulp*(1e-30+math.Abs(want))+boundOfRow(name, ulp)) {
						t.Fatalf("%v %s, width %d, row %d, element %d: %v, plain Go %v", l, name, k, i/w, i%w, got, want)
					}
				}
				one := make([]T, w)
				for i := range rows {
					loop.f(one, x[i*k:(i+1)*k], k)
					if !sameBits(one, dst[i*w:(i+1)*w]) {
						t.Fatalf("%v %s, width %d: row %d alone gives other bits", l, name, k, i)
					}
				}
				if !intact() || l > AVX2 && !sameBits(dst, before) {
					t.Fatalf("%v %s, width %d: AVX2 gives other bits, or elements around dst changed", l, name, k)
				}
				before = dst
				if w == k {
					inPlace := slices.Clone(x)
					loop.f(inPlace, inPlace, k)
					if !sameBits(inPlace, dst) {
						t.Fatalf("%v %s, width %d: other bits in place", l, name, k)
					}
				}
				restore()
			}
		}
	}
}

// boundOfRow is the part of the bound that is absolute: in logarithms, the relative error of the sum of k terms.
func boundOfRow(name string, ulp float64) float64 {
	if name == "Softmax" {
		return 0
	}
	return 4 * ulp
}

// BenchmarkLevels reports ns per element of every loop on every level, over 1600 numbers between .2 and 12.
func BenchmarkLevels(b *testing.B) {
	const n = 1600
	x64, x32, d64, d32 := make([]float64, n), make([]float32, n), make([]float64, n), make([]float32, n)
	for i := range x64 {
		_, f := math.Modf(float64(i) * math.Phi)
		x64[i] = .2 + 11.8*f*f
		x32[i] = float32(x64[i])
	}
	run := func(name string, n int, f func()) {
		for l := Generic; l <= detect(); l++ {
			b.Run(fmt.Sprintf("%s/%v", name, l), func(b *testing.B) {
				defer setLevel(l)()
				for b.Loop() {
					f()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/elem")
			})
		}
	}
	for _, u := range unary[:len(unary)-2] {
		run(u.name+"/32", n, func() { u.loop32(d32, x32) })
		run(u.name+"/64", n, func() { u.loop64(d64, x64) })
	}
	p32 := make([]float32, n)
	Mul(p32, x32, []float32{1 / 12.1})
	run("QuantileInside/32", n, func() { NormalQuantile(d32, p32) })
	run("GELUGrad/32", n, func() { GELUGrad(d32, x32, x32) })
	run("SiLUGrad/32", n, func() { SiLUGrad(d32, x32, x32) })
	for _, k := range []int{16, 48} {
		size := n / k * k
		run(fmt.Sprintf("LogSumExp%d/32", k), size, func() { LogSumExp(d32[:n/k], x32, k) })
		run(fmt.Sprintf("LogSumExp%d/64", k), size, func() { LogSumExp(d64[:n/k], x64, k) })
		run(fmt.Sprintf("LogSoftmax%d/32", k), size, func() { LogSoftmax(d32[:size], x32[:size], k) })
		run(fmt.Sprintf("Softmax%d/32", k), size, func() { Softmax(d32[:size], x32[:size], k) })
	}
}
