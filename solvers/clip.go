package solvers

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	"gorgonia.org/gorgonia"
)

// ClipGlobalNorm scales all gradients by limit/norm if their global norm, the root of the sum of all squares,
// exceeds limit, and returns the norm before scaling: Pascanu et al. (2013), algorithm 1, arXiv:1211.5063, and
// optax.clip_by_global_norm to rounding. A limit of 0 or less, or +Inf, only measures. A norm that is NaN or +Inf,
// because a gradient is, leaves the gradients as they are (optax would spread NaN to all): the caller must look.
//
// Squares are summed in float64, in a fixed order, and cannot overflow or vanish. It allocates nothing. Gradients
// that are one buffer under two parameters count twice and are scaled once.
func ClipGlobalNorm(params []gorgonia.ValueGrad, limit float64) (norm float64, err error) {
	if norm, err = GlobalNorm(params); err != nil {
		return 0, err
	}
	if !(limit > 0 && norm > limit) || math.IsInf(norm, 1) {
		return norm, nil
	}
	for i, p := range params {
		if grad, _ := p.Grad(); single(grad.Dtype()) {
			scaleOnce[float32](params[:i], grad, limit, norm)
		} else {
			scaleOnce[float64](params[:i], grad, limit, norm)
		}
	}
	return norm, nil
}

// GlobalNorm is the root of the sum of the squares of all gradients, NaN or +Inf if one of them is.
func GlobalNorm(params []gorgonia.ValueGrad) (float64, error) {
	sum, err := sumSquares(params, 1)
	if err != nil {
		return 0, fmt.Errorf("solvers: global norm: %w", err)
	}
	if sum > 1e-280 && sum < math.Inf(1) || math.IsNaN(sum) {
		return math.Sqrt(sum), nil
	}
	// Squares of float64 gradients overflowed or vanished: sum them in units of the largest gradient.
	unit := largest(params)
	if unit == 0 || math.IsInf(unit, 1) {
		return unit, nil
	}
	sum, err = sumSquares(params, unit)
	return unit * math.Sqrt(sum), err
}

func sumSquares(params []gorgonia.ValueGrad, unit float64) (sum float64, err error) {
	for i, p := range params {
		_, grad, err := valueGrad(i, p)
		if err != nil {
			return 0, err
		}
		sum += float64s.SumSquares(grad, unit)
	}
	return sum, nil
}

// largest is the largest absolute gradient, +Inf if one is infinite.
func largest(params []gorgonia.ValueGrad) (top float64) {
	for _, p := range params {
		grad, _ := p.Grad()
		top = max(top, float64s.Peak(grad))
	}
	return top
}

// scaleOnce multiplies grad by limit/norm unless it is the memory of an earlier gradient, which had its turn.
func scaleOnce[T float32 | float64](earlier []gorgonia.ValueGrad, grad gorgonia.Value, limit, norm float64) {
	x := ops.Data[T](grad)
	for _, p := range earlier {
		other, _ := p.Grad()
		if other.Dtype() == grad.Dtype() && len(x) > 0 && &ops.Data[T](other)[0] == &x[0] {
			return
		}
	}
	if factor := limit / norm; factor > 1e-30 {
		kernel.Mul(x, x, []T{T(factor)})
		return
	}
	// The factor would vanish in T, the quotient need not.
	for i := range x {
		x[i] = T(float64(x[i]) / norm * limit)
	}
}
