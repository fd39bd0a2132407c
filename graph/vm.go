package graph

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// VM runs all of a Gorgonia graph: NewVM(g, opts...) stands where gorgonia.NewTapeMachine(g, opts...) stood, and
// nothing else changes. It computes on memory planned beforehand and allocates nothing for the ops it knows, which are
// all of Gorgonia's but a few (BatchNorm, random numbers, CTC loss and the like), whose own Do is called.
//
// What a user of TapeMachine may rely on:
//   - Inputs are read from their nodes at each run.
//   - After RunAll every node's Value is the node's own, in memory that the next run overwrites. TapeMachine reuses
//     registers, so that a value may be another node's.
//   - With BindDualValues every chosen input has a gradient buffer of its own, which runs add to until a solver
//     zeroes it. It is bound as gorgonia.WithGrad binds it; n.Grad returns it.
//   - Read copies a value out at the end of a run, and Set(a, b) then gives b's value to a.
//   - Random nodes and Dropout draw at each run.
//   - EvalMode is the machine's: several machines may take turns on one graph.
//   - BindDualValues, EvalMode, WithNaNWatch, WithInfWatch, TraceExec, WithLogger, WithValueFmt and WithWatchlist of
//     nodes are honoured, and WithPointerWatch holds trivially, as no two nodes share a value. WithPrecompiled says
//     which part of the graph to run; the program itself is not used. Other engines and watched registers are
//     refused. Refusals and errors of planning are returned by RunAll.
//
// What is different:
//   - RunAll runs again without Reset, where TapeMachine then does nothing.
//   - A gradient that nobody asked for (of a data input, of a mask) is not computed, and its node stays unbound;
//     TraceExec computes it. BindDualValues without nodes binds the gradients of inputs only, not of every node.
//   - A product that only a sum with a bias needs, and a broadcast operand that is only an operand, are fused into what
//     needs them: their Value is nil. Nodes with a name, gradients and what Read reads keep theirs, and so do all with
//     TraceExec.
//   - Nodes made after NewVM do not belong to it, as with TapeMachine.
//   - A node of scalar type has a scalar as its value, also where Gorgonia's op gives a tensor of one element
//     (Tensordot), and the engine of the tensors bound to inputs is left as it is.
//   - Matrix products do not go through the BLAS of gorgonia.Use.
//
// Sums, means and maxima of any rank, SoftMax, LogSoftMax, the gradient of Dropout, and results that are views are right
// here. What Gorgonia has wrong when the graph is built cannot be mended: gradients of Log2, InverseSqrt, OuterProd and
// AveragePool2D, LogSumExp, and nodes merged because their hashes collide. There is no counterpart of LispMachine.
//
// A VM serves one goroutine at a time. Two of them may run at the same time over two graphs.
type VM struct {
	prog  *Program
	g     *G.ExprGraph
	nodes G.Nodes // of g when the VM was made, or of the precompiled part of it
	opts  vmOptions
	err   error // of planning
	src   []G.Value
	asked map[*G.Node]bool // by a statement
	spare []*G.Node        // not computed, since nobody asked for them, or fused away
	reads []read
	sets  []set
	grads []dual
	modal []modal
}

var _ G.VM = (*VM)(nil)

// NewVM plans the computation of all of g.
func NewVM(g *G.ExprGraph, opts ...G.VMOpt) *VM {
	v := &VM{g: g}
	if v.opts, v.err = readOptions(opts); v.err == nil {
		v.err = v.choose()
	}
	if v.err == nil {
		v.err = v.modes()
	}
	if v.err == nil {
		v.err = v.compile()
	}
	return v
}

// choose takes the nodes to run: those of the graph, or of the part of it that WithPrecompiled was compiled from.
func (v *VM) choose() error {
	from := v.g
	if v.opts.program != nil {
		from = v.opts.program
	}
	v.nodes = slices.Clone(from.AllNodes())
	for _, n := range v.nodes {
		if n.Graph() != v.g {
			return fmt.Errorf("graph: WithPrecompiled: the program was compiled from another graph: it has node %s", n.Name())
		}
	}
	return nil
}

// compile plans the nodes as they are now.
func (v *VM) compile() (err error) {
	defer build.Recover(&err)
	v.reads, v.sets, v.grads, v.spare = nil, nil, nil, nil
	wanted := v.wanted()
	p := listSteps(wanted, v.computes())
	if !v.opts.trace {
		p.fuse(v.keeps)
	}
	for i := range p.nodes {
		if p.gone == nil || !p.gone[i] {
			p.outputs = append(p.outputs, i)
		} else {
			v.spare = append(v.spare, p.nodes[i])
		}
	}
	p.layout()
	v.prog = newProgram(p)
	v.src = make([]G.Value, len(v.prog.vals))
	v.duals()
	return v.statements()
}

// computes is how this VM's nodes are computed.
func (v *VM) computes() func(n *G.Node, in G.Nodes) compute {
	drops := dropouts{}
	return func(n *G.Node, in G.Nodes) compute {
		if c, ok := n.Op().(ops.Computer); ok {
			return computer(c)
		}
		if c := drops.compute(n); c != nil {
			return c
		}
		return native(n, in)
	}
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
		if !isStatement(n) && (v.asked[n] || v.opts.trace || v.opts.watches(n) || n.Value() != nil || len(n.DerivOf()) > 0 || !ofGradient(n)) {
			nodes = append(nodes, n)
		}
	}
	used := ancestors(nodes)
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

// Let binds a value to an input, as gorgonia.Let does, if it belongs to the graph.
func (v *VM) Let(n *G.Node, value any) error {
	if n.Graph() != v.g {
		return fmt.Errorf("graph: %s does not belong to this machine's graph", n.Name())
	}
	return G.Let(n, value)
}

// Set gives the value of b to a at once, as a copy.
func (v *VM) Set(a, b *G.Node) error {
	if b.Value() == nil {
		return fmt.Errorf("graph: %s has no value to set %s to", b.Name(), a.Name())
	}
	c, err := G.CloneValue(b.Value())
	if err != nil {
		return fmt.Errorf("graph: copying the value of %s: %w", b.Name(), err)
	}
	return v.Let(a, c)
}

// RunAll computes every node from the inputs as they are now.
func (v *VM) RunAll() error {
	if v.err == nil {
		v.err = v.checkSpare()
	}
	if v.err != nil {
		return v.err
	}
	if err := v.setModes(); err != nil {
		return err
	}
	if err := v.readInputs(); err != nil {
		return err
	}
	if err := v.bindAll(); err != nil {
		return err
	}
	if err := v.runSteps(); err != nil {
		return err
	}
	if err := v.accumulate(); err != nil {
		return err
	}
	return v.runStatements()
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

func (v *VM) runSteps() error {
	for i := range v.prog.plan.steps {
		s := &v.prog.plan.steps[i]
		if err := v.prog.run(s); err != nil {
			return err
		}
		if v.opts.slow() {
			if err := v.inspectStep(s); err != nil {
				return err
			}
		}
	}
	return nil
}

// Reset is there for gorgonia.VM: every run starts afresh without it.
func (v *VM) Reset() {}

// Close is there for gorgonia.VM: a VM holds nothing but memory.
func (v *VM) Close() error { return nil }
