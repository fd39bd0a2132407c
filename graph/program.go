package graph

import (
	"fmt"
	"slices"
	"unsafe"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/native"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/internal/rowmajor"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Program executes the part of a Gorgonia graph that its outputs need, on memory planned beforehand: a run allocates
// nothing, takes no lock and starts no goroutine, unless UseCores allows it. It implements gorgonia.VM.
//
// Inputs are bound with Let, or else read from the node at each run. Values are read with Value, of outputs only:
// everything else shares memory. A Program serves one goroutine at a time; Clone gives another one over the same plan.
type Program struct {
	m    *plan.Machine
	let  []bool    // by slot: an input bound with Let
	into *Outputs  // where outputs are written instead of the machine's memory; nil if nowhere else
	outs []G.Value // outputs of the last run
}

var _ G.VM = (*Program)(nil)

// Compile plans the computation of outputs: what they do not need is left out, equal operations are computed once, what
// is constant now, and operations are fused, which keeps values but for the rounding of sums and for written-out softmax
// and log-sum-exp that would overflow. Each output has memory of its own, unless two are equal or it is an input. It
// returns a BuildError if they need an operation that Gorgonia computes wrongly and this package does not replace
// (Dropout, tables as constants), naming what to use instead. What cannot be seen in a finished graph are nodes that
// Gorgonia merged wrongly before, a gorgonia.LogSumExp, which is a composition and wrong, a gorgonia.Grad of a Grad, and
// a gorgonia.Log of a SoftMax, which makes logarithms of the SoftMax itself, wherever else it is used (the entropy of
// logits 1.2 and 0 is -2.21, not .541): use ops.LogSumExp, graph.Gradient, ops.Log or ops.LogSoftmax, or build the graph
// after gorgonia.UseNonStable.
func Compile(outputs ...*G.Node) (p *Program, err error) { return CompileFrom(nil, outputs...) }

// CompileFrom is Compile with given nodes as inputs of the program, to be bound with Let, although the graph computes
// them: a part of a graph, behind which nothing is looked at.
func CompileFrom(given G.Nodes, outputs ...*G.Node) (p *Program, err error) {
	defer build.Recover(&err)
	if len(outputs) == 0 {
		return nil, fmt.Errorf("graph: a program needs an output")
	}
	for i, n := range outputs {
		if n == nil {
			build.Fail("compile", nil, "output %d is nil: outputs are nodes, which a layer (s.Call), a weight (s.Param) or an op returns", i)
		}
		if n.Graph() != outputs[0].Graph() {
			build.Fail("compile", nil, "outputs %s and %s belong to different graphs", outputs[0].Name(), n.Name())
		}
	}
	return newProgram(plan.New(outputs, given, native.Ops{Strict: true})), nil
}

func newProgram(pl *plan.Plan) *Program {
	return &Program{m: pl.Machine(), let: make([]bool, len(pl.Nodes)), outs: make([]G.Value, len(pl.Outputs))}
}

// Native reports whether the program runs operations of Gorgonia's own that may keep state, as MaxPool2D keeps its mask
// between forward and backward pass: programs over one graph must then not run at the same time: build another graph.
// Elementwise ones, products, reductions over axes, Reshape, Transpose, Concat and SoftMax keep none.
func (p *Program) Native() bool { return p.m.Plan.Foreign }

// Clone returns a program over the same plan with memory of its own and the inputs bound so far. Both may run at the
// same time unless they are Native.
func (p *Program) Clone() *Program {
	q := newProgram(p.m.Plan)
	p.bindLike(q)
	return q
}

// bindLike binds the inputs of a program over the same slots as those of p.
func (p *Program) bindLike(q *Program) {
	for _, i := range p.m.Plan.Inputs {
		q.m.Vals[i], q.let[i] = p.m.Vals[i], p.let[i]
	}
}

// Inputs lists the inputs that the outputs depend on, in the order they were made.
func (p *Program) Inputs() G.Nodes {
	in := make(G.Nodes, len(p.m.Plan.Inputs))
	for i, s := range p.m.Plan.Inputs {
		in[i] = p.m.Plan.Nodes[s]
	}
	return in
}

// Let binds an input to a value of its type and shape, by reference: later runs see what is written into it. A tensor
// whose memory is not in the order of its elements (transposed, stored by columns, a view with gaps) is copied, as it is
// now, and so is an output of this program, which a run would write while it still reads the input. An input that the
// outputs do not need is ignored, as it has no effect.
func (p *Program) Let(n *G.Node, v G.Value) error {
	i, ok := p.m.Plan.Slot[n]
	if !ok {
		return nil
	}
	if !slices.Contains(p.m.Plan.Inputs, i) {
		return fmt.Errorf("graph: %s is computed, not an input: it cannot be bound", n.Name())
	}
	v, err := p.accept(i, v)
	if err != nil {
		return err
	}
	p.m.Vals[i], p.let[i] = v, true
	return nil
}

// accept checks a value against the input it is for and brings its elements in order.
func (p *Program) accept(i int, v G.Value) (_ G.Value, err error) {
	name, shape, dt := p.m.Plan.Nodes[i], p.m.Plan.Shapes[i], p.m.Plan.Dtypes[i]
	if v == nil {
		return nil, fmt.Errorf("graph: input %s has no value: bind one with Let", name.Name())
	}
	if v, err = rowmajor.Of(v); err != nil {
		return nil, fmt.Errorf("graph: the value of input %s: %w", name.Name(), err)
	}
	if !build.SameShape(shape, v.Shape()) {
		return nil, fmt.Errorf("graph: input %s has shape %s but its value has %s", name.Name(), build.ShapeString(shape), build.ShapeString(v.Shape()))
	}
	if dt != v.Dtype() {
		return nil, fmt.Errorf("graph: input %s is %v but its value is %v", name.Name(), dt, v.Dtype())
	}
	if p.writes(v) {
		return G.CloneValue(v)
	}
	if d, ok := v.(*tensor.Dense); ok && p.m.Plan.Foreign {
		// Gorgonia's product transposes the headers of its operands in place; the caller's must stay as it is.
		if own, ok := p.m.Vals[i].(*tensor.Dense); ok && unsafe.SliceData(own.Raw) == unsafe.SliceData(d.Raw) && build.SameShape(own.Shape(), shape) {
			return own, nil
		}
		if len(d.Raw) == 0 { // which WithBacking panics at
			return tensor.New(tensor.Of(dt), tensor.WithShape(shape...)), nil
		}
		return tensor.New(tensor.WithShape(shape...), tensor.WithBacking(d.Data())), nil
	}
	return v, nil
}

// Value is the value of an output after the last run, or of a bound input, and nil for any other node. It is
// overwritten by the next run.
func (p *Program) Value(n *G.Node) G.Value {
	i, ok := p.m.Plan.Slot[n]
	if !ok {
		return nil
	}
	for _, o := range p.m.Plan.Outputs {
		if o == i {
			return p.m.Vals[i]
		}
	}
	if slices.Contains(p.m.Plan.Inputs, i) {
		return p.m.Vals[i]
	}
	return nil
}

// UseCores lets large operations of the program be shared among all cores, or not, as at first. The bits are the same. One
// program of the process does so at a time; it pays where single operations take 50 us and more and nothing else keeps
// the cores busy.
func (p *Program) UseCores(on bool) { p.m.Cores = on }

// RunAll computes the outputs from the inputs as they are now.
func (p *Program) RunAll() error {
	if err := p.readInputs(); err != nil {
		return err
	}
	return prefixed(p.m.RunAll())
}

// prefixed says which package an error is of.
func prefixed(err error) error {
	if err != nil {
		return fmt.Errorf("graph: %w", err)
	}
	return nil
}

// readInputs looks up the inputs that were not bound with Let.
func (p *Program) readInputs() error {
	for _, i := range p.m.Plan.Inputs {
		if p.let[i] {
			continue
		}
		v, err := p.accept(i, p.m.Plan.Nodes[i].Value())
		if err != nil {
			return err
		}
		p.m.Vals[i] = v
	}
	return nil
}

// Reset is there for gorgonia.VM: every run starts afresh without it.
func (p *Program) Reset() {}

// Close is there for gorgonia.VM: a Program holds nothing but memory.
func (p *Program) Close() error { return nil }
