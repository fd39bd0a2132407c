package graph

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/native"
	"github.com/deepprob/deepprob/internal/plan"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// lift makes of nodes that depend on one row what they are for n rows at once. Nodes are taken in the order they were made:
// one whose op has a batch axis is made of its batched operands; others wait together until somebody needs one of them, and
// then are one loop over the rows. Since a node is made after its operands, and one that waits has none that is behind, such
// loops never need each other.
type lift struct {
	n       int
	all     G.Nodes // what the outputs depend on
	of      map[*G.Node]*G.Node
	differs map[*G.Node]bool // from row to row
	varies  map[*G.Node]bool // from run to run
	users   map[*G.Node]G.Nodes
	outputs G.Nodes
	waiting map[*G.Node]bool
	queue   G.Nodes
	whole   bool // nothing has a batch axis
}

// batcher is an op that may have a batch axis of its own: see build.Stacked.
type batcher interface {
	Batch(n int, in []*G.Node, mapped []bool) *G.Node
}

// newLift lifts outputs that depend on rows, for which there are n stacked values, and says which they are: see hollow. Noise among
// the nodes from an id on differs from row to row too.
func newLift(n int, start int64, rows, values, outputs G.Nodes) (*lift, G.Nodes) {
	if n > 0 {
		outputs = hollow(rows, outputs)
	}
	l := &lift{n: n, all: plan.AncestorsFrom(rows, outputs), of: map[*G.Node]*G.Node{}, differs: map[*G.Node]bool{}, varies: map[*G.Node]bool{}, users: map[*G.Node]G.Nodes{},
		outputs: outputs, waiting: map[*G.Node]bool{}}
	for i, x := range rows {
		l.differs[x] = true
		if n > 0 {
			l.of[x] = values[i]
		}
	}
	for _, m := range l.all {
		in := build.Children(m)
		l.differs[m] = l.differs[m] || slices.ContainsFunc(in, func(c *G.Node) bool { return l.differs[c] }) || draws(m) && m.ID() >= start
		l.varies[m] = m.Op() == nil || l.differs[m]
		for _, c := range in {
			l.users[c], l.varies[m] = append(l.users[c], m), l.varies[m] || l.varies[c]
		}
	}
	if n == 0 {
		return l, outputs // nothing, of the right shape
	}
	l.refuse(rows)
	for _, m := range l.all {
		if l.differs[m] && l.of[m] == nil {
			l.add(m)
		}
	}
	l.flush()
	return l, outputs
}

func draws(n *G.Node) bool {
	op, ok := n.Op().(interface{ Draws() bool })
	return ok && op.Draws()
}

// stateful are ops of Gorgonia that keep something from one run to another: their gradients must follow them row by row.
var stateful = []string{"maxPoolOp", "maxPoolDiffOp", "ctcLossOp", "ctcLossDiffOp"}

// refuse fails for what cannot be computed row by row, and notes whether all must be.
func (l *lift) refuse(rows G.Nodes) {
	for _, m := range l.all {
		if !l.differs[m] || m.Op() == nil {
			continue
		}
		switch name := native.TypeName(m.Op()); {
		case name == "BatchNormOp" || name == "batchnormDiffOp":
			build.Fail(m.Op().String(), []tensor.Shape{m.Shape()}, "vmap: Gorgonia's BatchNorm keeps statistics of the rows it has seen, so rows are not independent: use layers.BatchNorm outside of VMap, or layers.LayerNorm")
		case slices.Contains(stateful, name):
			l.whole = true
		}
		native.Check(m)
	}
}

// add lifts a node, or lets it wait.
func (l *lift) add(m *G.Node) {
	b, ok := m.Op().(batcher)
	if l.whole && !draws(m) {
		ok = false
	}
	in := build.Children(m)
	if !ok {
		l.wait(m)
		return
	}
	if slices.ContainsFunc(in, func(c *G.Node) bool { return l.waiting[c] }) {
		l.flush()
	}
	mapped := make([]bool, len(in))
	for i, c := range in {
		if mapped[i] = l.differs[c]; mapped[i] {
			in[i] = l.of[c]
		}
	}
	y := b.Batch(l.n, in, mapped)
	if y == nil {
		l.wait(m)
		return
	}
	l.of[m] = y
}

func (l *lift) wait(m *G.Node) {
	l.waiting[m] = true
	l.queue = append(l.queue, m)
}

// flush makes loops of the nodes that wait, one for each type of what others need of them.
func (l *lift) flush() {
	if len(l.queue) == 0 {
		return
	}
	wanted := map[tensor.Dtype]G.Nodes{}
	var types []tensor.Dtype
	for _, m := range l.queue {
		outside := slices.ContainsFunc(l.users[m], func(u *G.Node) bool { return !l.waiting[u] })
		if !outside && !slices.Contains(l.outputs, m) {
			continue
		}
		dt := m.Dtype()
		if !isFloat(m) {
			build.Fail(m.Op().String(), []tensor.Shape{m.Shape()}, "vmap: values of type %v cannot leave the loop over rows: only float32 and float64 can", dt)
		}
		if wanted[dt] == nil {
			types = append(types, dt)
		}
		wanted[dt] = append(wanted[dt], m)
	}
	given, operands, mapped := l.given()
	for _, dt := range types {
		for i, y := range newLoop(l.n, given, operands, mapped, wanted[dt]) {
			l.of[wanted[dt][i]] = y
		}
	}
	l.queue, l.waiting = nil, map[*G.Node]bool{}
}

// given are the nodes of one row that those that wait are computed from, with what stands for them and whether that is
// stacked. Constants are not among them.
func (l *lift) given() (given, operands G.Nodes, mapped []bool) {
	seen := map[*G.Node]bool{}
	for _, m := range l.queue {
		for _, c := range build.Children(m) {
			if seen[c] || l.waiting[c] || !l.varies[c] {
				continue
			}
			seen[c] = true
			given, mapped = append(given, c), append(mapped, l.differs[c])
			if l.differs[c] {
				c = l.of[c]
			}
			operands = append(operands, c)
		}
	}
	return given, operands, mapped
}
