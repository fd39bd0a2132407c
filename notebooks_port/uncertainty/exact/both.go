package exact

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/optimize"
)

// meanField is the negative ELBO per row of a line with a scale whose four weights are independent normals, with priors N(m, 1) whose
// locations m are trained too and so equal the posterior's. Its expectation over the mean's weights is closed, that over the scale's a
// Gauss-Hermite sum.
type meanField struct {
	scaled
	at, weight []float64 // standard normal abscissae
}

// unit brings the eight parameters (means, then logarithms of standard deviations) to one size for the search.
var unit = [4]float64{.01, .5, 1, 10}

// Both is the mean-field posterior of the weights of a line with a scale: means and standard deviations, and the negative ELBO per
// row in nats.
func Both(x, y []float64, rate float64) (mean, sd []float64, loss float64, err error) {
	p := meanField{scaled: scaled{x, y, rate}}
	p.at, p.weight = hermite(64)
	likely, _, err := Aleatoric(x, y, rate)
	if err != nil {
		return nil, nil, 0, err
	}
	start := make([]float64, 8)
	for j, w := range likely {
		start[j] = w / unit[j]
	}
	r, err := optimize.Minimize(optimize.Problem{Func: p.loss, Grad: p.slope}, start, &optimize.Settings{GradientThreshold: 1e-9}, &optimize.BFGS{})
	if r == nil {
		return nil, nil, 0, fmt.Errorf("exact: the mean-field posterior: %w", err)
	}
	g := make([]float64, 8)
	for p.slope(g, r.X); len(g) > 0; g = g[1:] {
		if !(math.Abs(g[0]) < 1e-7) {
			return nil, nil, 0, fmt.Errorf("exact: the mean-field posterior: gradient %g at the end: %w", g[0], err)
		}
	}
	mean, sd = split(r.X)
	return mean, sd, r.F, nil
}

// hermite are the points and weights of expectations over N(0, 1).
func hermite(n int) (at, weight []float64) {
	at, weight = make([]float64, n), make([]float64, n)
	quad.Hermite{}.FixedLocations(at, weight, math.Inf(-1), math.Inf(1))
	for i, z := range at {
		weight[i] /= math.SqrtPi
		at[i] = math.Sqrt2 * z
	}
	return at, weight
}

// Predictive is what a line with a scale predicts at each x when its weights are independent normals: the mean of y, and its standard
// deviation, that of the mean's weights and of the noise together. Weights whose standard deviations are 0 are known.
func Predictive(x, mean, sd []float64, rate float64) (loc, spread []float64) {
	at, weight := hermite(64)
	loc, spread = make([]float64, len(x)), make([]float64, len(x))
	for i, x := range x {
		variance := sd[0]*sd[0]*x*x + sd[2]*sd[2]
		for k, z := range at {
			s := Floor + Softplus(rate*(mean[1]*x+mean[3]+math.Hypot(sd[1]*x, sd[3])*z))
			variance += weight[k] * s * s
		}
		loc[i], spread[i] = mean[0]*x+mean[2], math.Sqrt(variance)
	}
	return loc, spread
}

func split(p []float64) (mean, sd []float64) {
	mean, sd = make([]float64, 4), make([]float64, 4)
	for j, u := range unit {
		mean[j], sd[j] = p[j]*u, math.Exp(p[4+j])*u
	}
	return mean, sd
}

func (p meanField) loss(v []float64) float64 { return p.both(nil, v) }

func (p meanField) slope(g, v []float64) { p.both(g, v) }

// both returns the loss and, if g is not nil, sets it to the gradient.
func (p meanField) both(g, v []float64) float64 {
	mean, sd := split(v)
	var dMean, dSD [4]float64
	n, total := float64(len(p.x)), 0.
	for i, x := range p.x {
		r := p.residual(i, mean)
		square := r*r + sd[0]*sd[0]*x*x + sd[2]*sd[2] // E (y - loc)²
		spread := math.Hypot(sd[1]*x, sd[3])          // of t = k1 x + b1
		precision, dt, ds := 0., 0., 0.
		for k, z := range p.at {
			q, dq, _ := p.scale(mean[1]*x + mean[3] + spread*z)
			e := math.Exp(-2 * q)
			total += p.weight[k] * (q + square*e/2)
			precision += p.weight[k] * e
			slope := p.weight[k] * (1 - square*e) * dq
			dt += slope
			ds += slope * z
		}
		for j, d := range [4]float64{x, x, 1, 1} {
			if j%2 == 0 {
				dMean[j] -= r * precision * d
				dSD[j] += sd[j] * d * d * precision
			} else {
				dMean[j] += dt * d
				dSD[j] += ds * sd[j] * d * d / spread
			}
		}
	}
	kl := 0.
	for j, s := range sd {
		kl += (s*s-1)/2 - math.Log(s)
		if g != nil {
			g[j] = dMean[j] / n * unit[j]
			g[4+j] = (dSD[j] + s - 1/s) / n * s
		}
	}
	return (total+kl)/n + halfLog2Pi
}
