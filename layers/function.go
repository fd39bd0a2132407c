package layers

import (
	"fmt"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Function is a network as pure functions of (parameters, inputs): Flax's init and apply, and a value with its
// gradients. It changes neither: the states that a step of training moves, such as the running mean of a BatchNorm, come
// with the gradients, as Flax returns mutable collections, and Params.With puts both to use. It is built and compiled once
// for each combination of input shapes, of which the most recent are kept (Cache), and safe for concurrent use.
type Function struct {
	Cache *graph.Cache // where programs are kept; nil: one of its own, with graph.DefaultBudget. Set it before the first call

	forward func(s *Scope, in G.Nodes) *G.Node
	mode    Mode
	key     [4]int64
	cache   *functionCache
}

// NewFunction makes a Function of a forward pass over inputs. The pass must be deterministic: noise comes from the
// scope.
func NewFunction(forward func(s *Scope, in G.Nodes) *G.Node) *Function {
	if forward == nil { // told where it is built
		forward = func(*Scope, G.Nodes) *G.Node {
			build.Fail("function", nil, "the function is nil: give one that builds its output from a Scope and its inputs")
			return nil
		}
	}
	return &Function{forward: forward, cache: &functionCache{}}
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
			p := &Pass{Graph: g, Dtype: dt, Mode: f.mode, Params: &Params{}, Rows: rowsOf(in), Init: true, Seed: seed}
			y := f.forward(p.Scope(), in)
			params = p.Params
			return G.Nodes{y}
		})
	})
	return params, nil
}

// rowsOf are the inputs that have as many rows as the first one that has any.
func rowsOf(in G.Nodes) (rows G.Nodes) {
	for _, x := range in {
		if x.Dims() > 0 && (len(rows) == 0 || x.Shape()[0] == rows[0].Shape()[0]) {
			rows = append(rows, x)
		}
	}
	return rows
}

// Apply computes the output for these parameters and inputs. In training mode states have the values they had before.
func (f *Function) Apply(params *Params, in ...G.Value) (G.Value, error) {
	fn := f.compiled(&f.cache.apply, params, len(in), func(*passFunc, []string, *Pass, *G.Node) G.Nodes { return nil })
	out, err := fn.Call(f.operands(params, in)...)
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// ValueAndGrad computes a scalar output and its gradient with respect to every parameter that is not a state, under the
// same paths. A state is what the network declares as one, or what params marks. In training mode grads.Updates are the
// states after the step.
func (f *Function) ValueAndGrad(params *Params, in ...G.Value) (value float64, grads *Params, err error) {
	fn := f.compiled(&f.cache.grad, params, len(in), (*passFunc).differentiate)
	out, err := fn.Call(f.operands(params, in)...)
	if err != nil {
		return 0, nil, err
	}
	grads = &Params{}
	learn, updates := fn.outputs()
	for i, path := range learn {
		g, ok := out[1+i].(*tensor.Dense)
		if !ok {
			return 0, nil, fmt.Errorf("layers: parameter %s is a tensor without axes: give it the shape (1)", path)
		}
		grads.Set(path, g)
	}
	if len(updates) > 0 {
		grads.updates = &Params{}
	}
	for i, path := range updates {
		grads.updates.SetState(path, out[1+len(learn)+i].(*tensor.Dense))
	}
	return graph.Float(out[0]), grads, nil
}
