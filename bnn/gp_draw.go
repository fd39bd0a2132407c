package bnn

import (
	"math"

	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// draw is v, (m): of q, or of the prior if that is asked for.
func (p process) draw(s *layers.Scope) *G.Node {
	m := p.loc.Shape()[0]
	noise := ops.Normal(s.SharedKey(), s.Stream("function"), s.Dtype(), m)
	if s.Prior() {
		return noise
	}
	return ops.Add(p.loc, ops.Reshape(ops.MatMul(p.scale, column(noise), false, false), m))
}

// open is a draw of what u leaves open of f, (n): a function e of the prior minus what its own values at the inducing points say of it,
// a e(x) - a r(x, z) L⁻ᵀ L⁻¹ e(z), by Matheron's rule (Wilson et al. 2020, arXiv:2002.09309). e is a sum of random
// waves (Rahimi and Recht 2007), each with its sine and cosine, so that over many draws mean and covariance are exact for any number of them;
// few waves make a single draw's function less of a normal one.
func (p process) open(s *layers.Scope, waves int) *G.Node {
	if waves == 0 {
		waves = 256
	}
	noise := func(name string, shape ...int) *G.Node {
		return ops.Normal(s.SharedKey(), s.Stream(name), s.Dtype(), shape...)
	}
	frequency := ops.Div(noise("frequency", p.x.Shape()[1], waves), p.length)
	sines, cosines := noise("sines", waves, 1), noise("cosines", waves, 1)
	e := func(x *G.Node) *G.Node {
		angle := ops.MatMul(x, frequency, false, false)
		sum := ops.Add(ops.MatMul(ops.Sin(angle), sines, false, false), ops.MatMul(ops.Cos(angle), cosines, false, false))
		return ops.MulConst(sum, 1/math.Sqrt(float64(waves)))
	}
	said := ops.MatMul(p.weights, ops.TriangularSolve(p.factor, e(p.z), false), true, false)
	return ops.Reshape(ops.Sub(ops.Mul(e(p.x), p.amplitude), said), p.mean.Shape()...)
}
