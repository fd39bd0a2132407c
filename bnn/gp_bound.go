package bnn

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// expected is the likelihood of a Normal whose location f is normal too, with f taken out on average over the logarithm:
// LogProb(y) = E log N(y; f, Scale²) = log N(y; E f, Scale²) - Var f/(2 Scale²). It is no density, but what a bound on the
// evidence needs. It does not embed y, whose own log-density must not be taken for it.
type expected struct {
	y     distributions.Normal // given f = E f
	ratio *G.Node              // Var f/Scale², (n)
}

var _ distributions.Distribution = expected{}

// BatchShape is (n).
func (d expected) BatchShape() tensor.Shape { return d.y.BatchShape() }

// EventShape is ().
func (d expected) EventShape() tensor.Shape { return d.y.EventShape() }

// Mean is E f.
func (d expected) Mean() *G.Node { return d.y.Mean() }

// LogProb is E log N(y; f, Scale²) for y of (n).
func (d expected) LogProb(y *G.Node) *G.Node {
	return ops.Sub(d.y.LogProb(y), ops.MulConst(d.ratio, .5))
}

// penalty is KL(q(v) || N(0, 1)) in its two parts, (|loc|² + |S|² + m log 2pi)/2 and m (1 + log 2pi)/2 + log det S.
func (p process) penalty(s *layers.Scope) layers.Penalty {
	m := float64(p.loc.Shape()[0])
	squares := ops.Add(ops.Sum(ops.Square(p.loc)), ops.Sum(ops.Square(p.scale)))
	return layers.Penalty{
		Path:         s.Path(),
		CrossEntropy: ops.AddConst(ops.MulConst(squares, .5), m*logSqrt2Pi),
		Entropy:      ops.AddConst(p.logDet(), m*(.5+logSqrt2Pi)),
		Divergence:   p.divergence,
	}
}

// divergence is (|loc|² + |S off its diagonal|²)/2 and that of the diagonal.
func (p process) divergence() *G.Node {
	squares := ops.Add(ops.Sum(ops.Square(p.loc)), ops.Sum(ops.Square(ops.StrictTril(p.scale))))
	return ops.Add(ops.MulConst(squares, .5), ops.Sum(widthDivergence(ops.TakeDiag(p.scale), width{fixed: 1})))
}

func (p process) logDet() *G.Node { return ops.Sum(ops.Log(ops.TakeDiag(p.scale))) }

// standard is -log N(v; 0, 1).
func standard(v *G.Node, m int) *G.Node {
	return ops.AddConst(ops.MulConst(ops.Sum(ops.Square(v)), .5), float64(m)*logSqrt2Pi)
}

// surprise is -log q(v) of a draw.
func (p process) surprise(s *layers.Scope, v *G.Node) *G.Node {
	p.loc, p.scale = held(s, p.loc), held(s, p.scale)
	z := ops.TriangularSolve(p.scale, column(ops.Sub(v, p.loc)), false)
	return ops.Add(standard(z, p.loc.Shape()[0]), p.logDet())
}
