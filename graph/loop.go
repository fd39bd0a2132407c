package graph

import (
	"slices"
	"sync"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// loop is a program for one row, run for each of many: what VMap makes of ops that have no batch axis. It has several
// outputs, which lie one behind the other, each with all its rows, in one vector; who wants one takes a slice. It keeps no
// state, so that any number of programs may run it at a time.
//
// Rows are numbered by several axes, one for each VMap around it, the outermost first. Of an operand that does not differ
// along an axis the stride is 0.
type loop struct {
	fused
	body    *body
	dims    []int
	lead    int // so many of dims, the first, are in front of the vector of outputs
	strides [][]int
}

// body is what a loop does with a row.
type body struct {
	given, outs G.Nodes // of one row
	differs     []bool  // whether outs have a derivative with respect to each of given
	first       *Program
	serial      bool // it runs ops that may keep something, or fail: one row at a time

	mu   sync.Mutex
	free []*runner
}

// newBody compiles the outputs of one row, of one type, and leaves out what they do not need of given.
func newBody(given, outs G.Nodes) (b *body, needed []bool) {
	p, err := CompileFrom(given, outs...)
	build.Throw("vmap", err)
	in := p.Inputs()
	b = &body{outs: outs, first: p, serial: p.Native()}
	needed = make([]bool, len(given))
	for i, x := range given {
		if needed[i] = slices.Contains(in, x); needed[i] {
			b.given = append(b.given, x)
		}
	}
	for _, x := range b.given {
		reached, _ := between(outs, G.Nodes{x}, b.given)
		b.differs = append(b.differs, isFloat(x) && slices.ContainsFunc(outs, func(y *G.Node) bool { _, ok := reached[y]; return ok }))
	}
	return b, needed
}

// newLoop is what outs are for n rows, stacked, of operands that stand for given and are stacked where mapped.
func newLoop(n int, given, operands G.Nodes, mapped []bool, outs G.Nodes) G.Nodes {
	b, needed := newBody(given, outs)
	l := &loop{body: b, dims: []int{n}}
	var in G.Nodes
	for i, x := range operands {
		if !needed[i] {
			continue
		}
		in = append(in, x)
		stride := 0
		if mapped[i] {
			stride = 1
		}
		l.strides = append(l.strides, []int{stride})
	}
	return l.apply(in)
}

// apply makes the node, and its outputs of it, stacked.
func (l *loop) apply(in G.Nodes) G.Nodes {
	if len(in) == 0 { // nothing differs; it is a constant, which needs a graph all the same
		build.Fail("vmap", nil, "the loop depends on nothing")
	}
	count := product(l.dims)
	y := l.node(in, tensor.Shape{count * l.body.size()})
	out := make(G.Nodes, len(l.body.outs))
	at := 0
	for k, o := range l.body.outs {
		size := count * o.Shape().TotalSize()
		out[k] = ops.Reshape(ops.Slice(y, 0, at, at+size), build.Stacked(count, o.Shape())...)
		at += size
	}
	return out
}

// size is the number of elements of the outputs of one row.
func (b *body) size() (n int) {
	for _, o := range b.outs {
		n += o.Shape().TotalSize()
	}
	return n
}

// node makes the node of a shape.
func (l *loop) node(in G.Nodes, shape tensor.Shape) *G.Node {
	l.fused = newFused("vmap", in, l.body.outs[0].Dtype(), shape)
	return l.enter(l, in)
}

// On is the same loop over other operands.
func (l *loop) On(in G.Nodes) *G.Node {
	c := *l
	return c.node(in, l.shape)
}

// Batch is the loop for n times the rows.
func (l *loop) Batch(n int, in []*G.Node, mapped []bool) *G.Node {
	c := &loop{body: l.body, dims: append([]int{n}, l.dims...), lead: l.lead + 1}
	for j, s := range l.strides {
		stride := 0
		if mapped[j] {
			stride = l.blocks(j)
		}
		c.strides = append(c.strides, append([]int{stride}, s...))
	}
	return c.node(in, build.Stacked(n, l.shape))
}

// blocks is the number of rows in operand j.
func (l *loop) blocks(j int) int {
	n := 1
	for d, s := range l.strides[j] {
		if s > 0 {
			n *= l.dims[d]
		}
	}
	return n
}

// DiffWRT tells which operands have a derivative.
func (l *loop) DiffWRT(int) []bool { return l.body.differs }
