package kernel

import (
	"math"
	"testing"
)

// The loop is the scalar function at every level, to 2 ulps in float32 and 4e-15 in float64, from the least
// argument to the ends, and at -log 2, where the formula changes.
func TestLog1mExpLoop(t *testing.T) {
	at := []float64{0, math.Copysign(0, -1), math.Inf(-1), math.Inf(1), math.NaN(), 1, 1e-300, -1e-300, -5e-324, -math.Ln2, -.6931471, -.6931473, -800, -1e300}
	for x := 1e-45; x < 1000; x *= 1.07 {
		at = append(at, -x)
	}
	levels(t, func(t *testing.T) {
		wide, narrow, place := make([]float64, len(at)), make([]float32, len(at)), make([]float32, len(at))
		for i, x := range at {
			narrow[i], place[i] = float32(x), float32(x)
		}
		Log1mExp(wide, at)
		Log1mExp(place, place)
		dst := make([]float32, len(at))
		Log1mExp(dst, narrow)
		for i, x := range at {
			if want := Log1mExp64(x); wide[i] != want && !(math.Abs(wide[i]-want) <= 4e-15*math.Abs(want)) && want == want {
				t.Errorf("at %v: %v, want %v", x, wide[i], want)
			}
			want := Log1mExp64(float64(narrow[i]))
			if e := ulps(dst[i], want); !(e <= 2) && !(dst[i] != dst[i] && want != want) {
				t.Errorf("at %v: %v in float32, want %v, %v ulps", narrow[i], dst[i], want, e)
			}
			if !sameBits(dst[i:i+1], place[i:i+1]) {
				t.Errorf("at %v: %v in place, %v otherwise", narrow[i], place[i], dst[i])
			}
		}
	})
}
