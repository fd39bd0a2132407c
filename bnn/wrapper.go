package bnn

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// wrapper is a Variational in one forward pass.
type wrapper struct {
	Variational
	*patterns
	rows      rows
	guide     guide
	weights   []*weight
	drawn     map[string]Estimator // of weights by their paths, what training does
	byRow     string               // the path of a weight that is drawn for each row anew; empty: there is none
	apart     G.Nodes              // what such weights have made of rows
	penalties []layers.Penalty     // its own, in the order of weights, or one for all
}

var (
	_ layers.LinearInterceptor = (*wrapper)(nil)
	_ layers.BatchInterceptor  = (*wrapper)(nil)
)

// weight is a tensor of weights that is a distribution.
type weight struct {
	scope *layers.Scope // below its path
	shape []int
	prior Density

	loc, scale *G.Node // of its posterior; scale is of the part that is independent of all else
	eps        *G.Node // the standard normals behind that part in drawn; nil until it is drawn
	drawn      *G.Node

	// Of joint posteriors: a matrix with a row for each element, and what it multiplies in a draw beside LowRank's z. Of
	// Correlated factor is L of a kernel, or c of a bias, whose kernel is there too.
	factor, white *G.Node
	kernel        *weight
}

// Param is a draw that all rows share.
func (w *wrapper) Param(s *layers.Scope, name string, init layers.Initializer, shape ...int) *G.Node {
	if !w.note(s, name) {
		return s.Param(name, init, shape...)
	}
	if s.Prior() {
		in := s.Sub(name)
		return w.Prior.Density(in, shape...).Sample(in)
	}
	return w.guide.draw(w.declare(s, name, init, shape))
}

// Linear draws for each row by the estimator.
func (w *wrapper) Linear(s *layers.Scope, l layers.Linear, x *G.Node) *G.Node {
	kernel, bias := w.chosen(s, "kernel"), !l.NoBias && w.chosen(s, "bias")
	if !kernel && !bias { // wrappers outside of this one may want the rows
		w.note(s, "kernel")
		if !l.NoBias {
			w.note(s, "bias")
		}
		return s.Linear(l, x)
	}
	by := w.estimator(x)
	if !kernel || by == SharedSample {
		return nil
	}
	w.drawn[s.Sub("kernel").Path()], w.drawn[s.Sub("bias").Path()] = by, by
	if !s.Training() || s.Prior() {
		return nil
	}
	w.byRow = s.Sub("kernel").Path()
	w.note(s, "kernel")
	k := w.declare(s, "kernel", orElse(l.Kernel, layers.LecunNormal), l.Shape)
	b := offset{}
	if !l.NoBias {
		init := orElse(l.Bias, layers.Zeros)
		if w.note(s, "bias") {
			b.weight = w.declare(s, "bias", init, []int{l.Out()})
		} else {
			b.plain = s.Param("bias", init, l.Out())
		}
	}
	draw := localReparametrization
	if by == Flipout {
		draw = w.flipout
	}
	y := draw(s, l, x, k, b)
	w.apart = append(w.apart, y)
	return y
}

// estimator is the one for weights that multiply x: the Variational's where the weights are used once a row.
func (w *wrapper) estimator(x *G.Node) Estimator {
	if w.Estimator == LocalReparametrization && x.Dims() != 2 || !w.rows.apart(x) {
		return SharedSample
	}
	return w.Estimator
}

// WholeBatch refuses rows that see each other behind weights that were drawn for each of them: what one row makes of
// another then has other moments than with the weights that they share.
func (w *wrapper) WholeBatch(s *layers.Scope) {
	if w.byRow != "" {
		w.refuseBatch(s)
	}
}

// Update does so where the network goes on behind this one.
func (w *wrapper) Update(s *layers.Scope, value *G.Node) {
	if comesFrom(value, w.apart, map[*G.Node]bool{}) {
		w.refuseBatch(s)
	}
}

// comesFrom reports whether x is made of any of some nodes.
func comesFrom(x *G.Node, sources G.Nodes, seen map[*G.Node]bool) bool {
	if len(sources) == 0 || seen[x] {
		return false
	}
	seen[x] = true
	return slices.Contains(sources, x) || slices.ContainsFunc(build.Children(x), func(c *G.Node) bool { return comesFrom(c, sources, seen) })
}

func (w *wrapper) refuseBatch(s *layers.Scope) {
	build.Fail("variational", nil, "under %v the rows have draws of %s of their own, and %s, behind it, lets the rows see each other, as batch normalization does: use SharedSample, or a layer that keeps rows apart, such as layers.LayerNorm", w.Estimator, w.byRow, s.Path())
}

// declare makes a weight and its parameters.
func (w *wrapper) declare(s *layers.Scope, name string, init layers.Initializer, shape []int) *weight {
	t := &weight{scope: s.Sub(name), shape: shape}
	defer build.AddPath(t.scope.Path())
	w.guide.declare(t, init)
	t.prior = w.Prior.Density(t.scope, shape...)
	w.weights = append(w.weights, t)
	return t
}

// penalize reports the divergence of each weight, or of all together if they are not independent.
func (w *wrapper) penalize() {
	if len(w.weights) == 0 {
		return
	}
	joint := layers.Penalty{Path: w.top.Path()}
	for _, t := range w.weights {
		first := len(w.top.Graph().AllNodes())
		p := layers.Penalty{Path: t.scope.Path()}
		p.CrossEntropy, p.Sampled = w.crossEntropy(t)
		if p.Entropy = w.guide.entropy(t, w.top.Sampled()); p.Entropy != nil {
			if d, ok := t.prior.(diverging); ok && !p.Sampled && t.factor == nil { // of independent normals
				p.Divergence = func() *G.Node { return d.divergence(t.loc, w.guide.sd(t)) }
			}
			w.penalties = append(w.penalties, p)
		} else {
			joint.CrossEntropy, joint.Sampled = plus(joint.CrossEntropy, p.CrossEntropy), joint.Sampled || p.Sampled
		}
		build.Name(w.top.Graph(), first, t.scope.Path())
	}
	if joint.CrossEntropy != nil {
		joint.Entropy = w.guide.joint(w.weights, w.top.Sampled())
		w.penalties = append(w.penalties, joint)
	}
	for _, p := range w.penalties {
		w.top.Penalty(p)
	}
}

// crossEntropy is -E_q log p of a weight, and whether it is of the draw instead. Under an estimator that does not draw
// weights the draw is for this alone.
func (w *wrapper) crossEntropy(t *weight) (cross *G.Node, sampled bool) {
	if c, ok := t.prior.(closed); ok && !w.top.Sampled() {
		return c.CrossEntropy(t.loc, w.guide.sd(t)), false
	}
	return ops.Neg(t.prior.LogProb(w.guide.draw(t))), true
}

func orElse(a, b layers.Initializer) layers.Initializer {
	if a != nil {
		return a
	}
	return b
}
