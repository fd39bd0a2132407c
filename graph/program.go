package graph

import (
	"fmt"
	"slices"
	"unsafe"

	"github.com/deepprob/deepprob/internal/build"
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
	plan *plan
	vals []G.Value // by slot
	let  []bool    // by slot: an input bound with Let
	args []G.Value // operands of the running step
	tile []byte    // for the running step's tiles
	own  []byte    // the block of memory that vals lie in
	into *Outputs  // where outputs are written instead; nil if nowhere else
	outs []G.Value // outputs of the last run

	cores    bool          // steps may be shared among all cores
	contests []contest     // by parts
	shared   *step         // the one that is
	piece    func(job int) // a piece of it
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
	return newProgram(newPlan(outputs, given, computeOf)), nil
}

func newProgram(pl *plan) *Program {
	p := &Program{
		plan: pl,
		vals: make([]G.Value, len(pl.nodes)),
		let:  make([]bool, len(pl.nodes)),
		args: make([]G.Value, pl.arity),
		outs: make([]G.Value, len(pl.outputs)),
	}
	copy(p.vals, pl.fixed)
	p.own = alignedBlock(pl.bytes)
	for _, s := range pl.steps {
		for _, i := range s.outs() {
			if at := pl.offset[i]; at >= 0 {
				p.vals[i] = denseAt(pl.dtypes[i], pl.shapes[i], p.own[at:])
			} else {
				p.vals[i] = newValue(pl.dtypes[i], pl.shapes[i])
			}
		}
	}
	p.tile = alignedBlock(pl.scratch)
	for _, s := range pl.steps { // in the order of their ids
		if s.parts != nil {
			p.contests = append(p.contests, newContest(s.parts))
		}
	}
	p.piece = func(k int) { p.shared.parts.run(p, p.shared, k) }
	return p
}

// Native reports whether the program runs operations of Gorgonia's own. Some keep state between forward and backward
// pass (MaxPool2D its mask), so programs over one graph must then not run at the same time: build another graph.
func (p *Program) Native() bool { return p.plan.native }

// Clone returns a program over the same plan with memory of its own and the inputs bound so far. Both may run at the
// same time unless they are Native.
func (p *Program) Clone() *Program {
	q := newProgram(p.plan)
	p.bindLike(q)
	return q
}

// bindLike binds the inputs of a program over the same slots as those of p.
func (p *Program) bindLike(q *Program) {
	for _, i := range p.plan.inputs {
		q.vals[i], q.let[i] = p.vals[i], p.let[i]
	}
}

// Inputs lists the inputs that the outputs depend on, in the order they were made.
func (p *Program) Inputs() G.Nodes {
	in := make(G.Nodes, len(p.plan.inputs))
	for i, s := range p.plan.inputs {
		in[i] = p.plan.nodes[s]
	}
	return in
}

// Let binds an input to a value of its type and shape, by reference: later runs see what is written into it. A tensor
// whose memory is not in the order of its elements (transposed, stored by columns, a view with gaps) is copied, as it is
// now, and so is an output of this program, which a run would write while it still reads the input. An input that the
// outputs do not need is ignored, as it has no effect.
func (p *Program) Let(n *G.Node, v G.Value) error {
	i, ok := p.plan.slot[n]
	if !ok {
		return nil
	}
	if !slices.Contains(p.plan.inputs, i) {
		return fmt.Errorf("graph: %s is computed, not an input: it cannot be bound", n.Name())
	}
	v, err := p.accept(i, v)
	if err != nil {
		return err
	}
	p.vals[i], p.let[i] = v, true
	return nil
}

// accept checks a value against the input it is for and brings its elements in order.
func (p *Program) accept(i int, v G.Value) (_ G.Value, err error) {
	name, shape, dt := p.plan.nodes[i], p.plan.shapes[i], p.plan.dtypes[i]
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
	if d, ok := v.(*tensor.Dense); ok && p.plan.native {
		// Gorgonia's product transposes the headers of its operands in place; the caller's must stay as it is.
		if own, ok := p.vals[i].(*tensor.Dense); ok && unsafe.SliceData(own.Raw) == unsafe.SliceData(d.Raw) && build.SameShape(own.Shape(), shape) {
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
	i, ok := p.plan.slot[n]
	if !ok {
		return nil
	}
	for _, o := range p.plan.outputs {
		if o == i {
			return p.vals[i]
		}
	}
	if slices.Contains(p.plan.inputs, i) {
		return p.vals[i]
	}
	return nil
}

// UseCores lets large operations of the program be shared among all cores, or not, as at first. The bits are the same. One
// program of the process does so at a time; it pays where single operations take 50 us and more and nothing else keeps
// the cores busy.
func (p *Program) UseCores(on bool) { p.cores = on }

// Reset is there for gorgonia.VM: every run starts afresh without it.
func (p *Program) Reset() {}

// Close is there for gorgonia.VM: a Program holds nothing but memory.
func (p *Program) Close() error { return nil }
