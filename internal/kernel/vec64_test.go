package kernel

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/filetest"
)

// bounds64 are the bounds in ulps that are not 2. Gamma functions between their roots are differences: lgamma at 1.5 is
// -.12 = .50 (-.41) + .08. Plain Go's lgamma is math.Lgamma, which loses 8 bits near 1.2: its bound is the 1e-13 that the
// doc of the loops states. GELU is the cdf times x, one rounding more. Log Phi at 0 takes the 2
// ulps of Phi over log 2. Plain Go's cdf is twice rounded math.Erfc. Log I0e is the difference of log I0 and x below 8, in plain Go below
// 20, where an ulp of log I0 is 4 and 8 of its own; the assembly's 1.5 more are three roundings of I0.
var bounds64 = map[Level]map[string]float64{
	Generic: {"Lgamma": 1e-13 / 0x1p-53, "Digamma": 3, "NormalCDF": 2.5, "GELU": 2.5, "LogNormalCDF": 3, "LogBesselI0e": 8},
	AVX2:    {"Lgamma": 4, "Digamma": 3, "GELU": 2.5, "LogNormalCDF": 3, "LogBesselI0e": 5.5},
	AVX512:  {"Lgamma": 4, "Digamma": 3, "GELU": 2.5, "LogNormalCDF": 3, "LogBesselI0e": 5.5},
}

// TestFloat64Ulps bounds the float64 loops against values to 60 digits, at every level.
func TestFloat64Ulps(t *testing.T) {
	var rows map[string][][3]float64 // x, f(x) rounded, and what rounding left in ulps
	filetest.ReadJSON(t, "testdata/vec64.json", &rows)
	levels(t, func(t *testing.T) {
		for _, u := range unary {
			worst, at := 0., 0.
			for _, r := range rows[u.name] {
				dst := []float64{r[0]}
				u.loop64(dst, dst)
				_, e := math.Frexp(r[1])
				if d := math.Abs((dst[0]-r[1])/math.Ldexp(1, max(e-53, -1074)) - r[2]); !(d <= worst) {
					worst, at = d, r[0]
				}
			}
			if n := len(rows[u.name]); n > 0 {
				bound := 2.
				if b, ok := bounds64[CPULevel()][u.name]; ok {
					bound = b
				}
				if !(worst <= bound) {
					t.Errorf("%s is %.3g ulps off at %v, want at most %v", u.name, worst, at, bound)
				}
				t.Logf("%-10s %d values, %.3f ulps at %v", u.name, n, worst, at)
			}
		}
	})
}
