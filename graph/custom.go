package graph

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/derive"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// custom is an op whose value is its first operand, and whose gradient is that of another function of the others: what
// CustomGradient and Checkpoint make. It costs nothing: who reads it reads the first operand.
type custom struct {
	fused
	back     backward
	operands []tensor.Shape
	refused  []bool // operands that it depends on and has no gradient for
}

// backward gives the gradients for those of the inputs that are wanted, of the inputs, the output y and its gradient dy,
// added to those that are there, nil where there is none. What it makes must be nodes that can be differentiated again, and
// are linear in dy.
type backward func(in G.Nodes, y, dy *G.Node, want []bool, there G.Nodes) G.Nodes

var _ ops.Computer = (*custom)(nil)

// newCustom is y, seen as a function of in with a gradient of its own.
func newCustom(name string, y *G.Node, in G.Nodes, refused []bool, back backward) *G.Node {
	operands := append(G.Nodes{y}, in...)
	c := &custom{newFused(name, operands, y.Dtype(), y.Shape()), back, shapesOf(operands), append([]bool{false}, refused...)}
	return c.enter(c, operands)
}

// On is the same for other operands.
func (c *custom) On(in G.Nodes) *G.Node {
	return newCustom(c.name, in[0], in[1:], c.refused[1:], c.back)
}

// Passes says that who reads the op may read its first operand.
func (c *custom) Passes() {}

func (c *custom) Compute(out G.Value, in []G.Value) { plan.CopyValue(out, in[0]) }

func (c *custom) Do(in ...G.Value) (G.Value, error) {
	out := plan.NewValue(c.dt, c.shape)
	plan.CopyValue(out, in[0])
	return out, nil
}

// Refuses tells of what the op is not told how to differentiate it for.
func (c *custom) Refuses(i int) bool { return i < len(c.refused) && c.refused[i] }

// DiffWRT tells which operands have a gradient: all numbers but the value itself.
func (c *custom) DiffWRT(n int) []bool {
	d := make([]bool, n)
	for i := 1; i < n; i++ {
		d[i] = c.floats[i] && !c.refused[i]
	}
	return d
}

func (c *custom) SymDiff(in G.Nodes, y, dy *G.Node) (grads G.Nodes, err error) {
	defer build.Recover(&err)
	return c.PullTotal(in, y, dy, c.DiffWRT(len(in)), nil), nil
}

// PullTotal asks for the gradients, each on top of what is there. An operand that is there twice has the whole in its last
// place.
func (c *custom) PullTotal(in G.Nodes, y, dy *G.Node, want []bool, adjoint map[*G.Node]*G.Node) G.Nodes {
	there := make(G.Nodes, len(in)-1)
	for i, x := range in[1:] {
		if want[i+1] && slices.Index(in[1:], x) == i {
			there[i] = adjoint[x]
		}
	}
	grads := slices.Clone(c.back(in[1:], y, dy, want[1:], there))
	for i, x := range in[1:] {
		if first := slices.Index(in[1:], x); want[i+1] && first < i && grads[i] != nil && grads[first] != nil {
			grads[i] = plus(grads[first], grads[i])
			grads[first] = grads[i]
		}
	}
	for i, d := range grads {
		if want[i+1] && d == nil {
			build.Fail(c.name, []tensor.Shape{in[i+1].Shape()}, "the gradient gives none for input %d, which what you differentiate by reaches: give a node of zeros if it has no effect", i)
		}
	}
	return append(G.Nodes{nil}, grads...)
}

// Batch is the same for n rows: its gradient is that of a row, for each.
func (c *custom) Batch(n int, in []*G.Node, mapped []bool) *G.Node {
	y := in[0]
	if !mapped[0] {
		y = repeatRows(y, n)
	}
	return newCustom(c.name, y, in[1:], c.refused[1:], c.batched(n, mapped[1:]))
}

// batched lifts the gradient of a row. For an operand that is the same for all rows it is summed.
func (c *custom) batched(n int, mapped []bool) backward {
	return func(in G.Nodes, y, dy *G.Node, want []bool, there G.Nodes) G.Nodes {
		var rows, values G.Nodes
		stand := func(x *G.Node, shape tensor.Shape) *G.Node {
			p := placeholder(x, shape)
			rows, values = append(rows, p), append(values, x)
			return p
		}
		seen := slices.Clone(in)
		for j, x := range in {
			if mapped[j] {
				seen[j] = stand(x, c.operands[j+1])
			}
		}
		y, dy = stand(y, c.shape), stand(dy, c.shape)
		start := rows[0].ID()
		var grads G.Nodes
		build.Traced(y.Graph(), start, func() { grads = slices.Clone(c.back(seen, y, dy, want, make(G.Nodes, len(in)))) })
		l, found := newLift(n, start, rows, values, slices.DeleteFunc(slices.Clone(grads), func(d *G.Node) bool { return d == nil }))
		for j, d := range grads {
			if d != nil {
				d, found = found[0], found[1:]
			}
			switch {
			case d == nil:
			case mapped[j]:
				grads[j] = l.stacked(d)
			case l.differs[d]:
				grads[j] = derive.Shaped(ops.Sum(ops.Reshape(l.of[d], n, -1), 0), in[j].Shape())
			default:
				grads[j] = derive.Shaped(ops.MulConst(derive.Flat(d), float64(n)), in[j].Shape())
			}
			grads[j] = plus(there[j], grads[j])
		}
		return grads
	}
}

// plus is a + b, of which either may be missing.
func plus(a, b *G.Node) *G.Node {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return derive.Shaped(ops.Add(derive.Flat(a), derive.Flat(b)), a.Shape())
}

// withGradient are outputs ys, seen as functions of in with a gradient of their own. Several lie in one vector, so that the
// gradients of all are known at once; those without elements have no part in it.
func withGradient(name string, ys, in G.Nodes, refused []bool, back func(in, ys, dys G.Nodes, want []bool, there G.Nodes) G.Nodes) G.Nodes {
	if len(ys) == 1 {
		return G.Nodes{newCustom(name, ys[0], in, refused, func(in G.Nodes, y, dy *G.Node, want []bool, there G.Nodes) G.Nodes {
			return back(in, G.Nodes{y}, G.Nodes{dy}, want, there)
		})}
	}
	shapes := shapesOf(ys)
	var all G.Nodes
	for _, y := range ys {
		if y.Dtype() != ys[0].Dtype() {
			build.Fail(name, shapes, "outputs of both %v and %v have no gradient together: make all the same type", ys[0].Dtype(), y.Dtype())
		}
		if n := elements(G.Nodes{y}); n > 0 {
			all = append(all, derive.Shaped(y, tensor.Shape{n}))
		}
	}
	if len(all) == 0 {
		return ys
	}
	y := newCustom(name, ops.Concat(0, all...), in, refused, func(in G.Nodes, y, dy *G.Node, want []bool, there G.Nodes) G.Nodes {
		return back(in, cutUp(y, shapes), cutUp(dy, shapes), want, there)
	})
	return cutUp(y, shapes)
}

// cutUp is nodes of shapes that lie in one vector.
func cutUp(y *G.Node, shapes []tensor.Shape) G.Nodes {
	out := make(G.Nodes, len(shapes))
	at := 0
	for i, s := range shapes {
		n := s.TotalSize()
		if slices.Contains(s, 0) {
			out[i] = nothingOf(y.Graph(), y.Dtype(), s)
			continue
		}
		out[i] = derive.Shaped(ops.Slice(y, 0, at, at+n), s)
		at += n
	}
	return out
}
