package half

import (
	"math"
	"testing"
)

// All 65,536 numbers of either type come back, and the others stay NaN.
func TestAllNumbersComeBack(t *testing.T) {
	for b := range 1 << 16 {
		h := uint16(b)
		if v := Float64(h); math.IsNaN(v) != math.IsNaN(Float64(Cut(v))) || !math.IsNaN(v) && Cut(v) != h {
			t.Fatalf("binary16 %#04x is %v, which is %#04x", h, v, Cut(v))
		}
		if v := BFloat64(h); !math.IsNaN(v) && CutB(v) != h {
			t.Fatalf("bfloat16 %#04x is %v, which is %#04x", h, v, CutB(v))
		}
	}
}

// Values of the standards: the ends of the ranges, and numbers that everyone knows.
func TestKnownNumbers(t *testing.T) {
	for _, c := range []struct {
		h    uint16
		want float64
	}{
		{0x3c00, 1}, {0xc000, -2}, {0x7bff, 65504}, {0x0400, 0x1p-14}, {0x0001, 0x1p-24}, {0x7c00, math.Inf(1)}, {0x3555, 0.333251953125},
	} {
		if got := Float64(c.h); got != c.want {
			t.Errorf("binary16 %#04x is %v, want %v", c.h, got, c.want)
		}
	}
	if got := BFloat64(0x3fc0); got != 1.5 {
		t.Errorf("bfloat16 0x3fc0 is %v, want 1.5", got)
	}
}

// What does not fit is cut towards 0, and what is too large is infinite.
func TestCut(t *testing.T) {
	for _, c := range []struct{ v, want float64 }{
		{1 + 0x1p-11, 1}, {-1 - 0x1p-11, -1}, {65535, 65504}, {65536, math.Inf(1)}, {0x1p-25, 0}, {math.Copysign(0, -1), math.Copysign(0, -1)},
	} {
		if got := Float64(Cut(c.v)); math.Float64bits(got) != math.Float64bits(c.want) {
			t.Errorf("%v is cut to %v, want %v", c.v, got, c.want)
		}
	}
}
