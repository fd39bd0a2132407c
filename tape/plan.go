package tape

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/native"
	"github.com/deepprob/deepprob/internal/plan"
	G "gorgonia.org/gorgonia"
)

// choose takes the nodes to run: those of the graph, or of the part of it that WithPrecompiled was compiled from, and the
// operands that a subgraph lacks.
func (v *VM) choose() error {
	all := v.g.AllNodes()
	home := v.g
	if len(all) > 0 {
		home = all[0].Graph() // the nodes of a subgraph stay those of the graph it was taken from
	}
	if stranger := strange(all, home); stranger != nil {
		return fmt.Errorf("tape: the graph has nodes of two graphs, %s and %s", all[0].Name(), stranger.Name())
	}
	if v.opts.program != nil {
		all = v.opts.program.AllNodes()
	}
	if stranger := strange(all, home); stranger != nil {
		return fmt.Errorf("tape: WithPrecompiled: the program was compiled from another graph: it has node %s", stranger.Name())
	}
	v.nodes = build.Standing(plan.Ancestors(all)) // without what a transformation made to look at
	return nil
}

// strange is a node that is not of a graph, nil if there is none.
func strange(nodes G.Nodes, g *G.ExprGraph) *G.Node {
	if i := slices.IndexFunc(nodes, func(n *G.Node) bool { return n.Graph() != g }); i >= 0 {
		return nodes[i]
	}
	return nil
}

// compile plans the nodes as they are now.
func (v *VM) compile() (err error) {
	defer build.Recover(&err)
	v.reads, v.sets, v.grads, v.spare = nil, nil, nil, nil
	wanted := v.wanted()
	var keep *plan.Policy
	if !v.opts.trace {
		keep = &plan.Policy{Needs: v.keeps, Holds: func(n *G.Node) bool { return !ofGradient(n) }, Steps: v.opts.slow()}
	}
	p, lost := plan.NewWhole(wanted, machineOps{drops: dropouts{}}, keep)
	v.spare = append(v.spare, lost...)
	v.m = p.Machine()
	v.m.Cores = true
	v.src = make([]G.Value, len(v.m.Vals))
	v.duals()
	return v.statements()
}

// machineOps are Gorgonia's ops as a VM computes them: Dropout its own way.
type machineOps struct {
	native.Ops
	drops dropouts
}

// Compute is that of package native, and for Dropout its own.
func (o machineOps) Compute(n *G.Node, in G.Nodes) plan.Compute {
	if c := o.drops.compute(n); c != nil {
		return c
	}
	return o.Ops.Compute(n, in)
}

// keeps reports whether a node must have its value even if no other needs it in memory: a statement reads it, it is
// watched, it is a gradient, the user gave it a name, or another machine bound it.
func (v *VM) keeps(n *G.Node) bool {
	return n.Op() == nil || v.asked[n] || v.opts.watches(n) || len(n.DerivOf()) > 0 || build.Named(n) || n.Value() != nil
}

// wanted lists the nodes whose values somebody may ask for: all but gradients of inputs that no parameter is, which
// SymDiff makes along with the others.
func (v *VM) wanted() G.Nodes {
	var nodes G.Nodes
	v.asked = map[*G.Node]bool{}
	for _, n := range v.nodes {
		if isStatement(n) {
			for _, c := range build.Children(n) {
				v.asked[c] = true
			}
		}
	}
	for _, n := range v.nodes {
		if !isStatement(n) && (v.opts.trace || v.keeps(n) || !ofGradient(n)) {
			nodes = append(nodes, n)
		}
	}
	used := plan.Ancestors(nodes)
	known := map[*G.Node]bool{}
	for _, n := range used {
		known[n] = true
	}
	for _, n := range v.nodes {
		if !isStatement(n) && !known[n] {
			v.spare = append(v.spare, n)
		}
	}
	return used
}

// ofGradient reports whether SymDiff made a node: Gorgonia marks the gradients so.
func ofGradient(n *G.Node) bool {
	switch reflect.ValueOf(n).Elem().FieldByName("group").String() {
	case "gradients", "undifferentiated nodes":
		return true
	}
	return false
}

// checkSpare plans again if another machine has bound a value to a node that has none here: it would be stale.
func (v *VM) checkSpare() error {
	for _, n := range v.spare {
		if n.Value() != nil {
			return v.compile()
		}
	}
	return nil
}
