package tape

import (
	"fmt"
	"slices"

	"github.com/deepprob/deepprob/internal/plan"
	G "gorgonia.org/gorgonia"
)

// VM runs all of a Gorgonia graph: NewVM(g, opts...) stands where gorgonia.NewTapeMachine(g, opts...) stood, and
// nothing else changes. It computes on memory planned beforehand and allocates nothing for the ops it knows, which are
// all of Gorgonia's but a few (random numbers, CTC loss, GlobalAveragePool2D and the like), whose own Do is called.
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
//   - What is fused into the only node that needs it has no Value of its own: a product with a bias, and the sum if an
//     activation follows, an operand that is broadcast, and the exponentials and sums that softmax and log-sum-exp are
//     written out with. Nodes with a name, gradients of inputs and what Read reads keep theirs, and so do all with
//     TraceExec. Other elementwise nodes of the forward pass keep theirs too, though they are computed together.
//   - Softmax and log-sum-exp written out, and their gradients, do not overflow; of a row of -Inf they are 0 and -Inf,
//     not NaN. Rectify of -Inf after a product and bias is 0, not NaN.
//   - Large nodes are computed on all cores where that is measured to be faster; the bits are the same.
//   - Nodes made after NewVM do not belong to it, as with TapeMachine.
//   - A node of scalar type has a scalar as its value, also where Gorgonia's op gives a tensor of one element
//     (Tensordot), and the engine of the tensors bound to inputs is left as it is.
//   - Matrix products do not go through the BLAS of gorgonia.Use.
//
// Sums, means and maxima of any rank, SoftMax, LogSoftMax, AveragePool2D, the gradients of Dropout and, in evaluation,
// of BatchNorm, and results that are views are right here. What Gorgonia has wrong when the graph is built cannot be
// mended: gradients of Log2, InverseSqrt and OuterProd, LogSumExp, nodes merged because their hashes collide, and
// Log(SoftMax(x)), which makes logarithms of the SoftMax itself, wherever else it is used: the entropy of logits 1.2 and
// 0 is -2.21, not .541, unless the graph is built after gorgonia.UseNonStable. There is no counterpart of LispMachine.
//
// A VM serves one goroutine at a time. Two of them may run at the same time over two graphs.
type VM struct {
	m     *plan.Machine
	g     *G.ExprGraph
	nodes G.Nodes // of g when the VM was made, or of the precompiled part of it, and what they are computed from
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

// NewVM plans the computation of all of g, which may be a subgraph (SubgraphRoots, ExactSubgraphRoots, Subgraph): then of
// its nodes, its statements and the operands that it lacks, and of nothing else of the graph it was taken from. Machines
// over several subgraphs of one graph may take turns; a node's Value is that of the last one that ran it.
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

// Let binds a value to an input, as gorgonia.Let does, if it belongs to the graph.
func (v *VM) Let(n *G.Node, value any) error {
	if n.Graph() != v.g && !slices.Contains(v.nodes, n) { // the nodes of a subgraph are another graph's
		return fmt.Errorf("tape: %s does not belong to this machine's graph", n.Name())
	}
	return G.Let(n, value)
}

// Set gives the value of b to a at once, as a copy.
func (v *VM) Set(a, b *G.Node) error {
	if b.Value() == nil {
		return fmt.Errorf("tape: %s has no value to set %s to", b.Name(), a.Name())
	}
	c, err := G.CloneValue(b.Value())
	if err != nil {
		return fmt.Errorf("tape: copying the value of %s: %w", b.Name(), err)
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

func (v *VM) runSteps() error {
	for i := range v.m.Plan.Steps {
		s := &v.m.Plan.Steps[i]
		if err := v.m.Run(s); err != nil {
			return fmt.Errorf("tape: %w", err)
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

// String says how large the graph is.
func (v *VM) String() string { return fmt.Sprintf("tape.VM of %d nodes", len(v.nodes)) }
