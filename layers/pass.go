package layers

import (
	"math"
	"math/rand/v2"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/internal/rowmajor"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Pass is a forward pass and what it declared.
type Pass struct {
	Graph  *G.ExprGraph
	Dtype  tensor.Dtype // of parameters; the zero value becomes float32
	Mode   Mode
	Params *Params // their values

	// Seed draws the values of parameters that Params lacks, if Init is set; without Init they are refused.
	Seed uint64
	Init bool

	// Targets are the training targets in the network's units, of which first values may be made (Scope.Targets); nil if they
	// are not known.
	Targets *Targets

	// Given are input nodes to use for parameters and, under "key" and "shared_key", for the seeds of noise; a node is
	// made for what is not there.
	Given map[string]*G.Node

	// Rows are the inputs whose first axis is the rows of the data; none if it is not known.
	Rows G.Nodes

	Prior   bool // draw weights that are distributions from their prior
	Sampled bool // ask for penalties of the weights drawn

	// Pathwise, beside Sampled, asks for entropies whose derivative is by the weights drawn alone.
	Pathwise bool

	// What the pass found besides its parameters.
	Penalties []Penalty
	Updates   []Update
	Whole     bool // the rows see each other
	Quantiles bool // there are parameters whose first values are of the target's quantiles
	Turning   []Turning
	Calls     []Call // of layers, in the order in which they began

	paths, states []string
	nodes         map[string]*G.Node
	key, shared   *G.Node
	batches       []BatchInterceptor // of all scopes
}

// Update is a new value for a state.
type Update struct {
	Path  string
	Value *G.Node
}

// Scope begins the pass at the top of the network.
func (p *Pass) Scope() *Scope {
	if p.Dtype.Type == nil {
		p.Dtype = tensor.Float32
	}
	p.nodes = map[string]*G.Node{}
	return &Scope{pass: p}
}

// Paths lists the parameters declared so far, in order, without states.
func (p *Pass) Paths() []string { return p.paths }

// States lists the states declared so far, in order.
func (p *Pass) States() []string { return p.states }

// Node is the input node of a parameter or state, nil if the pass has not declared it.
func (p *Pass) Node(path string) *G.Node { return p.nodes[path] }

// Nodes are the input nodes of the parameters in the order of Paths.
func (p *Pass) Nodes() G.Nodes {
	ns := make(G.Nodes, len(p.paths))
	for i, path := range p.paths {
		ns[i] = p.nodes[path]
	}
	return ns
}

// Key is the node that seeds the noise of rows, nil if no layer asked for any.
func (p *Pass) Key() *G.Node { return p.key }

// SharedKey is the node that seeds the noise that rows share, nil if no layer asked for any.
func (p *Pass) SharedKey() *G.Node { return p.shared }

// declare makes the node of a parameter.
func (p *Pass) declare(path string, init Initializer, shape tensor.Shape) *G.Node {
	n := p.input(path, init, shape)
	p.paths = append(p.paths, path)
	return n
}

// declareState makes the node of a state.
func (p *Pass) declareState(path string, init Initializer, shape tensor.Shape) *G.Node {
	n := p.input(path, init, shape)
	p.Params.markState(path)
	p.states = append(p.states, path)
	return n
}

func (p *Pass) update(state, value *G.Node) {
	build.Given("update", state, value)
	for _, path := range p.states {
		if p.nodes[path] != state {
			continue
		}
		if !build.SameShape(state.Shape(), value.Shape()) {
			build.Fail("update", []tensor.Shape{state.Shape(), value.Shape()}, "the new value of state %s has another shape", path)
		}
		p.Updates = append(p.Updates, Update{Path: path, Value: value})
		return
	}
	build.Fail("update", []tensor.Shape{state.Shape()}, "%s is not a state of this pass: declare it with Scope.State", state.Name())
}

// input makes the input node of a parameter or state after checking, or making, its value.
func (p *Pass) input(path string, init Initializer, shape tensor.Shape) *G.Node {
	if p.nodes[path] != nil {
		build.Fail("param", []tensor.Shape{shape}, "parameter %s is declared twice: give each layer a name of its own, s.Call(\"first\", ...) and s.Call(\"second\", ...)", path)
	}
	n := p.Given[path]
	if n == nil {
		p.value(path, init, shape)
		n = build.Input(p.Graph, p.Dtype, path, shape...)
	}
	p.check(path, shape, n.Shape(), n.Dtype())
	p.nodes[path] = n
	return n
}

// value makes sure that Params has a value of the wanted shape.
func (p *Pass) value(path string, init Initializer, shape tensor.Shape) {
	if init == nil {
		build.Fail("param", []tensor.Shape{shape}, "parameter %s has no Initializer: layers.Zeros, layers.LecunNormal, ...", path)
	}
	if len(shape) == 0 {
		build.Fail("param", nil, "parameter %s needs a shape: 1 for a single number, which broadcasts", path)
	}
	for _, d := range shape {
		if d <= 0 {
			build.Fail("param", []tensor.Shape{shape}, "parameter %s needs sizes of at least 1: is a layer's Units zero?", path)
		}
	}
	build.Elements("parameter "+path, shape)
	v := p.Params.Get(path)
	if v == nil && !p.Init {
		build.Fail("param", []tensor.Shape{shape}, "there is no parameter %s: initialize the network first, or load the parameters that belong to it", path)
	}
	if v == nil {
		v = initial(path, init, shape, p.Dtype, p.Seed)
		p.Params.Set(path, v)
	}
	p.check(path, shape, v.Shape(), v.Dtype())
	if p.Init && !rowmajor.Is(v) {
		p.order(path, v)
	}
}

// order exchanges a tensor that was transposed, or masked, since it was set: fitting overwrites it in place. Passes over
// finished parameters, which may run at the same time, leave it as it is.
func (p *Pass) order(path string, v *tensor.Dense) {
	ordered, err := rowmajor.Dense(v)
	if err != nil {
		build.Fail("param", []tensor.Shape{v.Shape()}, "parameter %s: %v", path, err)
	}
	p.Params.Set(path, ordered)
}

// check refuses a parameter that was made for another network.
func (p *Pass) check(path string, want, have tensor.Shape, dt tensor.Dtype) {
	if !build.SameShape(want, have) {
		build.Fail("param", []tensor.Shape{have, want}, "parameter %s has the first shape, the network asks for the second: the inputs or the network changed since it was initialized", path)
	}
	if dt != p.Dtype {
		build.Fail("param", []tensor.Shape{want}, "parameter %s is %v, the pass is built in %v", path, dt, p.Dtype)
	}
}

// initial draws a parameter's first value from the stream of its path, so that it does not depend on what else the
// network has.
func initial(path string, init Initializer, shape tensor.Shape, dt tensor.Dtype, seed uint64) *tensor.Dense {
	x := init.Draw(rand.New(rng.New(seed, path, 0, 0).Source()), shape...)
	if len(x) != shape.TotalSize() {
		build.Fail("param", []tensor.Shape{shape}, "the Initializer of parameter %s returned %d numbers", path, len(x))
	}
	for i, y := range x {
		if math.IsNaN(y) || math.Abs(y) > largest(dt) {
			build.Fail("param", []tensor.Shape{shape}, "the Initializer of parameter %s gives %v as number %d, which is no weight in %v: choose its scale, or the layer's settings that it is made of, within the type", path, y, i, dt)
		}
	}
	v := ops.NewValue(dt, shape).(*tensor.Dense)
	if dt == tensor.Float64 {
		copy(ops.Data[float64](v), x)
		return v
	}
	for i, dst := 0, ops.Data[float32](v); i < len(dst); i++ {
		dst[i] = float32(x[i])
	}
	return v
}

// largest is the largest number of a floating-point type.
func largest(dt tensor.Dtype) float64 {
	if dt == tensor.Float64 {
		return math.MaxFloat64
	}
	return math.MaxFloat32
}

// noiseKey finds or makes the input node of a key.
func (p *Pass) noiseKey(name string, key **G.Node) *G.Node {
	if *key == nil {
		if *key = p.Given[name]; *key == nil {
			*key = build.Input(p.Graph, tensor.Int64, name, 4)
		}
	}
	return *key
}
