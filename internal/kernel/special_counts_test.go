package kernel

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/filetest"
)

// Log-masses of counts equal mpmath's to 1e-12 max(1, |log p|) up to rates of 1e18, and so do their derivatives relative to what they
// are differences of: y and r of y - r, and an ulp of a logit's probability.
func TestCountsGolden(t *testing.T) {
	var rows map[string][][]float64
	filetest.ReadJSON(t, "../../testdata/counts.json", &rows)
	check := func(what string, r []float64, got, want, scale, tolerance float64) {
		t.Helper()
		if off := math.Abs(got - want); !(off <= tolerance*max(scale, math.Abs(want))) {
			t.Errorf("%s of %v is %.17g, want %.17g: off by %.2g", what, r[:3], got, want, off/max(scale, math.Abs(want)))
		}
	}
	for _, r := range rows["poisson"] {
		check("Poisson", r, LogPoisson64(r[0], r[1]), r[2], 1, 1e-13)
		check("its slope", r, Excess64(r[0], r[1]), r[3], 0, 1e-14)
	}
	for _, r := range rows["negative_binomial"] {
		check("negative binomial", r, LogNegativeBinomial64(r[0], r[1], r[2]), r[3], 1, 1e-12)
		check("its slope for r", r, NegativeBinomialSlope64(r[0], r[1], r[2]), r[4], 0, 1e-9)
		check("its slope for mu", r, Excess64(r[0], r[2])/(1+r[2]/r[1]), r[5], 0, 1e-13)
	}
	for _, r := range rows["binomial"] {
		k, n, l := r[0], r[1], r[2]
		sd := math.Sqrt(n * Sigmoid64(l) * Sigmoid64(-l))
		ulp := 2 * 0x1p-53 * n * min(Sigmoid64(l), Sigmoid64(-l)) // of the mean
		z := math.Abs(r[4]) / sd
		check("binomial", r, LogBinomialMass64(k, n, l), r[3], 1, 1e-12+z*ulp/sd/max(1, math.Abs(r[3])))
		check("its slope", r, BinomialResidual64(k, n, l), r[4], ulp*1e13, 1e-13)
		check("log C", r, LogBinomial64(n, k), r[5], 0, 1e-13)
		check("its slope for n", r, DigammaRise64(n-k+1, k), r[6], 0, 1e-12)
		check("its slope for k", r, DigammaBetween64(n-k+1, k+1), r[7], 0, 1e-12)
	}
}

// The edges: no rate, no dispersion, no trials.
func TestCountsEdges(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for i, c := range [][2]float64{
		{LogPoisson64(0, 0), 0}, {LogPoisson64(2, 0), -inf}, {LogPoisson64(-1, 2), -inf}, {LogPoisson64(1, -1), nan}, {LogPoisson64(1, inf), -inf},
		{LogNegativeBinomial64(0, 2, 0), 0}, {LogNegativeBinomial64(3, 2, 0), -inf}, {LogNegativeBinomial64(3, 0, 1), nan},
		{LogNegativeBinomial64(3, inf, 2), LogPoisson64(3, 2)}, {LogNegativeBinomial64(3, 1e300, 2), LogPoisson64(3, 2)},
		{LogBinomialMass64(0, 0, 1), 0}, {LogBinomialMass64(1, 0, 1), -inf}, {LogBinomialMass64(5, 5, inf), 0}, {LogBinomialMass64(4, 5, inf), -inf},
		{LogBinomialMass64(1, -1, 0), nan}, {LogBinomial64(5, 6), -inf}, {LogBinomial64(5, 0), 0}, {LogBinomial64(5, 5), 0}, {LogBinomial64(1e18, 1), math.Log(1e18)},
	} {
		if c[0] != c[1] && !(c[0] != c[0] && c[1] != c[1]) {
			t.Errorf("case %d is %v, want %v", i, c[0], c[1])
		}
	}
}
