package graph

import (
	"fmt"
	"runtime"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/lru"
	"github.com/deepprob/deepprob/internal/rowmajor"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// DefaultBudget is how many bytes the programs of a Cache take that says nothing else: 256 MiB.
const DefaultBudget = 256 << 20

// Cache is where Funcs keep their programs: those called most recently, within a budget. One that is forgotten is compiled
// again at the next call of its shapes, and goroutines that are running it finish as if nothing had happened. The program
// called last stays, also if it is larger than the budget alone. The zero value is ready for use; a Cache may serve any
// number of Funcs, and goroutines.
type Cache struct {
	Budget int // bytes; 0: DefaultBudget. Set it before the first call

	kept lru.Cache[cacheKey, *compiled]
}

// cacheKey is what the programs of a Func for some inputs are found by.
type cacheKey struct {
	f    *Func
	hash uint64
}

// Size is for how many combinations of shapes there are programs, and how many bytes they take: the memory they planned,
// 2 KiB for a graph and 1.5 KiB for each of its nodes, which is about what Gorgonia needs.
func (c *Cache) Size() (shapes, bytes int) { return c.kept.Size() }

func (c *Cache) budget() int {
	if c.Budget != 0 {
		return c.Budget
	}
	return DefaultBudget
}

// cache is where the programs of f are.
func (f *Func) cache() *Cache {
	if f.Cache != nil {
		return f.Cache
	}
	return &f.own
}

// hash is the same for inputs of the same types and shapes.
func hash(in []G.Value) uint64 {
	const prime = 1099511628211 // of FNV-1a, here over words
	h := uint64(14695981039346656037)
	for _, v := range in {
		h = (h ^ uint64(v.Dtype().Kind())) * prime
		shape := v.Shape()
		h = (h ^ uint64(len(shape))) * prime
		for _, d := range shape {
			h = (h ^ uint64(d)) * prime
			h ^= h >> 29
		}
	}
	return h
}

// find is what takes such inputs, nil if it has not been made.
func (f *Func) find(in []G.Value) *compiled {
	e := f.cache().kept.Get(func() cacheKey { return cacheKey{f, hash(in)} }, func(c *compiled) bool { return c.of == f && c.takes(in) })
	if e == nil {
		return nil
	}
	return e.Value
}

// add notes what is about to be built.
func (f *Func) add(in []G.Value) *compiled {
	c := &compiled{of: f, ready: make(chan struct{}), cache: f.cache()}
	for _, v := range in {
		c.like = append(c.like, signature{v.Dtype(), v.Shape().Clone()})
	}
	c.building.Store(true)
	c.kept = c.cache.kept.Add(cacheKey{f, hash(in)}, c)
	return c
}

// grow tells the cache of bytes more, and reports whether all programs fit its budget.
func (c *compiled) grow(bytes int) bool { return c.cache.kept.Grow(c.kept, bytes, c.cache.budget()) }

// put takes a program back. Where many goroutines call at once there are as many programs: they stay as long as they fit
// the budget, and then one for each core.
func (c *compiled) put(p instance) {
	p.unbind()
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(c.idle); n > 0 && n >= runtime.GOMAXPROCS(0) && !c.grow(0) {
		c.grow(-p.m.Plan.MachineBytes())
		return
	}
	c.idle = append(c.idle, p)
}

// unbind lets go of the memory of the caller, which a program at rest would keep from being freed.
func (p *Program) unbind() {
	for _, i := range p.m.Plan.Inputs {
		p.m.Vals[i], p.let[i] = nil, false
	}
	clear(p.outs)
	p.m.Rest()
}

// inputTypes are those that a program can be given.
var inputTypes = []tensor.Dtype{tensor.Float32, tensor.Float64, tensor.Int64, tensor.Int32, tensor.Int, tensor.Byte, tensor.Bool}

// usable refuses inputs that no program can be given, before one is compiled for them.
func usable(in []G.Value) error {
	for i, v := range in {
		if !slices.Contains(inputTypes, v.Dtype()) {
			return fmt.Errorf("graph: input %d of the call is of type %v: want float32 or float64, or integers for keys and indices", i, v.Dtype())
		}
		if _, err := rowmajor.Of(v); err != nil {
			return fmt.Errorf("graph: input %d of the call, of shape %s: %w", i, build.ShapeString(v.Shape()), err)
		}
	}
	return nil
}
