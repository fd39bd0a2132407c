package graphtest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/native"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// ByHand computes every node of a graph by the op's own Do on copies of its operands: what TapeMachine would give if
// it neither reused memory nor wrote into it.
func ByHand(t *testing.T, g *G.ExprGraph) map[*G.Node]G.Value {
	t.Helper()
	vals := map[*G.Node]G.Value{}
	nodes := slices.Clone(g.AllNodes())
	slices.SortFunc(nodes, func(a, b *G.Node) int { return int(a.ID() - b.ID()) })
	for _, n := range nodes {
		var err error
		switch v := n.Value(); {
		case n.Op() == nil || len(build.Children(n)) == 0:
			vals[n], err = G.CloneValue(v)
		default:
			var args []G.Value
			for _, c := range build.Children(n) {
				a, err := G.CloneValue(vals[c])
				if err != nil {
					t.Fatal(err)
				}
				args = append(args, a)
			}
			vals[n], err = n.Op().Do(args...)
		}
		if err != nil {
			t.Fatalf("%v: %v", n, err)
		}
	}
	return vals
}

// Naive computes outputs and all that they depend on node by node, each in memory of its own: nothing is fused, merged,
// folded or laid out.
func Naive(outputs ...*G.Node) (vals map[*G.Node]G.Value, err error) {
	defer build.Recover(&err)
	vals = map[*G.Node]G.Value{}
	for _, n := range plan.Ancestors(outputs) {
		if vals[n], err = naiveValue(n, vals); err != nil {
			return nil, err
		}
	}
	return vals, nil
}

func naiveValue(n *G.Node, vals map[*G.Node]G.Value) (G.Value, error) {
	from, in := native.Ops{Strict: true}, build.Children(n)
	if n.Op() == nil {
		return n.Value(), nil
	}
	if v := from.Constant(n, in); v != nil {
		return v, nil
	}
	var args []G.Value
	for _, c := range in {
		args = append(args, vals[c])
	}
	out := plan.NewValue(n.Dtype(), n.Shape())
	if own, ok := n.Op().(ops.Computer); ok {
		own.Compute(out, args)
		return out, nil
	}
	f := from.Compute(n, in)
	if f == nil {
		return nil, fmt.Errorf("%v is not known", n)
	}
	return out, f(out, args)
}

// Poison fills the memory of what a machine computes with NaN, which an operation that does not write its result leaves.
func Poison(m *plan.Machine) {
	for _, s := range m.Plan.Steps {
		for _, i := range s.Outs() {
			b := plan.Bytes(m.Vals[i])
			for k := range b {
				b[k] = 0xff
			}
		}
	}
}
