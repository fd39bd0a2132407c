// Package exact solves the notebook's regressions without sampling, in float64: what gradient descent has to arrive at.
//
// Weights are listed as the network has them, kernel first: [kernel, bias] of a line, [kernel of the mean, kernel of the scale, bias of the
// mean, bias of the scale] of a line with a scale.
package exact

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

const halfLog2Pi = 0.91893853320467274178032973640561764

// Softplus is log(1 + e^t).
func Softplus(t float64) float64 { return max(t, 0) + math.Log1p(math.Exp(-math.Abs(t))) }

// sigmoid is the derivative of Softplus.
func sigmoid(t float64) float64 { return 1 / (1 + math.Exp(-t)) }

// Point is the least-squares line, [kernel, bias], and its mean negative log-likelihood per row under N(., 1), in nats.
func Point(x, y []float64) (line []float64, nll float64) {
	a := mat.NewDense(len(x), 2, nil)
	a.SetCol(0, x)
	for i := range x {
		a.Set(i, 1, 1)
	}
	var w mat.VecDense
	if err := w.SolveVec(a, mat.NewVecDense(len(y), y)); err != nil {
		return []float64{math.NaN(), math.NaN()}, math.NaN() // all x are equal
	}
	line = []float64{w.AtVec(0), w.AtVec(1)}
	for i, v := range x {
		r := y[i] - line[0]*v - line[1]
		nll += r * r / 2
	}
	return line, nll/float64(len(x)) + halfLog2Pi
}

// Posterior is what is known of a line's weights under unit noise and a prior N(m, 1) for each, m being the posterior mean itself, as
// when the prior's location is trained too: the mean is then the least-squares line, and the covariance (XᵀX + 1)⁻¹.
type Posterior struct {
	Mean, SD  []float64
	Corr      float64
	MeanField []float64 // standard deviations of the independent normals nearest in KL(q || p): 1/sqrt((XᵀX + 1)_ii), too narrow
}

// Epistemic is the posterior of the line.
func Epistemic(x, y []float64) Posterior {
	line, _ := Point(x, y)
	xx, sum, n := 1., 0., 1+float64(len(x))
	for _, v := range x {
		xx += v * v
		sum += v
	}
	det := xx*n - sum*sum
	return Posterior{
		Mean:      line,
		SD:        []float64{math.Sqrt(n / det), math.Sqrt(xx / det)},
		Corr:      -sum / math.Sqrt(xx*n),
		MeanField: []float64{1 / math.Sqrt(xx), 1 / math.Sqrt(n)},
	}
}
