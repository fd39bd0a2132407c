package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// specials are the functions of up to three numbers behind the distributions.
var specials = map[string]func(a, b, c float64) float64{
	"RegIncGamma64":        func(a, b, _ float64) float64 { return RegIncGamma64(a, b) },
	"RegIncGammaC64":       func(a, b, _ float64) float64 { return RegIncGammaC64(a, b) },
	"LogRegIncGamma64":     func(a, b, _ float64) float64 { return LogRegIncGamma64(a, b) },
	"LogRegIncGammaC64":    func(a, b, _ float64) float64 { return LogRegIncGammaC64(a, b) },
	"GammaShapeSlope64":    func(a, b, _ float64) float64 { return GammaShapeSlope64(a, b) },
	"LogGammaShapeSlope64": func(a, b, c float64) float64 { return LogGammaShapeSlope64(a, b, c > 0) },
	"GammaHazard64":        func(a, b, c float64) float64 { return GammaHazard64(a, b, c > 0) },
	"LogGammaDensity64":    func(a, b, _ float64) float64 { return LogGammaDensity64(a, b) },
	"RegIncBeta64":         RegIncBeta64,
	"RegIncBetaC64":        RegIncBetaC64,
	"LogRegIncBeta64":      func(a, b, c float64) float64 { return LogRegIncBeta64(a, b, c, false) },
	"LogRegIncBetaC64":     func(a, b, c float64) float64 { return LogRegIncBeta64(a, b, c, true) },
	"BetaSlope64":          func(a, b, c float64) float64 { return BetaSlope64(a, b, c, true) },
	"LogBetaSlope64":       func(a, b, c float64) float64 { return LogBetaSlope64(a, b, c, false, true) },
	"BetaHazard64":         func(a, b, c float64) float64 { return BetaHazard64(a, b, c, true) },
	"LogBetaDensity64":     LogBetaDensity64,
	"GammaDraw64":          func(a, b, _ float64) float64 { z, _ := GammaDraw64(a, b); return z },
	"GammaDrawSlope64":     func(a, b, _ float64) float64 { return GammaDrawSlope64(a, math.Exp(b), b) },
	"GammaDrawNoise64":     func(a, b, c float64) float64 { return GammaDrawNoise64(a, c, math.Exp(b), b) },
	"BetaDraw64":           BetaDraw64,
	"BinomialDraw64":       func(a, b, c float64) float64 { return BinomialDraw64(math.Floor(a), b, c) },
	"BetaDrawSlope64":      func(a, b, c float64) float64 { return BetaDrawSlope64(a, b, c, false) },
	"StudentDraw64":        func(a, b, _ float64) float64 { return StudentDraw64(a, b) },
	"StudentDrawSlope64":   StudentDrawSlope64,
	"StudentDrawNoise64":   StudentDrawNoise64,
	"VonMisesCDF64":        func(a, b, _ float64) float64 { return VonMisesCDF64(a, b) },
	"LogVonMisesCDF64":     func(a, b, _ float64) float64 { return LogVonMisesCDF64(a, b) },
	"VonMisesSlope64":      func(a, b, c float64) float64 { return VonMisesSlope64(a, b, c > 0) },
	"VonMisesDraw64":       func(a, b, _ float64) float64 { return VonMisesDraw64(a, b) },
	"VonMisesDrawNoise64":  VonMisesDrawNoise64,
	"SkewNormalCDF64":      func(a, b, _ float64) float64 { return SkewNormalCDF64(a, b) },
	"LogSkewNormalCDF64":   func(a, b, _ float64) float64 { return LogSkewNormalCDF64(a, b) },
	"LogPoisson64":         func(a, b, _ float64) float64 { return LogPoisson64(a, b) },
	"LogNegativeBinomial":  LogNegativeBinomial64,
	"NegativeBinomialSl":   NegativeBinomialSlope64,
	"LogBinomialMass64":    LogBinomialMass64,
	"LogBinomial64":        func(a, b, _ float64) float64 { return LogBinomial64(a, b) },
	"DigammaBetween64":     func(a, b, _ float64) float64 { return DigammaBetween64(a, b) },
	"LogNormalQuantile64":  func(a, _, _ float64) float64 { return LogNormalQuantile64(a) },
	"LogBesselI064":        func(a, _, _ float64) float64 { return LogBesselI064(a) },
	"LogBesselI0e64":       func(a, _, _ float64) float64 { return LogBesselI0e64(a) },
	"BesselCumulant64":     func(a, b, _ float64) float64 { return BesselCumulant64(a, 1+int(math.Float64bits(b)%8)) },
}

// probabilities are those of which every value is one, or the logarithm of one, or NaN.
var probabilities = map[string][2]float64{
	"RegIncGamma64": {0, 1}, "RegIncGammaC64": {0, 1}, "RegIncBeta64": {0, 1}, "RegIncBetaC64": {0, 1}, "BetaDraw64": {0, 1},
	"LogRegIncGamma64": {math.Inf(-1), 0}, "LogRegIncGammaC64": {math.Inf(-1), 0}, "LogRegIncBeta64": {math.Inf(-1), 0},
	"LogRegIncBetaC64": {math.Inf(-1), 0}, "VonMisesCDF64": {0, 1}, "LogVonMisesCDF64": {math.Inf(-1), 0}, "SkewNormalCDF64": {0, 1},
	"LogSkewNormalCDF64": {math.Inf(-1), 0}, "GammaDraw64": {0, math.Inf(1)}, "VonMisesDraw64": {-math.Pi, math.Pi},
	"LogPoisson64": {math.Inf(-1), 1e-9}, "LogBinomialMass64": {math.Inf(-1), 1e-9},
}

// anyNumber is any bits, or a size that matters somewhere.
func anyNumber(r *rand.Rand) float64 {
	edges := [...]float64{0, math.Copysign(0, -1), 5e-324, 1e-300, 1e-10, .5, 1, 1 - 0x1p-53, 1 + 0x1p-52, 2, 8, 19, 20, 700, 1e5, 1e15, 1e18, 1e40, 1e150,
		1e300, math.MaxFloat64, math.Inf(1), math.NaN(), -1, -38, -1e3, -1e300, math.Inf(-1), math.Pi}
	switch r.IntN(4) {
	case 0:
		return math.Float64frombits(r.Uint64())
	case 1:
		return edges[r.IntN(len(edges))]
	case 2:
		return r.NormFloat64() * 10
	}
	return math.Exp(r.NormFloat64() * 20)
}

// Whatever the bits of the arguments, no function panics or takes long, and probabilities are some, or NaN.
func TestSpecialsSurviveAnyNumbers(t *testing.T) {
	for name, f := range specials {
		r := rand.New(rand.NewPCG(5, uint64(len(name))))
		for range 3000 {
			a, b, c := anyNumber(r), anyNumber(r), anyNumber(r)
			start := time.Now()
			y := f(a, b, c)
			if spent := time.Since(start); spent > time.Second {
				t.Errorf("%s(%v, %v, %v) took %v", name, a, b, c, spent)
			}
			if p, ok := probabilities[name]; ok && (y < p[0] || y > p[1]) {
				t.Fatalf("%s(%v, %v, %v) is %v, outside %v", name, a, b, c, y, p)
			}
		}
	}
}
