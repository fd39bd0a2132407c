package exact

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// Floor is the least standard deviation that the notebook's networks can give.
const Floor = 1e-3

// scaled is a line with a scale, y ~ N(k0 x + b0, s²) with s = Floor + softplus(rate (k1 x + b1)).
type scaled struct {
	x, y []float64
	rate float64
}

// Aleatoric is the most likely line with a scale, [k0, k1, b0, b1], and its mean negative log-likelihood per row in nats, by Newton's
// method from the least-squares line with a constant scale.
func Aleatoric(x, y []float64, rate float64) (weights []float64, nll float64, err error) {
	line, start := Point(x, y)
	spread := math.Sqrt(2 * (start - halfLog2Pi))
	p := scaled{x, y, rate}
	problem := optimize.Problem{Func: p.nll, Grad: p.grad, Hess: p.hess}
	first := []float64{line[0], 0, line[1], math.Log(math.Expm1(spread)) / rate}
	r, err := optimize.Minimize(problem, first, &optimize.Settings{GradientThreshold: 1e-10}, &optimize.Newton{})
	if r == nil {
		return nil, 0, fmt.Errorf("exact: the line with a scale: %w", err)
	}
	// Near the minimum the function cannot be told from itself, and a line search that gives up there has arrived.
	if g := p.norm(r.X); !(g < 1e-8) {
		return nil, 0, fmt.Errorf("exact: the line with a scale: gradient %g at the end: %w", g, err)
	}
	return r.X, r.F, nil
}

func (p scaled) norm(w []float64) float64 {
	g := make([]float64, 4)
	p.grad(g, w)
	return math.Sqrt(g[0]*g[0] + g[1]*g[1] + g[2]*g[2] + g[3]*g[3])
}

// residual is that of row i from the line.
func (p scaled) residual(i int, w []float64) float64 { return p.y[i] - w[0]*p.x[i] - w[2] }

// scale is the logarithm q of the standard deviation where k1 x + b1 = t, and its first two derivatives by t.
func (p scaled) scale(t float64) (q, dq, ddq float64) {
	s, f := Floor+Softplus(p.rate*t), sigmoid(p.rate*t)
	dq = p.rate * f / s
	return math.Log(s), dq, p.rate*p.rate*f*(1-f)/s - dq*dq
}

func (p scaled) nll(w []float64) float64 {
	sum := 0.
	for i := range p.x {
		r := p.residual(i, w)
		q, _, _ := p.scale(w[1]*p.x[i] + w[3])
		sum += r*r/2*math.Exp(-2*q) + q
	}
	return sum/float64(len(p.x)) + halfLog2Pi
}

func (p scaled) grad(g, w []float64) {
	clear(g)
	n := float64(len(p.x))
	for i, x := range p.x {
		r := p.residual(i, w)
		q, dq, _ := p.scale(w[1]*x + w[3])
		v := math.Exp(-2 * q)
		dm, dt := -r*v/n, (1-r*r*v)*dq/n
		g[0] += dm * x
		g[1] += dt * x
		g[2] += dm
		g[3] += dt
	}
}

func (p scaled) hess(h *mat.SymDense, w []float64) {
	h.Zero()
	n := float64(len(p.x))
	for i, x := range p.x {
		r := p.residual(i, w)
		q, dq, ddq := p.scale(w[1]*x + w[3])
		v := math.Exp(-2 * q)
		second := [2][2]float64{{v, 2 * r * v * dq}, {2 * r * v * dq, 2*r*r*v*dq*dq + (1-r*r*v)*ddq}}
		direction := [4]float64{x, x, 1, 1}
		for a := range 4 {
			for b := a; b < 4; b++ {
				h.SetSym(a, b, h.At(a, b)+second[a%2][b%2]*direction[a]*direction[b]/n)
			}
		}
	}
}
