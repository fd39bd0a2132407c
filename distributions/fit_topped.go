package distributions

import (
	"fmt"
	"math"
)

// limits are the families that others go to as a parameter grows.
var limits = map[string]string{
	"NegativeBinomial.Concentration": "a Poisson, which counts that spread no more than one come from",
	"StudentT.DF":                    "a Normal, which values without heavy tails come from",
}

// topped refuses a maximum below what the likelihood is far along a positive parameter: as that grows the slopes vanish, and sooner than the
// likelihood, so that a point of a steady rise looks like a top. Of counts that spread as a Poisson's it is that at a
// Concentration of 1e9, off by 2e-10 a count, where 1e-14 is what rounding makes.
func (f *fitting) topped(u []float64) error {
	here, err := f.call(u)
	if err != nil {
		return err
	}
	for k, p := range f.params {
		if !p.log {
			continue
		}
		for _, by := range []float64{farAway, -farAway} {
			far := append([]float64(nil), u...)
			far[k] += by
			if there, err := f.call(far); err == nil && there[0][0]-here[0][0] > 1e-14*max(math.Abs(here[0][0]), f.rows.total) {
				return f.risesTo(far, k)
			}
		}
	}
	return nil
}

// lostWay is the error of a climb that has not come to an end.
func (f *fitting) lostWay(start, u []float64) error {
	worst := 0
	for k := range u {
		if math.Abs(u[k]-start[k]) > math.Abs(u[worst]-start[worst]) {
			worst = k
		}
	}
	return f.risesTo(u, worst)
}

// risesTo says where the likelihood rises, which parameter does it, and what to do.
func (f *fitting) risesTo(u []float64, k int) error {
	name, limit := f.params[k].name, "or choose the family that is the limit"
	if l, ok := limits[name]; ok && u[k] > 0 {
		limit = "or choose the family that is the limit, " + l
	}
	return fmt.Errorf("the likelihood has no maximum that can be found: it still rises at %s, and %s moved farthest; hold it by distributions.Constant, %s", f.words(u), name, limit)
}
