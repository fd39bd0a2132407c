package rng

import (
	"math"
	"testing"
)

func mask[T float32 | float64](s Stream, rate float64, n int, first uint64) []T {
	dst := make([]T, n)
	Dropout(s, dst, rate, first)
	return dst
}

// The mean is 1 and the share dropped the rate, to 5 standard errors; elements up to 64 apart, those of one word and of
// neighbouring blocks among them, are uncorrelated.
func TestDropoutMomentsAndIndependence(t *testing.T) {
	for _, rate := range []float64{.01, .1, .25, .5, .9} {
		x := mask[float64](New(11, "mask", 3, 0), rate, samples, 0)
		q := math.Round(rate*0x1p16) / 0x1p16
		sd := math.Sqrt(q / (1 - q))
		var mean float64
		for _, v := range x {
			if v != 0 && v != 1/(1-q) {
				t.Fatalf("rate %v: an element is %v", rate, v)
			}
			mean += v - 1
		}
		if e := mean / sd / math.Sqrt(samples); math.Abs(e) > 5 {
			t.Errorf("rate %v: mean off by %.1f standard errors", rate, e)
		}
		for lag := 1; lag <= 64; lag++ {
			var r float64
			for i := range len(x) - lag {
				r += (x[i] - 1) * (x[i+lag] - 1)
			}
			if e := r / (sd * sd) / math.Sqrt(samples); math.Abs(e) > 5 {
				t.Errorf("rate %v: elements %d apart are correlated by %.1f standard errors", rate, lag, e)
			}
		}
	}
}

// Runs of 16 elements take each of their 2^16 patterns equally often at rate 1/2: chi-square on 65535 degrees of freedom
// has mean 65535 and sd 362.
func TestDropoutPatterns(t *testing.T) {
	const n = 1 << 20
	x := mask[float32](New(12, "mask", 0, 0), .5, 16*n, 0)
	count := make([]float64, 1<<16)
	for i := range n {
		var pattern int
		for j, v := range x[16*i : 16*i+16] {
			if v != 0 {
				pattern |= 1 << j
			}
		}
		count[pattern]++
	}
	chi := 0.
	for _, c := range count {
		chi += (c - n>>16) * (c - n>>16) / (n >> 16)
	}
	if math.Abs(chi-65535) > 5*362 {
		t.Errorf("chi-square %.0f, want 65535 +- 362", chi)
	}
}

// Float32 and float64 drop the same elements; what rounding leaves of the rate is below 2^-17, and never 1.
func TestDropoutRates(t *testing.T) {
	s := New(13, "mask", 0, 0)
	for _, rate := range []float64{0, 1e-9, .1, .3, .5, 1 - 1e-9} {
		a, b := mask[float32](s, rate, 1000, 5), mask[float64](s, rate, 1000, 5)
		for i := range a {
			if a[i] != float32(b[i]) || math.IsInf(b[i], 0) {
				t.Fatalf("rate %v: element %d is %v in float32, %v in float64", rate, i, a[i], b[i])
			}
			if rate < 1e-8 && b[i] != 1 {
				t.Fatalf("rate %v: element %d is %v", rate, i, b[i])
			}
		}
	}
}
