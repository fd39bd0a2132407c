package bnn

import (
	"strings"

	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// Correlated is a normal for each dense layer, in which the weights of a unit are correlated, alike for all units of the
// layer:
//
//	K = loc + L (sd eps),  bias = loc_b + c (sd eps) + sd_b eps_b
//
// for a kernel K (in, out), with L (in, in) lower triangular with a diagonal of 1, c (1, in), and standard normals eps: matrix
// normals (Louizos and Welling 2016, arXiv:1603.04733) whose units have a scale of their own along each column of L. A
// direction that no row has stays as wide as the prior, which independent weights cannot be in all directions but a
// few; so a layer knows which of its inputs it has not seen. L, without its diagonal, and c start at 0, as MeanField, and
// are the parameters called factor. It is drawn by row in two products, as MeanField, and one more of (rows, in) by (in,
// in). Convolutions, layers of more than 2,000 inputs, and weights that multiply no rows are independent.
type Correlated struct {
	Floor float64 // of sd

	// SD is where sd starts; nil: .1/sqrt(fan-in), a tenth of the weights that layers.LecunNormal draws, from where it comes
	// to its place in some hundred steps of training.Adam.
	SD layers.Initializer
}

// correlatedLimit is how many inputs a layer may have for L to be learned: it then has 4 million numbers.
const correlatedLimit = 2000

func (p Correlated) guide(*layers.Scope) guide {
	checkFloor(p.Floor)
	return &correlated{p, map[string]*weight{}}
}

// correlated is a Correlated in a pass.
type correlated struct {
	Correlated
	kernels map[string]*weight // by the paths of their layers
}

func (p *correlated) declare(t *weight, init layers.Initializer) {
	t.declareNormal(init, orElse(p.SD, fanInSD(.1)), p.Floor)
	layer, name := "", t.scope.Path()
	if at := strings.LastIndex(name, "/"); at >= 0 {
		layer, name = name[:at], name[at+1:]
	}
	switch k := p.kernels[layer]; {
	case name == "kernel" && len(t.shape) == 2 && t.shape[0] <= correlatedLimit:
		in := t.shape[0]
		raw := ops.StrictTril(t.scope.Param("factor", layers.Zeros, in, in))
		t.factor = ops.Add(raw, ops.Diag(ops.Full(t.scope.Graph(), t.scope.Dtype(), 1, in)))
		p.kernels[layer] = t
	case name == "bias" && k != nil && len(t.shape) == 1 && t.shape[0] == k.shape[1]:
		t.factor, t.kernel = t.scope.Param("factor", layers.Zeros, 1, k.shape[0]), k
	}
}

func (p *correlated) draw(t *weight) *G.Node {
	if t.drawn == nil {
		t.drawn = ops.Add(t.loc, t.mixed(t.deviation(), func(k *weight) *G.Node { return k.deviation() }))
	}
	return t.drawn
}

// mixed is L d of a kernel, d + c of(kernel) of its bias, and d of other weights.
func (t *weight) mixed(d *G.Node, of func(kernel *weight) *G.Node) *G.Node {
	switch {
	case t.kernel != nil:
		return ops.Add(d, t.shaped(ops.MatMul(t.factor, of(t.kernel), false, false)))
	case t.factor != nil:
		return ops.MatMul(t.factor, d, false, false)
	}
	return d
}

func (p *correlated) sd(t *weight) *G.Node {
	switch {
	case t.kernel != nil:
		return ops.Sqrt(ops.Add(ops.Square(t.scale), t.shaped(ops.MatMul(ops.Square(t.factor), ops.Square(t.kernel.scale), false, false))))
	case t.factor != nil:
		return ops.Sqrt(ops.MatMul(ops.Square(t.factor), ops.Square(t.scale), false, false))
	}
	return t.scale
}

// entropy is that of independent weights: the determinant of L is 1.
func (p *correlated) entropy(t *weight, sampled bool) *G.Node {
	var squares *G.Node
	if sampled && t.scope.Pathwise() {
		squares = ops.Sum(ops.Square(ops.Div(p.unmixed(t), t.held(t.scale))))
	} else {
		squares = squareSum(t, sampled)
	}
	return normalEntropy(t.held(ops.Sum(ops.Log(t.scale))), t.size(), squares)
}

// unmixed is what mixed made the draw of, derived through the draw alone.
func (p *correlated) unmixed(t *weight) *G.Node {
	switch {
	case t.kernel != nil:
		return ops.Sub(t.moved(), t.shaped(ops.MatMul(t.held(t.factor), p.unmixed(t.kernel), false, false)))
	case t.factor != nil:
		return ops.TriangularSolve(t.held(t.factor), t.moved(), false)
	}
	return t.moved()
}

func (p *correlated) joint([]*weight, bool) *G.Node { return nil }
