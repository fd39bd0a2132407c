package kernel

import (
	"math"
	"testing"
)

// Both tails of the von Mises cdf and their derivatives for kappa equal mpmath's, from kappa = 0 to 1e10. 1 + kappa t ulps is what the
// rounding of t moves.
func TestVonMisesGolden(t *testing.T) {
	worst := [2]float64{}
	for _, r := range goldenRows[[4]float64](t, "vonmises.json") {
		k, x := r[0], r[1]
		for i, got := range [2]float64{LogVonMisesCDF64(k, x), VonMisesSlope64(k, x, true)} {
			off := math.Abs(got-r[2+i]) / max(math.Abs(r[2+i]), 1e-300)
			worst[i] = max(worst[i], off)
			if off > 1e-12 || off != off {
				t.Errorf("kappa %v, t %v, part %d: %.17g, want %.17g: off by %.2g", k, x, i, got, r[2+i], off)
			}
		}
		e := LogNormalQuantile64(r[2])
		if r[2] < -1e-8 && math.Abs(e) > .01 { // the draw of the noise that belongs to x
			density := -2*k*math.Sin(x/2)*math.Sin(x/2) - math.Log(2*math.Pi) - LogBesselI0e64(k)
			slack := 1e-12 + 8*0x1p-52*math.Abs(r[2])*math.Exp(r[2]-density)/math.Abs(x)
			if got := VonMisesDraw64(k, e); !(math.Abs(got/x-1) <= slack) {
				t.Errorf("kappa %v, e %v: draw %v, want %v", k, e, got, x)
			}
		}
	}
	t.Logf("off by %.2g at most", worst)
}

// Both tails of the skew normal cdf equal mpmath's, to e^-1e10.
func TestSkewNormalGolden(t *testing.T) {
	worst := 0.
	for _, r := range goldenRows[[3]float64](t, "skewnormal.json") {
		x, c, want := r[0], r[1], r[2]
		off := math.Abs(LogSkewNormalCDF64(x, c)-want) / max(1, math.Abs(want))
		rest := Log1mExp64(want)
		other := math.Abs(LogSkewNormalCDF64(-x, -c)-rest) / max(math.Abs(rest), 0x1p-1022)
		worst = max(worst, off, other)
		if !(off <= 1e-13 && other <= 1e-12) {
			t.Errorf("x %v, c %v: %.17g, want %.17g: off by %.2g, the other tail by %.2g", x, c, LogSkewNormalCDF64(x, c), want, off, other)
		}
	}
	t.Logf("off by %.2g at most", worst)
}

// Of no skew the cdf is the normal one, and halves of it at infinite skew.
func TestSkewNormalLimits(t *testing.T) {
	for _, x := range []float64{-39, -8, -1, 0, .3, 2, 9} {
		for c, want := range map[float64]float64{0: LogNormalCDF64(x), math.Inf(1): math.Log(max(0, math.Erf(x/math.Sqrt2)))} {
			if got := LogSkewNormalCDF64(x, c); got != want && !(math.Abs(got-want) <= 1e-13*max(math.Abs(want), 1e-300)) {
				t.Errorf("x %v, c %v: %v, want %v", x, c, got, want)
			}
		}
	}
}
