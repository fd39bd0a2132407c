package layers

import (
	"fmt"
	"slices"
	"sync"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/lru"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// functionCache has passes by mode, the paths of the parameters and which of them are not marked as states.
type functionCache struct {
	mu          sync.Mutex
	apply, grad lru.Cache[string, *passFunc]
	programs    graph.Cache // of all of them
}

// passBudget is how many bytes of paths the passes of a Function may have, all told: who names parameters anew at each call
// does not fill the memory.
const passBudget = 1 << 20

// passFunc is a compiled pass and which outputs it has after the value.
type passFunc struct {
	*graph.Func
	id             string
	mu             sync.Mutex
	learn, updates []string // the paths of the gradients, and of the states' new values
}

// has says what the outputs are once the pass has been built.
func (p *passFunc) has(learn, updates []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.learn, p.updates = learn, updates
}

func (p *passFunc) outputs() (learn, updates []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.learn, p.updates
}

// differentiate lists the gradients of y by those weights that are no states to the pass either, and the new values of
// its states.
func (fn *passFunc) differentiate(weights []string, p *Pass, y *G.Node) (out G.Nodes) {
	var learn, updates []string
	var wrt G.Nodes
	for _, path := range weights {
		if !slices.Contains(p.States(), path) {
			learn, wrt = append(learn, path), append(wrt, p.Given[path])
		}
	}
	if len(wrt) > 0 {
		grads, err := graph.Gradient(y, wrt...)
		build.Throw("gradient", err)
		out = grads
	}
	for _, u := range p.Updates {
		updates, out = append(updates, u.Path), append(out, u.Value)
	}
	fn.has(learn, updates)
	return out
}

// operands are the inputs of the compiled function: key, parameters, inputs.
func (f *Function) operands(params *Params, in []G.Value) []G.Value {
	key := f.key
	vals := []G.Value{tensor.New(tensor.WithShape(4), tensor.WithBacking(key[:]))}
	for _, v := range params.All() {
		vals = append(vals, v)
	}
	return append(vals, in...)
}

// compiled finds or makes the function of (key, parameters, inputs), so many of them, that returns the value and what outputs
// adds to it; weights are the paths that are not marked as states.
func (f *Function) compiled(cache *lru.Cache[string, *passFunc], params *Params, inputs int, outputs func(fn *passFunc, weights []string, p *Pass, y *G.Node) G.Nodes) *passFunc {
	names, mode := params.Names(), f.mode
	weights := slices.DeleteFunc(params.Names(), params.IsState)
	id := fmt.Sprintf("%d %q %q %d", mode, names, weights, inputs)
	f.cache.mu.Lock()
	defer f.cache.mu.Unlock()
	if e := cache.Get(func() string { return id }, func(fn *passFunc) bool { return fn.id == id }); e != nil {
		return e.Value
	}
	fn := &passFunc{id: id}
	fn.Func = graph.NewFunc(func(in G.Nodes) G.Nodes {
		key, given := in[0], in[1:1+len(names)]
		return build.Counted(in[1+len(names):], 0, func(in G.Nodes) G.Nodes {
			p := &Pass{Graph: key.Graph(), Mode: mode, Params: &Params{}, Rows: rowsOf(in), Given: map[string]*G.Node{"key": key, "shared_key": key}}
			for i, path := range names {
				p.Dtype = given[i].Dtype()
				p.Given[path] = given[i]
			}
			y := f.forward(p.Scope(), in)
			return append(G.Nodes{y}, outputs(fn, weights, p, y)...)
		})
	})
	fn.InputNames = append([]string{"key"}, names...)
	for i := range inputs { // all have names, as they have been counted
		fn.InputNames = append(fn.InputNames, fmt.Sprintf("input %d", i))
	}
	if fn.Cache = f.Cache; fn.Cache == nil {
		fn.Cache = &f.cache.programs
	}
	cache.Grow(cache.Add(id, fn), 4*len(id)+1024, passBudget)
	return fn
}
