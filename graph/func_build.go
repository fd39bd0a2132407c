package graph

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/lru"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// compiled is a Func for one combination of inputs, with the programs that are not running.
type compiled struct {
	of       *Func
	like     []signature
	building atomic.Bool
	ready    chan struct{} // closed when first is there, or err
	made     atomic.Bool   // first is there: nobody needs to wait, which takes a lock
	first    instance
	err      error

	cache *Cache
	kept  *lru.Entry[cacheKey, *compiled]

	mu   sync.Mutex
	idle []instance
}

// signature is what must agree for a program to take an input.
type signature struct {
	dtype tensor.Dtype
	shape tensor.Shape
}

func (s signature) String() string { return fmt.Sprintf("%v %s", s.dtype, build.ShapeString(s.shape)) }

// compiled finds or builds the programs for such inputs.
func (f *Func) compiled(in []G.Value) (*compiled, error) {
	for i, v := range in {
		if v == nil || reflect.ValueOf(v).IsNil() {
			return nil, fmt.Errorf("graph: input %d of the call is nil: give a tensor for %s", i, f.inputName(i))
		}
	}
	c := f.find(in)
	if c == nil || c.building.Load() {
		err := usable(in)
		if err != nil {
			return nil, err
		}
		if c, err = f.make(in); err != nil {
			return nil, err
		}
	}
	if !c.made.Load() {
		<-c.ready
	}
	return c, c.err
}

func (c *compiled) takes(in []G.Value) bool {
	if len(in) != len(c.like) {
		return false
	}
	for i, v := range in {
		if v.Dtype() != c.like[i].dtype || !build.SameShape(v.Shape(), c.like[i].shape) {
			return false
		}
	}
	return true
}

// make builds the programs for such inputs, unless another goroutine has done so. Only who waits for the build to end can
// find it going on: the function itself.
func (f *Func) make(in []G.Value) (c *compiled, err error) {
	var outputs G.Nodes
	mine, done := false, false
	defer func() {
		if mine && !done { // also if the function panics
			c.forget()
		}
	}()
	build.OneAtATime(func() {
		if c = f.find(in); c == nil {
			c, mine = f.add(in), true
			defer c.building.Store(false)
			c.first, outputs, c.err = f.graph(c.like)
		}
	})
	switch {
	case !mine && c.building.Load():
		return nil, fmt.Errorf("graph: the function calls itself with inputs of the types and shapes that it is being built for: %v", c.like)
	case mine && c.err == nil:
		c.first.Program, c.err = compileAll(outputs)
	}
	if mine {
		if done = c.err == nil; done {
			pl := c.first.m.Plan
			c.idle = []instance{c.first}
			c.grow(pl.MachineBytes() + pl.SharedBytes(c.first.nodes))
			c.made.Store(true)
			close(c.ready)
		}
	}
	return c, nil
}

// forget drops what could not be built, so that the next call tries again.
func (c *compiled) forget() {
	c.cache.kept.Remove(c.kept)
	if c.err == nil {
		c.err = errors.New("graph: building the function panicked")
	}
	close(c.ready)
}

// graph builds the function.
func (f *Func) graph(like []signature) (p instance, out G.Nodes, err error) {
	defer build.Recover(&err)
	defer emptyInputs(like, &err)
	g := G.NewGraph()
	for i, s := range like {
		p.inputs = append(p.inputs, build.Input(g, s.dtype, f.inputName(i), s.shape...))
	}
	out = f.build(p.inputs, len(f.InputNames))
	p.nodes = len(g.AllNodes())
	return p, out, nil
}

// emptyInputs makes an error of whatever building for inputs without elements panics with, as many of Gorgonia's ops do.
func emptyInputs(like []signature, err *error) {
	if !slices.ContainsFunc(like, func(s signature) bool { return slices.Contains(s.shape, 0) }) {
		return
	}
	switch r := recover().(type) {
	case nil:
	case *build.Error:
		panic(r)
	default:
		*err = fmt.Errorf("graph: the function cannot be built for inputs %v, of which one has no elements: %v", like, r)
	}
}

// compileAll compiles outputs that may use all cores.
func compileAll(outputs G.Nodes) (*Program, error) {
	p, err := Compile(outputs...)
	if err == nil {
		p.UseCores(true)
	}
	return p, err
}

// again is another instance on a graph of its own.
func (f *Func) again(like []signature) (p instance, err error) {
	var outputs G.Nodes
	build.OneAtATime(func() { p, outputs, err = f.graph(like) })
	if err == nil {
		p.Program, err = compileAll(outputs)
	}
	return p, err
}
