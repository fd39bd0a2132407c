package rng

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestPermIsAPermutation(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 63, 64, 65, 1000, 100_000} {
		s := New(1, "rows", 0, uint64(n))
		p := s.Perm(n)
		again := make([]int, n)
		s.PermInto(again)
		if !slices.Equal(p, again) {
			t.Errorf("n = %d: PermInto differs from Perm", n)
		}
		slices.Sort(p)
		for i, v := range p {
			if v != i {
				t.Fatalf("n = %d: not a permutation", n)
			}
		}
	}
}

// All 24 orders of 4 rows are equally likely over the steps: chi-square on 23 degrees of freedom has mean 23, sd 6.8, and exceeds
// 70 with probability 1.4e-6.
func TestPermIsUniform(t *testing.T) {
	const n = 24_000
	count := map[[4]int]int{}
	for step := range uint64(n) {
		var p [4]int
		New(8, "rows", step, 0).PermInto(p[:])
		count[p]++
	}
	chi := 0.
	for _, c := range count {
		d := float64(c) - n/24
		chi += d * d / (n / 24)
	}
	if len(count) != 24 || chi > 70 {
		t.Errorf("%d orders, chi-square %.1f", len(count), chi)
	}
}

// below must be unbiased where a plain remainder is not: for n = 3*2^62 the lowest third of the remainders would come twice as often.
func TestBelowIsUnbiased(t *testing.T) {
	const draws = 30_000
	src := New(2, "below", 0, 0).Source()
	for _, n := range []uint64{3 << 62, 3, 1<<63 + 1} {
		third := 0
		for range draws {
			v := src.below(n)
			if v >= n {
				t.Fatalf("below(%d) = %d", n, v)
			}
			if v < n/3 {
				third++
			}
		}
		p := float64(n/3) / float64(n)
		if d := float64(third) - draws*p; math.Abs(d) > 5*math.Sqrt(draws*p*(1-p)) {
			t.Errorf("below(%d): %d of %d in the lowest third, expected %.0f", n, third, draws, draws*p)
		}
	}
	for range 100 {
		if v := src.below(1); v != 0 {
			t.Fatalf("below(1) = %d", v)
		}
	}
}

func TestResetEqualsANewSource(t *testing.T) {
	a, b := New(1, "a", 0, 0), New(1, "b", 0, 0)
	r := a.Source()
	for range 45 { // past one buffer
		r.Uint64()
	}
	r.Reset(b)
	for i, fresh := 0, b.Source(); i < 100; i++ {
		if got, want := r.Uint64(), fresh.Uint64(); got != want {
			t.Fatalf("number %d after Reset = %x, want %x", i, got, want)
		}
	}
}

func TestSourceDrivesMathRand(t *testing.T) {
	r := rand.New(New(1, "rand", 0, 0).Source())
	x := make([]float64, samples)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	moments(t, "NormFloat64", x, 0, 1, 2)
	for i := range x {
		x[i] = r.ExpFloat64()
	}
	moments(t, "ExpFloat64", x, 1, 1, 8)
}

func BenchmarkSource(b *testing.B) {
	src := New(1, "p", 0, 0).Source()
	r := rand.New(src)
	b.Run("Uint64", func(b *testing.B) {
		for b.Loop() {
			src.Uint64()
		}
	})
	b.Run("NormFloat64", func(b *testing.B) {
		for b.Loop() {
			r.NormFloat64()
		}
	})
}

func BenchmarkPermInto(b *testing.B) {
	p := make([]int, 200_000)
	for step := uint64(0); b.Loop(); step++ {
		New(1, "rows", step, 0).PermInto(p)
	}
}
