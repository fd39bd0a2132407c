package kernel

import (
	"math"
	"testing"
)

// Logarithms of both tails of the incomplete beta function and their derivatives for both shapes equal mpmath's, from 1e-10 to 1e12, as
// far as the digits of x tell.
func TestIncBetaGolden(t *testing.T) {
	var worst [6]float64
	for _, r := range goldenRows[[9]float64](t, "incbeta.json") {
		a, b, x := r[0], r[1], r[2]
		got := [6]float64{LogRegIncBeta64(a, b, x, false), LogRegIncBeta64(a, b, x, true),
			LogBetaSlope64(a, b, x, false, false), LogBetaSlope64(a, b, x, true, false),
			LogBetaSlope64(a, b, x, false, true), LogBetaSlope64(a, b, x, true, true)}
		for i, v := range got {
			want := r[3+i]
			off := math.Abs(v-want) / math.Abs(want)
			if math.Abs(want) < 1e-290 && math.Abs(v) < 1e-290 {
				off = 0
			}
			worst[i] = max(worst[i], off)
			tolerance := 1e-12
			if off > tolerance || off != off {
				t.Errorf("a %v, b %v, x %v, column %d: %.17g, want %.17g: off by %.2g", a, b, x, i, v, want, off)
			}
		}
	}
	t.Logf("off by %.2g at most", worst)
}
