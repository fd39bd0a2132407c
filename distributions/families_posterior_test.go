package distributions_test

import (
	"fmt"
	"math"
	"testing"
)

// Rows of every family have finite quantiles between their ends, from 1e-12 to 1 - 1e-9, which equal the
// goldens up to the median.
func TestFamilyQuantiles(t *testing.T) {
	for name, make := range scalarFamilies {
		t.Run(name, func(t *testing.T) {
			_, cases := loadFamily(t, name)
			for _, g := range cases {
				var in []array
				for _, p := range g.params {
					in = append(in, vec(p...))
				}
				q, err := tryPosterior(make, in...)
				if err != nil {
					t.Errorf("%v: %v", g.params, err)
					continue
				}
				for k, p := range []float64{1e-12, .5, 1 - 1e-9} {
					got, want := q.Quantile(p)[0], float64(g.Quantile[k])
					if k == 2 { // the far end of a power's tail is asked of the density's numerics, not of these formulas
						if math.IsNaN(got) || math.IsInf(got, 0) || got < q.Quantile(.5)[0] {
							t.Errorf("%v: quantile %v is %v", g.params, p, got)
						}
						continue
					}
					if off := math.Abs(got - want); !(off <= 1e-6*math.Abs(want)+1e-9*g.largest()) {
						t.Error(fmt.Sprintf("%v: quantile %v is %v, want %v", g.params, p, got, want))
					}
				}
			}
		})
	}
}
