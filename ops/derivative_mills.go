package ops

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
)

// logNormalCDFDerivative is that of log Phi(x), of order k >= 1: r = phi/Phi and its derivatives.
func logNormalCDFDerivative(x float64, k int) float64 {
	var r taylor
	switch {
	case x != x:
		return x
	case x > -1.5:
		millsByEquation(&r, x, k-1)
	default:
		millsByFraction(&r, -x, k-1)
	}
	return r[k-1] * factorial(k-1)
}

// millsByEquation follows r' = -r (x + r) from r(x).
func millsByEquation(r *taylor, x float64, n int) {
	if r[0] = kernel.InverseMills64(x); r[0] == 0 {
		return // and so are all, where x is infinite too
	}
	for j := range n {
		s := x * r[j]
		if j > 0 {
			s += r[j-1]
		}
		for i := range j + 1 {
			s += r[i] * r[j-i]
		}
		r[j+1] = -s / float64(j+1)
	}
}

// millsByFraction is r = t + 1/(t + 2/(t + 3/(t + ...))) at x = -t (Laplace; DLMF 7.9.3), all of whose terms are positive.
func millsByFraction(r *taylor, t float64, n int) {
	var d, m taylor
	for k := 20 + math.Ceil(400/(t*t)); k >= 1; k-- {
		m = taylor{k}
		d[0], d[1] = r[0]+t, r[1]+1
		copy(d[2:], r[2:])
		r.over(&m, &d, n)
	}
	r[0] += t
	r[1]++
	for j := 1; j <= n; j += 2 { // in x
		r[j] = -r[j]
	}
}
