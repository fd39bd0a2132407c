package solvers

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/internal/float64s"
)

// rootOfMost is half the root of the largest number of a type: gradients up to it have squares, and so have their distances
// from a running mean of such gradients.
func rootOfMost(single bool) float64 {
	if single {
		return 9.2e18
	}
	return 6.7e153
}

// squaresFit refuses finite gradients whose squares overflow their type: the running mean of the squares would be +Inf for
// ever, and its weight would never move again. Norm is that of all gradients, NaN if it is not known.
func (u *updates) squaresFit(norm float64) error {
	for i := range u.slots {
		s := &u.slots[i]
		limit := rootOfMost(single(s.dtype))
		if norm <= limit || float64s.SumSquares(s.grad, 1) <= limit*limit {
			continue
		}
		if top := float64s.Peak(s.grad); top > limit && !math.IsInf(top, 1) {
			return fmt.Errorf("the gradient of %s has an element of size %.3g, whose square is beyond %v: scale the loss or the targets, clip the gradient's norm (Trainer.MaxNorm, ClipGlobalNorm), or compute in float64", s.label(i), top, s.dtype)
		}
	}
	return nil
}

func (s *slot) label(i int) string {
	if s.name != "" {
		return "parameter " + s.name
	}
	return fmt.Sprintf("parameter %d", i)
}
