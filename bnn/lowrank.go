package bnn

import (
	"math"
	"math/rand/v2"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// LowRank is one normal over all Bayesian weights of the network together, N(loc, D² + F Fᵀ), with D = Floor +
// softplus(scale) diagonal and F of Rank columns (Ong, Nott and Smith 2018, arXiv:1701.03208): w = loc + D eps + F z, where
// all weights share the z. Each weight of size d has its rows of F in a parameter factor (d, Rank), beside loc and
// scale.
type LowRank struct {
	Rank  int     // 0: 1
	Floor float64 // of D

	// SD is where D starts; nil: .05/sqrt(fan-in). F starts at random with as much variance for each weight: at 0 it
	// would have no gradient.
	SD layers.Initializer
}

func (p LowRank) guide(top *layers.Scope) guide {
	checkFloor(p.Floor)
	if p.Rank < 0 {
		build.Fail("low rank", nil, "Rank is %d: it is the number of columns of F, at least 1", p.Rank)
	}
	p.Rank = max(p.Rank, 1)
	return &lowRank{LowRank: p, top: top}
}

// lowRank is a LowRank in a pass.
type lowRank struct {
	LowRank
	top   *layers.Scope
	first *layers.Scope // of the first weight, after which z is named: another posterior may have the same top
	z     *G.Node       // (Rank, 1)
}

func (p *lowRank) declare(t *weight, init layers.Initializer) {
	sd := orElse(p.SD, fanInSD(.05))
	t.declareNormal(init, sd, p.Floor)
	t.factor = t.scope.Param("factor", layers.InitializerFunc(func(r *rand.Rand, shape ...int) []float64 {
		x, own := layers.Normal(1/math.Sqrt(float64(p.Rank))).Draw(r, shape...), sd.Draw(r, t.shape...)
		for i := range x {
			x[i] *= own[i/p.Rank]
		}
		return x
	}), t.size(), p.Rank)
	if p.first == nil {
		p.first = t.scope
	}
	t.scope.Turns(p.first.Path(), "factor")
}

func (p *lowRank) draw(t *weight) *G.Node {
	if t.drawn == nil {
		t.drawn = ops.Add(ops.Add(t.loc, t.deviation()), t.shaped(ops.MatMul(t.factor, p.shared(), false, false)))
	}
	return t.drawn
}

func (p *lowRank) shared() *G.Node {
	if p.z == nil {
		p.z = ops.Normal(p.top.SharedKey(), p.first.Stream("factor_draw"), p.top.Dtype(), p.Rank, 1)
	}
	return p.z
}

func (p *lowRank) sd(t *weight) *G.Node { return t.marginal(t.factor) }

// marginal is the standard deviation of elements with a diagonal part and rows of a factor.
func (t *weight) marginal(factor *G.Node) *G.Node {
	return ops.Sqrt(ops.Add(ops.Square(t.scale), t.shaped(ops.Sum(ops.Square(factor), 1))))
}

func (p *lowRank) entropy(*weight, bool) *G.Node { return nil }

// joint is by the determinant lemma with A = F/D: log |D| + log |M|/2 for M = 1 + AᵀA. A draw whitened by D is a = eps + A
// z, and by all of the covariance has the square aᵀa - |L⁻¹Aᵀa|² with M = L Lᵀ.
func (p *lowRank) joint(ts []*weight, sampled bool) *G.Node {
	gram := ops.Diag(ops.Full(p.top.Graph(), p.top.Dtype(), 1, p.Rank))
	var logDet, squares, seen *G.Node
	n := 0
	for _, t := range ts {
		a := t.held(ops.Div(t.factor, t.flat(t.scale)))
		gram = ops.Add(gram, ops.MatMul(a, a, true, false))
		logDet = plus(logDet, t.held(ops.Sum(ops.Log(t.scale))))
		n += t.size()
		if sampled {
			white := ops.Add(t.flat(t.noise()), ops.MatMul(a, p.shared(), false, false))
			if p.top.Pathwise() {
				white = t.flat(ops.Div(t.moved(), t.held(t.scale)))
			}
			squares = plus(squares, ops.Sum(ops.Square(white)))
			seen = plus(seen, ops.MatMul(a, white, true, false))
		}
	}
	l := ops.Cholesky(gram)
	logDet = ops.Add(logDet, ops.Sum(ops.Log(ops.TakeDiag(l))))
	if sampled {
		squares = ops.Sub(squares, ops.Sum(ops.Square(ops.TriangularSolve(l, seen, false))))
	}
	return normalEntropy(logDet, n, squares)
}

// plus is sum + x, where no sum is 0.
func plus(sum, x *G.Node) *G.Node {
	if sum == nil {
		return x
	}
	return ops.Add(sum, x)
}
