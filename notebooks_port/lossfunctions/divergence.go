package main

import (
	"context"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/stat"
)

// estimate is a mean over rows with its standard error.
type estimate struct {
	Mean float64 `json:"mean"`
	SE   float64 `json:"se"`
}

func estimateOf(v []float64) estimate {
	m, sd := stat.MeanStdDev(v, nil)
	return estimate{m, sd / math.Sqrt(float64(len(v)))}
}

// divergence is how far a network's density q is from the true p, in nats a row.
type divergence struct {
	NLL    estimate `json:"nll"`    // E -log q on held-out rows
	Excess float64  `json:"excess"` // of that over the entropy
	KL     estimate `json:"kl"`     // E log p/q on the same rows
	Exact  float64  `json:"exact"`  // E log p/q as an integral
}

// judge measures the divergence of a model. KL is NLL less the entropy with the noise that both have in common taken out,
// mean -log p of the same rows in place of its expectation. What noise is left has a heavy tail, since -log q grows as y² where
// y's is heavier than any normal's: the integral has none.
func judge(ctx context.Context, m *training.Model, test data.Set, q quadrature) (d divergence, err error) {
	p, err := m.Predict(ctx, test.X)
	if err != nil {
		return d, err
	}
	nll := p.LogProb(test.Y)
	floats.Scale(-1, nll)
	d.NLL = estimateOf(nll)
	d.Excess = d.NLL.Mean - entropy()
	for i, y := range test.Y {
		nll[i] += logDensity(test.X.At(i, 0), y)
	}
	d.KL = estimateOf(nll)

	if p, err = m.Predict(ctx, column(q.x)); err != nil {
		return d, err
	}
	for i, l := range p.LogProb(q.y) {
		d.Exact += q.w[i] * (logDensity(q.x[i], q.y[i]) - l)
	}
	return d, nil
}

// quadrature is points (x, y) with weights that sum to 1: E f(x, y) = sum w f, by the Gauss-Legendre rule in x and the
// trapezoid rule in z, whose error for an integrand that is smooth and vanishes at both ends falls faster than any power of the step.
type quadrature struct{ x, y, w []float64 }

// The z of a quadrature. Of y², with x = 1.5, the density in z is normal around 3: 9 deviations above that are enough.
const minZ, maxZ, stepZ = -9., 12., .125

func newQuadrature(nodes int) (q quadrature) {
	x, wx := make([]float64, nodes), make([]float64, nodes)
	quad.Legendre{}.FixedLocations(x, wx, minX, maxX)
	for i := range x {
		for z := minZ; z <= maxZ; z += stepZ {
			q.x, q.y = append(q.x, x[i]), append(q.y, at(x[i], z))
			q.w = append(q.w, wx[i]/(maxX-minX)*stepZ*math.Exp(-z*z/2)/math.Sqrt(2*math.Pi))
		}
	}
	return q
}
