package layers

import (
	"fmt"
	"sync"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Function is a network as pure functions of (parameters, inputs): Flax's init and apply, and a value with its
// gradients. It is built and compiled once for each combination of input shapes, and safe for concurrent use.
type Function struct {
	forward func(s *Scope, in G.Nodes) *G.Node
	mode    Mode
	key     [4]int64
	cache   *functionCache
}

type functionCache struct {
	mu    sync.Mutex
	apply map[string]*graph.Func // by mode and the paths of the parameters
	grad  map[string]*graph.Func
}

// NewFunction makes a Function of a forward pass over inputs. The pass must be deterministic: noise comes from the
// scope.
func NewFunction(forward func(s *Scope, in G.Nodes) *G.Node) *Function {
	return &Function{forward: forward, cache: &functionCache{apply: map[string]*graph.Func{}, grad: map[string]*graph.Func{}}}
}

// Train returns the same function in training mode, its noise that of (seed, step).
func (f *Function) Train(seed uint64, step int) *Function {
	g := *f
	g.mode, g.key = Train, [4]int64{int64(seed), int64(step)}
	return &g
}

// Init draws the parameters from seed, float32 or float64 as the first input of either type is. Of the inputs only
// types and shapes count.
func (f *Function) Init(seed uint64, in ...G.Value) (params *Params, err error) {
	defer build.Recover(&err)
	dt := tensor.Float32
	for i := len(in) - 1; i >= 0; i-- {
		if in[i] == nil {
			return nil, fmt.Errorf("layers: input %d of Init is nil: it gives type and shape", i)
		}
		if in[i].Dtype() == tensor.Float64 || in[i].Dtype() == tensor.Float32 {
			dt = in[i].Dtype()
		}
	}
	g, nodes := G.NewGraph(), make(G.Nodes, len(in))
	for i, v := range in {
		nodes[i] = build.Input(g, v.Dtype(), fmt.Sprintf("in%d", i), v.Shape()...)
	}
	build.OneAtATime(func() {
		build.Counted(nodes, 0, func(in G.Nodes) G.Nodes {
			p := &Pass{Graph: g, Dtype: dt, Mode: f.mode, Params: &Params{}, Init: true, Seed: seed}
			y := f.forward(p.Scope(), in)
			params = p.Params
			return G.Nodes{y}
		})
	})
	return params, nil
}

// Apply computes the output for these parameters and inputs.
func (f *Function) Apply(params *Params, in ...G.Value) (G.Value, error) {
	fn := f.compiled(f.cache.apply, params, len(in), func(y *G.Node, _ G.Nodes) G.Nodes { return G.Nodes{y} })
	out, err := fn.Call(f.operands(params, in)...)
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// ValueAndGrad computes a scalar output and its gradient with respect to every parameter that is not a state, under the
// same paths.
func (f *Function) ValueAndGrad(params *Params, in ...G.Value) (value float64, grads *Params, err error) {
	fn := f.compiled(f.cache.grad, params, len(in), func(y *G.Node, wrt G.Nodes) G.Nodes {
		g, err := graph.Gradient(y, wrt...)
		build.Throw("gradient", err)
		return append(G.Nodes{y}, g...)
	})
	out, err := fn.Call(f.operands(params, in)...)
	if err != nil {
		return 0, nil, err
	}
	grads = &Params{}
	for i, path := range params.Names() {
		if params.IsState(path) {
			continue
		}
		g, ok := out[1+i].(*tensor.Dense)
		if !ok {
			return 0, nil, fmt.Errorf("layers: parameter %s is a tensor without axes: give it the shape (1)", path)
		}
		grads.Set(path, g)
	}
	return graph.Float(out[0]), grads, nil
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

// compiled finds or makes the function of (key, parameters, inputs) that returns what outputs makes of the value and
// the parameters' nodes, for so many inputs.
func (f *Function) compiled(cache map[string]*graph.Func, params *Params, inputs int, outputs func(y *G.Node, wrt G.Nodes) G.Nodes) *graph.Func {
	id := fmt.Sprint(f.mode, params.Names(), inputs)
	f.cache.mu.Lock()
	defer f.cache.mu.Unlock()
	if fn := cache[id]; fn != nil {
		return fn
	}
	names, mode := params.Names(), f.mode
	fn := graph.NewFunc(func(in G.Nodes) G.Nodes {
		key, wrt := in[0], in[1:1+len(names)]
		return build.Counted(in[1+len(names):], 0, func(in G.Nodes) G.Nodes {
			p := &Pass{Graph: key.Graph(), Mode: mode, Params: &Params{}, Given: map[string]*G.Node{"key": key, "shared_key": key}}
			for i, path := range names {
				p.Dtype = wrt[i].Dtype()
				p.Given[path] = wrt[i]
			}
			return outputs(f.forward(p.Scope(), in), wrt)
		})
	})
	fn.InputNames = append([]string{"key"}, names...)
	for i := range inputs { // all have names, as they have been counted
		fn.InputNames = append(fn.InputNames, fmt.Sprintf("input %d", i))
	}
	cache[id] = fn
	return fn
}
