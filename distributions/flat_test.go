package distributions

import (
	"math"
	"testing"
)

// A density that varies by 1e-9 has 1e-7 of its mass between the levels of two neighbouring floats.
func TestRegionsOfNearlyFlatRowsHaveTheirMass(t *testing.T) {
	bins := Histogram{Edges: []float64{0, .25, .5, .75, 1}, Mass: []float64{1, 2, 3, 4}}
	for _, e := range []float64{1e-7, 1e-8, 1e-9, 1e-10, 1e-11} {
		for _, s := range [][2]float64{{1, 1 + e}, {1 + e, 1}, {1, 1 - e}, {1 - e, 1}, {1 + e, 1 + e}, {1 - e, 1 - e}} {
			beta := withoutForms(compiledMixture(false, []float64{1, s[0], s[1]}))
			swapped := must1(SwapPrior(beta, bins, FlatPrior{0, 1}))
			for name, q := range map[string]Posterior{"beta": beta, "swapped": swapped, "scaled": must1(swapped.Scaled(3, 7))} {
				for _, mass := range []float64{.1, .68, .999} {
					sum, regions := 0., q.HPD(mass)[0]
					for _, x := range regions {
						sum += q.CDF([]float64{x.Hi})[0] - q.CDF([]float64{x.Lo})[0]
					}
					if math.Abs(sum-mass) > 1e-9 {
						t.Errorf("%s of shapes %v: HPD(%v) %v has %v too much", name, s, mass, regions, sum-mass)
					}
				}
			}
		}
	}
}
