package source

import "math"

// vectorLaw is a distribution of vectors whose numbers are distributed as D.
type vectorLaw[D law] interface {
	// LogProb is the log-density of the vector y.
	LogProb(y []float64) float64
	// Mean is E Y.
	Mean() []float64
	// Covariance is that of each pair of numbers.
	Covariance() [][]float64
	// Marginal is the distribution of number j by itself.
	Marginal(j int) D
}

// Independent is a vector whose numbers are independent of each other, given x.
type Independent[D law] struct{ Marginals []D }

// LogProb is the log-density of the vector y, in nats. It panics unless y has as many numbers.
func (d Independent[D]) LogProb(y []float64) (sum float64) {
	checkLength(y, len(d.Marginals))
	for j, m := range d.Marginals {
		sum += m.LogProb(y[j])
	}
	return sum
}

// Marginal is the distribution of number j.
func (d Independent[D]) Marginal(j int) D { return d.Marginals[j] }

// Mean is E Y.
func (d Independent[D]) Mean() []float64 {
	mean := make([]float64, len(d.Marginals))
	for j, m := range d.Marginals {
		mean[j] = m.Mean()
	}
	return mean
}

// Covariance is the variances on the diagonal.
func (d Independent[D]) Covariance() [][]float64 {
	c := matrix(len(d.Marginals))
	for j, m := range d.Marginals {
		c[j][j] = m.Variance()
	}
	return c
}

// StdDev is the standard deviation of each number.
func (d Independent[D]) StdDev() []float64 { return roots(d.Covariance()) }

// VectorMixture is a mixture of distributions of vectors, each with its share of the mass in Weights.
type VectorMixture[V vectorLaw[D], D law] struct {
	Weights    []float64 // that sum to 1
	Components []V
}

// LogProb is the log-density of the vector y, in nats. It panics unless y has as many numbers.
func (d VectorMixture[V, D]) LogProb(y []float64) float64 {
	var s logTotal
	for k, w := range d.Weights {
		if w > 0 {
			s.add(math.Log(w) + d.Components[k].LogProb(y))
		}
	}
	return s.log()
}

// Marginal is the distribution of number j by itself.
func (d VectorMixture[V, D]) Marginal(j int) Mixture[D] {
	m := Mixture[D]{Weights: d.Weights}
	for _, c := range d.Components {
		m.Components = append(m.Components, c.Marginal(j))
	}
	return m
}

// Mean is E Y.
func (d VectorMixture[V, D]) Mean() []float64 {
	mean := make([]float64, len(d.Components[0].Mean()))
	for k, w := range d.Weights {
		for j, v := range d.Components[k].Mean() {
			mean[j] += w * v
		}
	}
	return mean
}

// Covariance is the mean of the covariances and the covariance of the means.
func (d VectorMixture[V, D]) Covariance() [][]float64 {
	mean := d.Mean()
	total := matrix(len(mean))
	for k, w := range d.Weights {
		own, c := d.Components[k].Mean(), d.Components[k].Covariance()
		for i := range total {
			for j := range total {
				total[i][j] += w * (c[i][j] + (own[i]-mean[i])*(own[j]-mean[j]))
			}
		}
	}
	return total
}

// StdDev is the standard deviation of each number.
func (d VectorMixture[V, D]) StdDev() []float64 { return roots(d.Covariance()) }

func checkLength(y []float64, n int) {
	if len(y) != n {
		panic("a vector with another number of numbers than the target")
	}
}

// matrix is a square matrix of zeros.
func matrix(n int) [][]float64 {
	all, c := make([]float64, n*n), make([][]float64, n)
	for i := range c {
		c[i] = all[i*n : i*n+n]
	}
	return c
}

// roots is the square roots of the diagonal.
func roots(c [][]float64) []float64 {
	out := make([]float64, len(c))
	for j := range c {
		out[j] = math.Sqrt(c[j][j])
	}
	return out
}
