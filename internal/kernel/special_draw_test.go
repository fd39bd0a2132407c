package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Draws of a gamma and their derivatives are what mpmath's incomplete gamma function says: from the tails in incgamma.json follows the
// noise e, whose draw must be x, as far as a rounding of e moves it.
func TestGammaDrawGolden(t *testing.T) {
	worst := [3]float64{}
	for _, r := range goldenRows[[8]float64](t, "incgamma.json") {
		a, x, logP, logQ := r[0], r[1], r[2], r[3]
		e := LogNormalQuantile64(logP)
		logTail, slope := logP, -r[4]
		if logQ < logP {
			e, logTail, slope = -LogNormalQuantile64(logQ), logQ, r[5]
		}
		if math.Abs(e) < 1e-3 || math.IsInf(e, 0) {
			continue
		}
		slope *= math.Exp(logTail - r[6] - math.Log(x)) // of log z
		noise := math.Exp(-e*e/2 - logSqrt2Pi - r[6] - math.Log(x))
		z, logZ := GammaDraw64(a, e)
		// logTail is right to an ulp, and is what e is made from
		slack := 1e-12 + 4*0x1p-52*(math.Abs(noise*e)+math.Abs(logTail*noise))
		if off := math.Abs(logZ - math.Log(x)); off > slack*(1+math.Abs(logZ)) || off != off {
			t.Errorf("a %v, e %v: draw %v, want %v", a, e, z, x)
		}
		for i, p := range [2][2]float64{{GammaDrawSlope64(a, x, math.Log(x)), slope}, {GammaDrawNoise64(a, e, x, math.Log(x)), noise}} {
			if math.Abs(p[1]) > 1e300 || math.Abs(r[6]) > 1e8 {
				continue
			}
			off := math.Abs(p[0]/p[1] - 1)
			worst[i] = max(worst[i], off)
			if off > 1e-11*(1+math.Abs(r[6])/100+math.Abs(logTail)/100) || off != off {
				t.Errorf("a %v, e %v, derivative %d: %v, want %v: off by %.2g", a, e, i, p[0], p[1], off)
			}
		}
	}
	t.Logf("off by %.2g at most", worst)
}

// The cdf of a draw is that of its noise, for shapes from 1e-10 to 1e18 and e to ±38, far beyond where these underflow.
func TestDrawsInvert(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 20000 {
		a, b := math.Exp(r.Float64()*60-23), math.Exp(r.Float64()*60-23)
		e := r.Float64()*76 - 38
		want := LogNormalCDF64(-math.Abs(e))
		if z, _ := GammaDraw64(a, e); z > 1e-300 {
			got := LogRegIncGamma64(a, z)
			if e > 0 {
				got = LogRegIncGammaC64(a, z)
			}
			// z is rounded, which moves the logarithm by its slope times z
			slack := 1e-12*math.Abs(want) + 8*0x1p-52*z*GammaHazard64(a, z, e > 0)
			if !(math.Abs(got-want) <= slack) {
				t.Fatalf("gamma(%v) of %v is %v: log tail %v, want %v", a, e, z, got, want)
			}
		}
		x := BetaDraw64(a, b, e)
		if !(x > 1e-300 && x < .999) {
			if !(x >= 0 && x <= 1) {
				t.Fatalf("beta(%v, %v) of %v is %v", a, b, e, x)
			}
			continue
		}
		got := LogRegIncBeta64(a, b, x, e > 0)
		slack := 1e-12*math.Abs(want) + 8*0x1p-52*x*BetaHazard64(a, b, x, e > 0)
		if !(math.Abs(got-want) <= slack) {
			t.Fatalf("beta(%v, %v) of %v is %v: log tail %v, want %v", a, b, e, x, got, want)
		}
	}
}

// Draws of StudentT and their derivatives equal mpmath's.
func TestStudentDrawGolden(t *testing.T) {
	worst := [3]float64{}
	for _, r := range goldenRows[[5]float64](t, "studentdraw.json") {
		v, e, want := r[0], r[1], r[2]
		draw := StudentDraw64(v, e)
		got := [3]float64{draw, StudentDrawSlope64(v, e, draw), StudentDrawNoise64(v, e, draw)}
		for i, g := range got {
			off := math.Abs(g/r[2+i] - 1)
			worst[i] = max(worst[i], off)
			limit := [3]float64{1e-12, 1e-9, 1e-11}[i]
			if i == 0 {
				limit += 4 * 0x1p-52 * math.Abs(r[4]*e/want) // e is rounded
			}
			if off > limit*(1+math.Abs(math.Log(want))) || off != off {
				t.Errorf("v %v, e %v, part %d: %v, want %v: off by %.2g", v, e, i, g, r[2+i], off)
			}
		}
		if StudentDraw64(v, -e) != -draw {
			t.Errorf("v %v: the draw of -%v is not minus that of it", v, e)
		}
	}
	t.Logf("off by %.2g at most", worst)
}
