package bnn

import (
	"math"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/ops"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// closed reports whether widen knows the distribution.
func (t *tangent) closed() bool {
	switch t.q.(type) {
	case distributions.Normal, distributions.Bernoulli, distributions.Categorical:
		return true
	}
	return false
}

// widen makes the outputs of a row those of its prediction, and returns the variance of the mean.
func (t *tangent) widen(row []float64, cov *mat.SymDense) (epistemic float64) {
	switch t.q.(type) {
	case distributions.Normal:
		row[1] = math.Log(math.Exp(2*row[1])+cov.At(0, 0)) / 2
		return cov.At(0, 0)
	case distributions.Bernoulli:
		epistemic = sigmoidVariance(row[0], math.Sqrt(cov.At(0, 0)))
	default:
		epistemic = math.NaN()
	}
	for k := range row {
		row[k] /= math.Sqrt(1 + math.Pi/8*cov.At(k, k))
	}
	return epistemic
}

// sigmoidVariance is the variance of 1/(1 + exp(-f)) for f ~ N(mean, sd²), by the trapezoidal rule, whose error is far
// below that of the rest: the integrand and its derivatives are 0 at 8 standard deviations.
func sigmoidVariance(mean, sd float64) float64 {
	const steps, reach = 256, 8.
	var total, first, second float64
	for k := range steps + 1 {
		z := reach * (2*float64(k)/steps - 1)
		p, w := 1/(1+math.Exp(-mean-sd*z)), math.Exp(-z*z/2)
		total, first, second = total+w, first+w*p, second+w*p*p
	}
	first /= total
	return max(second/total-first*first, 0)
}

// values are the parameters of all rows by node.
func (t *tangent) values(outputs *mat.Dense) func(*G.Node) G.Value {
	n, _ := outputs.Dims()
	byNode := map[*G.Node]G.Value{}
	column := 0
	for _, p := range t.params {
		size, shape, rows := p.node.Shape().TotalSize(), p.node.Shape().Clone(), 1
		if shape[0] == 1 {
			shape[0], rows = n, n
		}
		v := ops.NewValue(tensor.Float64, shape)
		x := ops.Data[float64](v)
		for i := range rows {
			for e := range size {
				x[i*size+e] = outputs.At(i, column+e)
				if p.log {
					x[i*size+e] = math.Exp(x[i*size+e])
				}
			}
		}
		byNode[p.node], column = v, column+size
	}
	return func(n *G.Node) G.Value { return byNode[n] }
}
