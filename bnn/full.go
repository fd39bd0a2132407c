package bnn

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// FullCovariance is one normal over all Bayesian weights of a small network together, N(loc, L Lᵀ) with L lower
// triangular in the order in which the network declares them; its diagonal is Floor + softplus(scale). Each weight of
// size d has its rows of L below the diagonal in a parameter factor (d, c + d), where c weights were declared before it;
// it starts at 0, as a MeanField.
type FullCovariance struct {
	Floor float64            // of L's diagonal
	SD    layers.Initializer // where the diagonal starts; nil: .05/sqrt(fan-in)
}

// fullLimit is how many weights a FullCovariance may have: L then has 4 million numbers.
const fullLimit = 2000

func (p FullCovariance) guide(top *layers.Scope) guide {
	checkFloor(p.Floor)
	return &full{FullCovariance: p, top: top}
}

// full is a FullCovariance in a pass.
type full struct {
	FullCovariance
	top    *layers.Scope
	before G.Nodes // eps of the weights so far, as columns
	count  int
}

func (p *full) declare(t *weight, init layers.Initializer) {
	p.count += t.size()
	if p.count > fullLimit {
		build.Fail("full covariance", nil, "there are more than %d weights: take LowRank, or choose fewer by Only and Except", fullLimit)
	}
	t.declareNormal(init, orElse(p.SD, fanInSD(.05)), p.Floor)
	raw := t.scope.Param("factor", layers.Zeros, t.size(), p.count)
	c := p.count - t.size()
	t.factor = ops.StrictTril(ops.Slice(raw, 1, c, p.count))
	if c > 0 {
		t.factor = ops.Concat(1, ops.Slice(raw, 1, 0, c), t.factor)
	}
	p.before = append(p.before, t.flat(t.noise()))
	t.white = ops.Concat(0, p.before...)
}

func (p *full) draw(t *weight) *G.Node {
	if t.drawn == nil {
		t.drawn = ops.Add(ops.Add(t.loc, t.deviation()), t.shaped(ops.MatMul(t.factor, t.white, false, false)))
	}
	return t.drawn
}

func (p *full) sd(t *weight) *G.Node { return t.marginal(t.factor) }

func (p *full) entropy(*weight, bool) *G.Node { return nil }

func (p *full) joint(ts []*weight, sampled bool) *G.Node {
	var logDet, squares *G.Node
	for _, t := range ts {
		logDet = plus(logDet, t.held(ops.Sum(ops.Log(t.scale))))
		if sampled && !p.top.Pathwise() {
			squares = plus(squares, squareSum(t, true))
		}
	}
	if sampled && p.top.Pathwise() {
		squares = p.whitened(ts)
	}
	return normalEntropy(logDet, p.count, squares)
}

// whitened is |L⁻¹ (w - loc)|² of the draw, derived through the draw alone.
func (p *full) whitened(ts []*weight) *G.Node {
	var rows, moved G.Nodes
	before := 0
	for _, t := range ts {
		own := ops.Add(ops.Diag(ops.Reshape(t.scale, t.size())), ops.Slice(t.factor, 1, before, before+t.size()))
		row := G.Nodes{own}
		if before > 0 {
			row = G.Nodes{ops.Slice(t.factor, 1, 0, before), own}
		}
		if before += t.size(); before < p.count {
			zero := ops.Full(p.top.Graph(), p.top.Dtype(), 0, 1)
			row = append(row, ops.BroadcastTo(zero, tensor.Shape{t.size(), p.count - before}))
		}
		rows, moved = append(rows, ops.Concat(1, row...)), append(moved, t.flat(t.moved()))
	}
	l := ops.StopGradient(ops.Concat(0, rows...))
	return ops.Sum(ops.Square(ops.TriangularSolve(l, ops.Concat(0, moved...), false)))
}
