package source

import "math"

// MultivariateNormal is the normal vector Loc + Tril e of independent standard normal e: its covariance is Tril Tril'.
type MultivariateNormal struct {
	Loc  []float64
	Tril [][]float64 // lower triangle, with a positive diagonal
}

// LogProb is the log-density of the vector y, in nats. It panics unless y has as many numbers.
func (d MultivariateNormal) LogProb(y []float64) float64 {
	checkLength(y, len(d.Loc))
	e, log := make([]float64, len(y)), 0.
	for i, row := range d.Tril {
		e[i] = y[i] - d.Loc[i]
		for j, v := range e[:i] {
			e[i] -= row[j] * v
		}
		e[i] /= row[i]
		log -= e[i]*e[i]/2 + math.Log(row[i]) + halfLog2Pi
	}
	return log
}

// Mean is Loc.
func (d MultivariateNormal) Mean() []float64 { return append([]float64(nil), d.Loc...) }

// Covariance is Tril Tril'.
func (d MultivariateNormal) Covariance() [][]float64 {
	c := matrix(len(d.Loc))
	for i, a := range d.Tril {
		for j, b := range d.Tril[:i+1] {
			for k := range b[:j+1] {
				c[i][j] += a[k] * b[k]
			}
			c[j][i] = c[i][j]
		}
	}
	return c
}

// StdDev is the standard deviation of each number.
func (d MultivariateNormal) StdDev() []float64 { return roots(d.Covariance()) }

// Marginal is the distribution of number j by itself.
func (d MultivariateNormal) Marginal(j int) Normal {
	sum := 0.
	for _, v := range d.Tril[j][:j+1] {
		sum += v * v
	}
	return Normal{d.Loc[j], math.Sqrt(sum)}
}

// multivariateNormal is the one with these parameters in the network's units.
func multivariateNormal(loc, tril []float) MultivariateNormal {
	n := len(loc)
	d := MultivariateNormal{Loc: make([]float64, n), Tril: matrix(n)}
	for i := range n {
		d.Loc[i] = place(i, loc[i])
		for j := range i + 1 {
			d.Tril[i][j] = stretch(i, tril[i*n+j])
		}
	}
	return d
}
