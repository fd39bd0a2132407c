package graph

import (
	"errors"
	"fmt"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/plan"
	G "gorgonia.org/gorgonia"
)

// Func is a Go function over tensors, written as a function over nodes. It is built and compiled once for each
// combination of input types and shapes, of which the most recent are kept within a budget (Cache), and may be called from
// any number of goroutines at the same time. Large operations use all cores while no other Func does.
//
// The function may call other Funcs while it is built, and itself with other types or shapes; with those that it is being
// built for, it is an error. Goroutines that it starts itself must not: one waits until nothing is built. One that takes more
// inputs than it is given, or makes no use of the last ones, is an error too: inputs that may be left unused have a name in
// InputNames.
type Func struct {
	InputNames []string // of the input nodes, in errors and pictures; in0, in1, ... where it ends
	Cache      *Cache   // where programs are kept; nil: one of its own, with the DefaultBudget. Set it before the first call

	build func(in G.Nodes, idle int) G.Nodes // see function
	own   Cache
}

// instance is a program and the inputs of its graph.
type instance struct {
	*Program
	inputs G.Nodes
	nodes  int // of its graph
}

// failNil tells at the first call that there is no function to build.
func failNil() {
	build.Fail("function", nil, "the function is nil: give one that builds its outputs from its inputs")
}

// Call returns the outputs for these inputs, as new values: *tensor.Dense, or *gorgonia.F32 and *gorgonia.F64 for
// scalars. Inputs are tensors or Gorgonia scalars; they are only read.
func (f *Func) Call(in ...G.Value) (out []G.Value, err error) {
	err = f.Run(in, func(vals []G.Value) error {
		for _, v := range vals {
			c, err := G.CloneValue(v)
			if err != nil {
				return fmt.Errorf("graph: copying an output: %w", err)
			}
			out = append(out, c)
		}
		return nil
	})
	return out, err
}

// Run computes the outputs for these inputs and hands them to use, which must not keep them: the values are the
// program's own memory. Nothing is allocated once a program for such inputs exists.
func (f *Func) Run(in []G.Value, use func(out []G.Value) error) (err error) {
	if f == nil || f.build == nil {
		return errors.New("graph: the Func has no function: make it with NewFunc or a transformation")
	}
	c, err := f.compiled(in)
	if err != nil {
		return err
	}
	p, err := c.take(f)
	if err != nil {
		return err
	}
	defer c.put(p)
	for i, n := range p.inputs {
		if err := p.Let(n, in[i]); err != nil {
			return err
		}
	}
	if err := p.RunAll(); err != nil {
		return err
	}
	return use(p.outputs())
}

func (f *Func) inputName(i int) string {
	if i < len(f.InputNames) {
		return f.InputNames[i]
	}
	return fmt.Sprintf("in%d", i)
}

// take hands out a program that nobody is running.
func (c *compiled) take(f *Func) (instance, error) {
	if p, ok := c.rested(); ok {
		return p, nil
	}
	if c.first.Native() {
		p, err := f.again(c.like)
		if err == nil {
			c.grow(p.m.Plan.MachineBytes() + p.m.Plan.SharedBytes(p.nodes))
		}
		return p, err
	}
	p := instance{newProgram(c.first.m.Plan), c.first.inputs, c.first.nodes} // all inputs are bound by Run
	p.UseCores(true)
	c.grow(p.m.Plan.MachineBytes())
	return p, nil
}

// rested is a program that has run before.
func (c *compiled) rested() (p instance, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := len(c.idle)
	if ok = k > 0; ok {
		p, c.idle = c.idle[k-1], c.idle[:k-1]
	}
	return p, ok
}

// outputs are the values of the outputs in the order they were asked for.
func (p *Program) outputs() []G.Value {
	for k, i := range p.m.Plan.Outputs {
		p.outs[k] = p.m.Vals[i]
	}
	return p.outs
}

// Float is the number in a scalar value, or in a tensor of one element.
func Float(v G.Value) float64 { return plan.Number(v) }

// Bytes is the memory of a value as bytes.
func Bytes(v G.Value) []byte { return plan.Bytes(v) }
