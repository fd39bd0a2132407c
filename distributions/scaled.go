package distributions

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/internal/density"
)

// Scaled is the law of shift + scale y for each row, such as that of a target in physical units whose scaled form the
// network saw. A density carries the Jacobian, log p(y) = log p(u) - log scale with u = (y - shift)/scale, entropies
// grow by log scale; masses of atoms stay. The scale must be positive and finite.
func (q Posterior) Scaled(shift, scale float64) (Posterior, error) {
	if !(scale > 0) || math.IsInf(scale, 1) || math.IsNaN(shift) || math.IsInf(shift, 0) {
		return Posterior{}, fmt.Errorf("distributions: Scaled: shift %v and scale %v: both must be finite and the scale positive", shift, scale)
	}
	if q.f == nil {
		return q, nil
	}
	return q.over(density.Scale(q.f, shift, scale)), nil
}
