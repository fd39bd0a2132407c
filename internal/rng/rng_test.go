package rng

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// fillers are the filling methods as functions to float64, so that laws can run over all of them.
var fillers = []struct {
	name string
	fill func(s Stream, n int, first uint64) []float64
}{
	{"Bits", func(s Stream, n int, first uint64) []float64 { return widen(fill(s.Bits, n, first)) }},
	{"Uniform32", func(s Stream, n int, first uint64) []float64 { return widen(fill(s.Uniform32, n, first)) }},
	{"Uniform64", func(s Stream, n int, first uint64) []float64 { return fill(s.Uniform64, n, first) }},
	{"Normal32", func(s Stream, n int, first uint64) []float64 { return widen(fill(s.Normal32, n, first)) }},
	{"Normal64", func(s Stream, n int, first uint64) []float64 { return fill(s.Normal64, n, first) }},
	{"Dropout32", func(s Stream, n int, first uint64) []float64 { return widen(mask[float32](s, .3, n, first)) }},
	{"Dropout64", func(s Stream, n int, first uint64) []float64 { return mask[float64](s, .3, n, first) }},
}

func fill[T any](f func([]T, uint64), n int, first uint64) []T {
	dst := make([]T, n)
	f(dst, first)
	return dst
}

func widen[T uint32 | float32](v []T) []float64 {
	w := make([]float64, len(v))
	for i, x := range v {
		w[i] = float64(x)
	}
	return w
}

// Number i is a function of i alone: any cut of a slice gives the slice.
func TestPiecesEqualTheWhole(t *testing.T) {
	s := New(1, "noise", 2, 3)
	for _, f := range fillers {
		t.Run(f.name, rapid.MakeCheck(func(t *rapid.T) {
			first := rapid.OneOf(rapid.Uint64Range(0, 9), rapid.Uint64Range(1<<34-9, 1<<34+9)).Draw(t, "first")
			n := rapid.IntRange(0, 768).Draw(t, "n")
			whole := f.fill(s, n, first)
			var pieces []float64
			for len(pieces) < n {
				k := rapid.IntRange(0, n-len(pieces)).Draw(t, "piece")
				pieces = append(pieces, f.fill(s, k, first+uint64(len(pieces)))...)
			}
			if !slices.Equal(pieces, whole) {
				t.Fatalf("pieces of [%d, +%d) differ from the whole", first, n)
			}
		}))
	}
}

// Every method reads the words that its doc names.
func TestMethodsReadTheSameWords(t *testing.T) {
	s := New(5, "a/b", 1, 0)
	w := fill(s.Bits, 200, 0)
	u32, u64, src := fill(s.Uniform32, 200, 0), fill(s.Uniform64, 100, 0), s.Source()
	again := s.Source()
	for i, u := range u64 {
		bits := uint64(w[2*i+1])<<32 | uint64(w[2*i])
		if got := src.Uint64(); got != bits {
			t.Fatalf("Source number %d = %x, want %x", i, got, bits)
		}
		if got := again.Float64(); got != u || u != float64(bits>>11)/(1<<53) {
			t.Fatalf("uniform %d: Uniform64 %v, Source.Float64 %v, want %v", i, u, got, float64(bits>>11)/(1<<53))
		}
	}
	for i, u := range u32 {
		if u != float32(w[i]>>8)/(1<<24) {
			t.Fatalf("Uniform32 number %d = %v", i, u)
		}
	}
}

// Each argument, all of its bits, changes the stream. No two of these streams may share a first block: by chance that has
// probability below 1e-30.
func TestStreamsDiffer(t *testing.T) {
	seen := map[[4]uint32]string{}
	add := func(seed uint64, path string, step, draw uint64) {
		var w [4]uint32
		New(seed, path, step, draw).Bits(w[:], 0)
		name := fmt.Sprintf("(%d, %q, %d, %d)", seed, path, step, draw)
		if other, ok := seen[w]; ok && other != name {
			t.Errorf("%s and %s are one stream", name, other)
		}
		seen[w] = name
	}
	for b := range 64 {
		add(1<<b, "p", 0, 0)
		add(0, "p", 1<<b, 0)
		add(0, "p", 0, 1<<b)
		add(0, "p", 1<<b, 1<<b)
	}
	for _, p := range []string{"", "\x00", "\x00\x00", "a", "b", "ab", "a/b", "body/dense_0/kernel", "body/dense_1/kernel", "body/dense_0/bias"} {
		add(0, p, 0, 0)
	}
	if Split(1, "a") == Split(1, "b") || Split(1, "a") == Split(2, "a") {
		t.Error("Split ignores an argument")
	}
	if hash(tagStream, 1, "a") == Split(1, "a") {
		t.Error("a child's seed is a key of its parent's stream")
	}
}

// Streams that differ in one argument, or in a shift of the position, are uncorrelated: |r| sqrt(n) below 5.
func TestStreamsUncorrelated(t *testing.T) {
	const n = 100_000
	base := New(9, "noise", 4, 7)
	a := fill(base.Normal64, n, 0)
	for _, o := range []struct {
		name string
		s    Stream
		at   uint64
	}{
		{"path", New(9, "noisf", 4, 7), 0},
		{"step", New(9, "noise", 5, 7), 0},
		{"draw", New(9, "noise", 4, 8), 0},
		{"seed", New(10, "noise", 4, 7), 0},
		{"step and draw swapped", New(9, "noise", 7, 4), 0},
		{"child", New(Split(9, "noise"), "noise", 4, 7), 0},
		{"next number", base, 1},
		{"two on", base, 2},
	} {
		b := fill(o.s.Normal64, n, o.at)
		var r float64
		for i := range a {
			r += a[i] * b[i]
		}
		if r /= math.Sqrt(n); math.Abs(r) > 5 {
			t.Errorf("%s: correlation %.2f standard errors", o.name, r)
		}
	}
}

func TestFillingAllocatesNothing(t *testing.T) {
	s := New(1, "p", 0, 0)
	bits, f32, f64, perm := make([]uint32, 1000), make([]float32, 1000), make([]float64, 1000), make([]int, 1000)
	src := s.Source()
	if n := testing.AllocsPerRun(5, func() {
		s = New(1, "body/dense_0/kernel", 3, 0)
		s.Bits(bits, 1)
		s.Uniform32(f32, 1)
		s.Uniform64(f64, 1)
		s.Normal32(f32, 1)
		s.Normal64(f64, 1)
		Dropout(s, f32, .1, 1)
		Dropout(s, f64, .1, 1)
		s.PermInto(perm)
		src.Reset(s)
		src.Uint64()
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkFill(b *testing.B) {
	const n = 4096
	s := New(1, "p", 0, 0)
	bench(b, "Bits", make([]uint32, n), s.Bits)
	bench(b, "Uniform32", make([]float32, n), s.Uniform32)
	bench(b, "Uniform64", make([]float64, n), s.Uniform64)
	bench(b, "Normal32", make([]float32, n), s.Normal32)
	bench(b, "Normal64", make([]float64, n), s.Normal64)
	bench(b, "Dropout32", make([]float32, n), func(dst []float32, first uint64) { Dropout(s, dst, .2, first) })
	bench(b, "Dropout64", make([]float64, n), func(dst []float64, first uint64) { Dropout(s, dst, .2, first) })
}

func bench[T any](b *testing.B, name string, dst []T, f func([]T, uint64)) {
	b.Run(name, func(b *testing.B) {
		for b.Loop() {
			f(dst, 0)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(dst)), "ns/number")
		b.ReportAllocs()
	})
}
