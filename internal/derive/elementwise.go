package derive

import (
	"math"
	"strconv"
	"strings"

	"github.com/deepprob/deepprob/internal/native"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// likeOurs are Gorgonia's elementwise functions that package ops has too.
var likeOurs = map[string]func(x *G.Node) *G.Node{
	"abs": ops.Abs, "sin": ops.Sin, "cos": ops.Cos, "exp": ops.Exp, "ln": ops.Log, "neg": ops.Neg, "square": ops.Square,
	"sqrt": ops.Sqrt, "inv": ops.Reciprocal, "tanh": ops.Tanh, "sigmoid": ops.Sigmoid, "log1p": ops.Log1p,
	"expm1": ops.Expm1, "softplus": ops.Softplus,
}

func unaryBack(p *pull) []*G.Node {
	x, y, dy := Flat(p.operands[0]), Flat(p.n), Flat(p.dy)
	var dx *G.Node
	switch name := p.Op.String(); name {
	case "log2":
		dx = ops.Div(ops.MulConst(dy, 1/math.Ln2), x)
	case "cube":
		dx = ops.Mul(dy, ops.MulConst(ops.Square(x), 3))
	case "invSqrt": // -1/2 x^(-3/2)
		dx = ops.Mul(dy, ops.MulConst(ops.Mul(y, ops.Square(y)), -.5))
	default:
		dx = p.own(func(in G.Nodes) *G.Node { return likeOurs[name](in[0]) }, y, dy, x)[0]
	}
	return []*G.Node{Shaped(dx, p.In[0])}
}

// binaryBack is the gradient of arithmetic, whose operands have as many elements as the result, in whatever shape, or
// one that is repeated.
func binaryBack(p *pull) []*G.Node {
	y, dy := Flat(p.n), Flat(p.dy)
	a, b := p.aligned(0, y), p.aligned(1, y)
	var da, db func() *G.Node
	switch operator, _, _ := strings.Cut(p.Op.String(), " "); operator {
	case "+":
		da, db = func() *G.Node { return dy }, func() *G.Node { return dy }
	case "-":
		da, db = func() *G.Node { return dy }, func() *G.Node { return ops.Neg(dy) }
	case "⊙":
		da, db = func() *G.Node { return ops.Mul(dy, b) }, func() *G.Node { return ops.Mul(dy, a) }
	case "÷":
		da = func() *G.Node { return ops.Div(dy, b) }
		db = func() *G.Node { return ops.Neg(ops.Mul(ops.Div(dy, b), y)) }
	case "^":
		da = func() *G.Node { return powerBase(a, b, dy) }
		db = func() *G.Node { return ops.Mul(dy, ops.XLogY(y, a)) } // 0 where y is, not 0·Inf
	}
	grads := make([]*G.Node, 2)
	for i, d := range []func() *G.Node{da, db} {
		if !p.want[i] {
			continue
		}
		grads[i] = d()
		if p.In[i].TotalSize() == 1 && grads[i].Shape().TotalSize() > 1 {
			grads[i] = ops.Sum(grads[i])
		}
		grads[i] = Shaped(grads[i], p.In[i])
	}
	return grads
}

// aligned is operand i in the shape of the result y, or as a scalar if it is repeated.
func (p *pull) aligned(i int, y *G.Node) *G.Node {
	x := p.operands[i]
	if p.In[i].TotalSize() == y.Shape().TotalSize() {
		return Shaped(x, y.Shape())
	}
	return Shaped(x, nil)
}

// powerBase is dy times the derivative b a^(b-1) of a^b for a. Where that is 0 because b is, also of a = 0, so that the
// third derivative of x^2 is not 0·Inf at 0.
func powerBase(a, b, dy *G.Node) *G.Node {
	if c, ok := constantOf(b); ok {
		switch c {
		case 0:
			return ops.MulConst(dy, 0)
		case 1:
			return dy
		case 2:
			return ops.Mul(ops.MulConst(dy, 2), a)
		}
		less := ops.Full(a.Graph(), a.Dtype(), c-1)
		return ops.Mul(ops.MulConst(dy, c), must(G.Pow(a, less)))
	}
	zero := ops.Full(a.Graph(), a.Dtype(), 0)
	both := ops.Mul(ops.Equal(a, zero), ops.Equal(b, zero))
	less := ops.Where(both, zero, ops.AddConst(b, -1))
	if a.IsScalar() != less.IsScalar() {
		a = ops.BroadcastTo(a, less.Shape())
	}
	return ops.Mul(ops.Mul(dy, b), must(G.Pow(a, less)))
}

// constantOf is the number that a node is, if it is a constant.
func constantOf(n *G.Node) (c float64, ok bool) {
	if n.Op() == nil || n.Shape().TotalSize() != 1 {
		return 0, false
	}
	if native.TypeName(n.Op()) == "constantScalar" {
		return plan.Number(n.Op().(interface{ Value() G.Value }).Value()), true
	}
	text, full := strings.CutPrefix(n.Op().String(), "full(")
	c, err := strconv.ParseFloat(strings.TrimSuffix(text, ")"), 64)
	return c, full && err == nil
}

// betweenBack gives the gradient of MinBetween and MaxBetween to the first operand where they tie.
func betweenBack(p *pull) []*G.Node {
	a, y, dy := Flat(p.operands[0]), Flat(p.n), Flat(p.dy)
	first := ops.Equal(a, y)
	zero := ops.Full(a.Graph(), a.Dtype(), 0)
	return []*G.Node{Shaped(ops.Where(first, dy, zero), p.In[0]), Shaped(ops.Where(first, zero, dy), p.In[1])}
}
