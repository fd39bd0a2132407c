package graph

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// compiled is a Func for one combination of inputs, with the programs that are not running.
type compiled struct {
	like     []signature
	building atomic.Bool
	ready    chan struct{} // closed when first is there, or err
	first    instance
	err      error

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
	f.mu.Lock()
	c := f.find(in)
	f.mu.Unlock()
	if c == nil || c.building.Load() {
		var err error
		if c, err = f.make(in); err != nil {
			return nil, err
		}
	}
	<-c.ready
	return c, c.err
}

// find is what takes such inputs, nil if it has not been made.
func (f *Func) find(in []G.Value) *compiled {
	for _, c := range f.built {
		if c.takes(in) {
			return c
		}
	}
	return nil
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
			f.forget(c)
		}
	}()
	build.OneAtATime(func() {
		f.mu.Lock()
		if c = f.find(in); c == nil {
			c, mine = f.add(in), true
		}
		f.mu.Unlock()
		if mine {
			defer c.building.Store(false)
			c.first.inputs, outputs, c.err = f.graph(c.like)
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
			close(c.ready)
		}
	}
	return c, nil
}

// add notes what is about to be built.
func (f *Func) add(in []G.Value) *compiled {
	c := &compiled{ready: make(chan struct{})}
	for _, v := range in {
		c.like = append(c.like, signature{v.Dtype(), v.Shape().Clone()})
	}
	c.building.Store(true)
	f.built = append(f.built, c)
	return c
}

// forget drops what could not be built, so that the next call tries again.
func (f *Func) forget(c *compiled) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.built = slices.DeleteFunc(f.built, func(b *compiled) bool { return b == c })
	if c.err == nil {
		c.err = errors.New("graph: building the function panicked")
	}
	close(c.ready)
}

// graph builds the function.
func (f *Func) graph(like []signature) (in, out G.Nodes, err error) {
	defer build.Recover(&err)
	defer emptyInputs(like, &err)
	g := G.NewGraph()
	for i, s := range like {
		in = append(in, build.Input(g, s.dtype, f.inputName(i), s.shape...))
	}
	return in, build.Counted(in, max(f.idle, len(f.InputNames)), f.build), nil
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
	build.OneAtATime(func() { p.inputs, outputs, err = f.graph(like) })
	if err == nil {
		p.Program, err = compileAll(outputs)
	}
	return p, err
}
