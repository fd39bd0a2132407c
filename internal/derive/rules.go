package derive

import (
	"reflect"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/native"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// rule is how an op of Gorgonia's own is differentiated. Its SymDiff is right for a first derivative, but the op that
// this makes has a wrong one, inherited from the op it belongs to, or none; and Gorgonia's Log, which that of Pow
// applies, turns a softmax among the forward nodes into its logarithm. What is not in the table is refused.
type rule struct {
	wrt  []bool                  // which operands have a derivative; nil: as the op says
	back func(p *pull) []*G.Node // nil: the op's own SymDiff
	hint string                  // what to use instead of an op that is refused
}

// rules are the ops of Gorgonia that Gradient goes through, each by the name of its type. DERIVATIVES.md is what
// TestDerivatives found of them.
var rules map[string]rule

func init() { // not a literal: a rule may apply others
	rules = map[string]rule{
		"elemUnaryOp":    {back: unaryBack},
		"elemBinOp":      {back: binaryBack},
		"minBetween":     {back: betweenBack},
		"maxBetween":     {back: betweenBack},
		"linAlgBinOp":    {back: linearBack},
		"tensordotOp":    {},
		"constantScalar": {wrt: []bool{}},
		"constantTensor": {wrt: []bool{}},
		"sizeOp":         {wrt: []bool{false}},
		"dtConvOp":       {wrt: []bool{false}}, // to or from whole numbers

		"sumOp":       {back: sumBack},
		"maxOp":       {back: maxBack},
		"repeatOp":    {back: repeatBack},
		"reshapeOp":   {back: reshapeBack},
		"transposeOp": {},
		"concatOp":    {back: concatBack},
		"diagFlatOp":  {wrt: []bool{true}, back: diagBack},

		"sliceOp":           {},
		"sliceIncrOp":       {wrt: []bool{false, true}, back: unsliceBack},
		"atOp":              {wrt: []bool{true}, back: atBack},
		"byIndicesOp":       {},
		"byIndicesOpDiffOp": {wrt: []bool{false, true, false}, back: unindexBack},

		"softmaxOp":       {},
		"softmaxDiffOp":   {wrt: []bool{false, true, true}, back: softmaxDiffBack},
		"sparsemaxOp":     {},
		"sparsemaxDiffOp": {wrt: []bool{true, true}, hint: "use ops.Softmax"},
		"GroupNormOp":     {wrt: []bool{true}, back: groupNormBack},
		"BatchNormOp":     {},
		"batchnormDiffOp": {wrt: []bool{true, true}, hint: "whether it trains or evaluates is told when it runs: use layers.BatchNorm"},
		"ctcLossOp":       {},
		"ctcLossDiffOp":   {wrt: []bool{true, true, true, true, true, true}, hint: "write the loss with package ops"},

		"im2colOp":            {},
		"col2imOp":            {wrt: []bool{true}, back: col2imBack},
		"maxPoolOp":           {},
		"maxPoolDiffOp":       {wrt: []bool{false, false, true}, back: maxPoolDiffBack},
		"avgPoolOp":           {},
		"avgPoolDiffOp":       {wrt: []bool{false, false, true}, back: avgPoolDiffBack},
		"globalAveragePoolOp": {wrt: []bool{true}, back: globalPoolBack},
		"upsampleOp":          {wrt: []bool{true}, back: upsampleBack},
	}
}

// ruleOf is the rule of an op of Gorgonia's own; foreign ops and those of this library know their derivatives.
func ruleOf(op G.Op) (r rule, native bool) {
	t := reflect.TypeOf(op)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.PkgPath() != reflect.TypeFor[G.Node]().PkgPath() {
		return rule{}, false
	}
	if r, native = rules[t.Name()]; !native {
		r.hint = "write it with package ops"
	}
	return r, true
}

// pull is what a rule needs: the gradient dy of a node n, to be pulled back to those of its operands that are wanted.
type pull struct {
	*native.Node
	n, dy    *G.Node
	operands G.Nodes
	want     []bool
}

// Back gives the gradients of the wanted operands of a node; those of others may be missing or nil.
func Back(n, dy *G.Node, in G.Nodes, want []bool) G.Nodes {
	op, ok := n.Op().(G.SDOp)
	r, gorgonias := ruleOf(n.Op())
	switch {
	case gorgonias && r.hint != "":
		build.Fail(n.Op().String(), []tensor.Shape{n.Shape()}, "no derivative of Gorgonia's %s was found right, of order %d of what it belongs to: %s", native.TypeName(n.Op()), orderOf(n), r.hint)
	case gorgonias && r.back != nil:
		return r.back(&pull{native.NewNode(n, in), n, dy, in, want})
	case !ok:
		build.Fail(n.Op().String(), []tensor.Shape{n.Shape()}, "this operation cannot be differentiated: it is not a gorgonia.SDOp")
	}
	grads, err := op.SymDiff(in, n, dy)
	build.Throw(op.String(), err)
	return grads
}

// DependsOn reports whether n may have a derivative with respect to operand i; a mask has none.
func DependsOn(n *G.Node, i int) bool {
	if r, ok := ruleOf(n.Op()); ok && r.wrt != nil {
		return i < len(r.wrt) && r.wrt[i]
	}
	op, ok := n.Op().(G.SDOp)
	if !ok {
		return true // Back says what is wrong
	}
	if Refuses(n, i) {
		return true
	}
	wrt := op.DiffWRT(len(build.Children(n)))
	return i < len(wrt) && wrt[i]
}

// refuser is an op that depends on operand i but has no derivative there: asking for it is an error, not zero.
type refuser interface{ Refuses(i int) bool }

// Refuses reports whether n depends on operand i but has no derivative there.
func Refuses(n *G.Node, i int) bool {
	r, ok := n.Op().(refuser)
	return ok && r.Refuses(i)
}

// orderOf is the order of the derivative that an op is refused for: those that only a gradient has are of first order.
func orderOf(n *G.Node) int {
	if slices.Contains([]string{"sparsemaxDiffOp", "batchnormDiffOp", "ctcLossDiffOp"}, native.TypeName(n.Op())) {
		return 2
	}
	return 1
}

// own is the gradient of an op of this library in the place of one of Gorgonia's that computes the same: f is applied
// to nodes of another graph, for the op alone, and what that says is built from the operands and the result given.
func (p *pull) own(f func(in G.Nodes) *G.Node, y, dy *G.Node, in ...*G.Node) G.Nodes {
	g, like := G.NewGraph(), make(G.Nodes, len(in))
	for i, x := range in {
		like[i] = build.Input(g, x.Dtype(), string(rune('a'+i)), x.Shape()...)
	}
	op := f(like).Op().(G.SDOp)
	grads, err := op.SymDiff(in, y, dy)
	build.Throw(op.String(), err)
	return grads
}

// Flat is x with at most the four axes that package ops knows.
func Flat(x *G.Node) *G.Node {
	if x.Dims() <= 4 {
		return x
	}
	return must(G.Reshape(x, tensor.Shape{x.Shape().TotalSize()}))
}

// Shaped is x with a shape of any number of axes.
func Shaped(x *G.Node, shape tensor.Shape) *G.Node {
	if build.SameShape(x.Shape(), shape) { // also of integers
		return x
	}
	if len(shape) <= 4 && x.Dims() <= 4 {
		return ops.Reshape(x, shape...)
	}
	return must(G.Reshape(x, shape))
}

func must(n *G.Node, err error) *G.Node {
	build.Throw("gradient", err)
	return n
}
