package kernel

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
)

// unary are the loops with the scalar form each must agree with and the domain of float32 arguments swept.
var unary = []struct {
	name   string
	f      func(float64) float64
	loop64 func(dst, x []float64)
	loop32 func(dst, x []float32)
	lo     float64 // below it (at it too, if an infinity follows) the result may be NaN
}{
	{"Exp", math.Exp, Exp[float64], Exp[float32], math.Inf(-1)},
	{"Expm1", math.Expm1, Expm1[float64], Expm1[float32], math.Inf(-1)},
	{"Log", Log64, Log[float64], Log[float32], 0},
	{"Log1p", math.Log1p, Log1p[float64], Log1p[float32], -1},
	{"Sin", math.Sin, Sin[float64], Sin[float32], math.Inf(-1)},
	{"Cos", math.Cos, Cos[float64], Cos[float32], math.Inf(-1)},
	{"Tanh", math.Tanh, Tanh[float64], Tanh[float32], math.Inf(-1)},
	{"Sigmoid", Sigmoid64, Sigmoid[float64], Sigmoid[float32], math.Inf(-1)},
	{"LogSigmoid", LogSigmoid64, LogSigmoid[float64], LogSigmoid[float32], math.Inf(-1)},
	{"Softplus", Softplus64, Softplus[float64], Softplus[float32], math.Inf(-1)},
	{"Erf", math.Erf, Erf[float64], Erf[float32], math.Inf(-1)},
	{"Erfc", math.Erfc, Erfc[float64], Erfc[float32], math.Inf(-1)},
	{"NormalCDF", NormalCDF64, NormalCDF[float64], NormalCDF[float32], math.Inf(-1)},
	{"LogNormalCDF", LogNormalCDF64, LogNormalCDF[float64], LogNormalCDF[float32], math.Inf(-1)},
	{"NormalQuantile", NormalQuantile64, NormalQuantile[float64], NormalQuantile[float32], 0},
	{"InverseMills", InverseMills64, InverseMills[float64], InverseMills[float32], math.Inf(-1)},
	{"Lgamma", Lgamma64, Lgamma[float64], Lgamma[float32], math.Inf(-1)},
	{"Digamma", Digamma64, Digamma[float64], Digamma[float32], 0},
	{"Trigamma", Trigamma64, Trigamma[float64], Trigamma[float32], math.Inf(-1)},
	{"LogBesselI0e", LogBesselI0e64, LogBesselI0e[float64], LogBesselI0e[float32], math.Inf(-1)},
	{"GELU", GELU64, GELU[float64], GELU[float32], math.Inf(-1)},
	{"SiLU", SiLU64, SiLU[float64], SiLU[float32], math.Inf(-1)},
	{"GELUGrad", GELUGrad64, gradOf(GELUGrad[float64]), gradOf(GELUGrad[float32]), math.Inf(-1)},
	{"SiLUGrad", SiLUGrad64, gradOf(SiLUGrad[float64]), gradOf(SiLUGrad[float32]), math.Inf(-1)},
}

// gradOf is the gradient loop at dy = 1.
func gradOf[T Float](grad func(dst, x, dy []T)) func(dst, x []T) {
	return func(dst, x []T) {
		dy := make([]T, len(x))
		for i := range dy {
			dy[i] = 1
		}
		grad(dst, x, dy)
	}
}

// ulps is the distance of got from want in units of the last place of float32 at want.
func ulps(got float32, want float64) float64 {
	if w := float32(want); got == w && math.IsInf(float64(w), 0) || got != got && want != want {
		return 0
	}
	_, e := math.Frexp(want)
	return math.Abs(float64(got)-want) / math.Ldexp(1, max(e-24, -149))
}

// sweep is every 20011th float32, and the neighbourhoods where functions have roots or loops change branch.
func sweep() []float32 {
	var x []float32
	for b := uint64(0); b < 1<<32; b += 20011 {
		if v := math.Float32frombits(uint32(b)); v == v && !math.IsInf(float64(v), 0) {
			x = append(x, v)
		}
	}
	for _, c := range []float32{1e-7, .5, 1, 1.4616321, 1.5, 2, 2.5, 3, 8, 10, 16, 20, 80, 87.3, 88.7, 90, 103.9, 128} {
		b := math.Float32bits(c)
		for d := uint32(0); d < 400; d++ {
			x = append(x, math.Float32frombits(b+d), math.Float32frombits(b-d), -math.Float32frombits(b+d), -math.Float32frombits(b-d))
		}
	}
	for v := float32(.25); v < 3.5; v += 1. / 16384 {
		x = append(x, v, -v)
	}
	return x
}

// TestFloat32Sweep bounds the float32 loops against the float64 forms, which the goldens bound: half an ulp is the
// rounding of the result, and the doc of the loops states 2.3, which SiLU needs (2.22 at -5.196) and softplus (2.02).
func TestFloat32Sweep(t *testing.T) {
	slow.Test(t)
	x := sweep()
	want := make([][]float64, len(unary))
	for i, u := range unary {
		want[i] = make([]float64, len(x))
		for j, v := range x {
			want[i][j] = u.f(float64(v))
		}
	}
	levels(t, func(t *testing.T) {
		dst := make([]float32, len(x))
		for i, u := range unary {
			u.loop32(dst, x)
			checkSweep(t, u.name, u.lo, dst, x, want[i])
		}
	})
}

func checkSweep(t *testing.T, name string, lo float64, dst, x []float32, want []float64) {
	worst, at, n := 0., float32(0), 0
	for i, v := range x {
		if dst[i] != dst[i] && float64(v) >= lo && want[i] == want[i] {
			t.Errorf("%s(%v) is NaN, want %v", name, v, want[i])
		}
		e := ulps(dst[i], want[i])
		if !(e <= 2.3) {
			if n++; n <= 3 {
				t.Errorf("%s(%v) = %v, want %v: %.3g ulps", name, v, dst[i], want[i], e)
			}
		}
		if e > worst {
			worst, at = e, v
		}
	}
	t.Logf("%-12s %.4f ulps at %v", name, worst, at)
}

// ulps64 is the distance of got from want in units of the last place of want.
func ulps64(got, want float64) float64 {
	if got == want || got != got && want != want {
		return 0
	}
	_, e := math.Frexp(want)
	return math.Abs(got-want) / math.Ldexp(1, max(e-53, -1074))
}

// TestSpecialLoops checks that a loop agrees with its scalar form to 2 ulps in float64, that dst may be x, and that it
// does not allocate.
func TestSpecialLoops(t *testing.T) { levels(t, specialLoops) }

func specialLoops(t *testing.T) {
	for _, u := range unary {
		x := []float64{-104, -2.5, -.3, 0, 1e-30, .7, 1, 1.5, 2, 3, 88, 1e4}
		want := make([]float64, len(x))
		for i, v := range x {
			want[i] = u.f(v)
		}
		u.loop64(x, x)
		for i := range x {
			if !(ulps64(x[i], want[i]) <= 2) {
				t.Errorf("%s: element %d in place is %v, want %v", u.name, i, x[i], want[i])
			}
		}
		u.loop64(nil, nil)
		u.loop32(nil, nil)
	}
	x32, x64 := []float32{0, 1e4, -1e4, 200, 1, 2, 3, 4}, make([]float64, 8)
	if n := testing.AllocsPerRun(10, func() { Exp(x32, x32); Exp(x64, x64); Erf(x32, x32); SiLUGrad(x32, x32, x32) }); n != 0 {
		t.Errorf("%v allocations a run, want 0", n)
	}
}

func TestSpecialLengths(t *testing.T) {
	for name, f := range map[string]func(){
		"Exp":        func() { Exp(make([]float32, 3), make([]float32, 2)) },
		"Log":        func() { Log(make([]float64, 2), make([]float64, 3)) },
		"GELUGrad":   func() { GELUGrad(make([]float64, 3), make([]float64, 3), make([]float64, 2)) },
		"RegIncBeta": func() { RegIncBeta(make([]float64, 3), make([]float64, 3), make([]float64, 2), make([]float64, 3)) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic for slices of unequal length")
				}
			}()
			f()
		})
	}
}

// BenchmarkSpecial reports ns per element for arguments between .2 and 12, in no order that a branch could follow.
func BenchmarkSpecial(b *testing.B) {
	const n = 4096
	x64, x32, d64, d32 := make([]float64, n), make([]float32, n), make([]float64, n), make([]float32, n)
	for i := range x64 {
		_, f := math.Modf(float64(i) * math.Phi)
		x64[i] = .2 + 11.8*f*f
		x32[i] = float32(x64[i])
	}
	run := func(name string, loop func()) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				loop()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/elem")
		})
	}
	for _, u := range unary[:len(unary)-2] {
		run(fmt.Sprintf("%s/32", u.name), func() { u.loop32(d32, x32) })
		run(fmt.Sprintf("%s/64", u.name), func() { u.loop64(d64, x64) })
	}
	run("GELUGrad/32", func() { GELUGrad(d32, x32, x32) })
	run("GELUGrad/64", func() { GELUGrad(d64, x64, x64) })
	run("SiLUGrad/32", func() { SiLUGrad(d32, x32, x32) })
	run("SiLUGrad/64", func() { SiLUGrad(d64, x64, x64) })
	scalar := func(name string, f func(x float64) float64) {
		run(name+"/64", func() {
			for i, v := range x64 {
				d64[i] = f(v)
			}
		})
	}
	scalar("LBeta", func(x float64) float64 { return LBeta64(x, 12.5) })
	scalar("RegIncBeta", func(x float64) float64 { return RegIncBeta64(x, 12.5, x/20) })
	scalar("RegIncBetaMean1e5", func(x float64) float64 { return RegIncBeta64(1e5, 1e5, .495+x/1200) })
}
