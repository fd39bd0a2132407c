package layers

import (
	"github.com/deepprob/deepprob/internal/build"
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

// noiseKey finds or makes the input node of a key.
func (p *Pass) noiseKey(name string, key **G.Node) *G.Node {
	if *key == nil {
		if *key = p.Given[name]; *key == nil {
			*key = build.Input(p.Graph, tensor.Int64, name, 4)
		}
	}
	return *key
}
