package graph

import (
	"fmt"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/plan"
	G "gorgonia.org/gorgonia"
)

// Func is a Go function over tensors, written as a function over nodes. It is built and compiled once for each
// combination of input types and shapes, of which the most recent are kept within a budget (Cache), and may be called from
// any number of goroutines at the same time. Large operations use all cores while no other Func does.
//
// The function may call other Funcs while it is built, and itself with other types or shapes; with those that it is being
// built for, it is an error. Goroutines that it starts itself must not: one waits until nothing is built. One that takes more inputs than it is given, or makes no use of the last ones, is an error too:
// inputs that may be left unused have a name in InputNames.
type Func struct {
	InputNames []string // of the input nodes, in errors and pictures; in0, in1, ... where it ends
	Cache      *Cache   // where programs are kept; nil: one of its own, with the DefaultBudget. Set it before the first call

	build func(in G.Nodes) G.Nodes
	idle  int // so many inputs may be left unused
	own   Cache
}

// instance is a program and the inputs of its graph.
type instance struct {
	*Program
	inputs G.Nodes
	nodes  int // of its graph
}

// NewFunc makes a Func of a function that builds its outputs from its inputs; the function must be deterministic and
// must not keep the nodes.
func NewFunc(f func(in G.Nodes) G.Nodes) *Func {
	if f == nil {
		f = func(G.Nodes) G.Nodes { failNil(); return nil }
	}
	return &Func{build: f}
}

// failNil tells at the first call that there is no function to build.
func failNil() {
	build.Fail("function", nil, "the function is nil: give one that builds its outputs from its inputs")
}

// Grad is the gradient of a scalar function with respect to the inputs of the given indices, the first if there are
// none.
func Grad(f func(in G.Nodes) *G.Node, wrt ...int) *Func {
	vg := valueAndGrad(f, wrt)
	return &Func{build: func(in G.Nodes) G.Nodes { return vg(in)[1:] }, idle: idle(wrt)}
}

// ValueAndGrad is a scalar function's value, followed by its gradients with respect to the inputs of the given
// indices, the first if there are none.
func ValueAndGrad(f func(in G.Nodes) *G.Node, wrt ...int) *Func {
	return &Func{build: valueAndGrad(f, wrt), idle: idle(wrt)}
}

// idle is how many inputs there must be for those of the given indices: the function may have no use for one that it is
// differentiated by.
func idle(wrt []int) int {
	if len(wrt) == 0 {
		return 1
	}
	return slices.Max(wrt) + 1
}

func valueAndGrad(f func(in G.Nodes) *G.Node, wrt []int) func(in G.Nodes) G.Nodes {
	if len(wrt) == 0 {
		wrt = []int{0}
	}
	return func(in G.Nodes) G.Nodes {
		if f == nil {
			failNil()
		}
		y := f(in)
		xs := make(G.Nodes, len(wrt))
		for i, k := range wrt {
			if k < 0 || k >= len(in) {
				build.Fail("gradient", nil, "input %d of %d was asked for", k, len(in))
			}
			xs[i] = in[k]
		}
		grads, err := Gradient(y, xs...)
		build.Throw("gradient", err)
		return append(G.Nodes{y}, grads...)
	}
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
