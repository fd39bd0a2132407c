package layers

import (
	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Mode says what a forward pass is for. It belongs to the pass, not to an operation, so one set of parameters can be
// trained and used for prediction at the same time.
type Mode int

// Predict is the zero value: layers such as Dropout do nothing. Train turns them on.
const (
	Predict Mode = iota
	Train
)

// Scope is a place in a forward pass that is being built. It declares parameters, enters sub-scopes and hands out
// noise; its path names all of them.
type Scope struct {
	pass   *Pass
	path   string
	around *around  // who stands between this scope and its weights; nil: nobody
	told   *Targets // in place of the pass's targets; nil: those
}

// Graph is the graph being built.
func (s *Scope) Graph() *G.ExprGraph { return s.pass.Graph }

// Dtype is the type of the parameters, float32 or float64.
func (s *Scope) Dtype() tensor.Dtype { return s.pass.Dtype }

// Training reports whether the pass is for training.
func (s *Scope) Training() bool { return s.pass.Mode == Train }

// Prior reports whether weights that are distributions shall be drawn from their prior, to see what it believes before
// any data.
func (s *Scope) Prior() bool { return s.pass.Prior }

// Sampled reports whether penalties shall be of the very weights that were drawn, log q(w) and log p(w), instead of their
// expectations: bounds that weight draws by importance need them.
func (s *Scope) Sampled() bool { return s.pass.Sampled }

// Pathwise reports whether the density q of log q(w) shall be held where it is when derivatives are taken, so that they go
// through the draw w alone. What is left out has mean 0.
func (s *Scope) Pathwise() bool { return s.pass.Pathwise }

// Rows are the inputs of the pass whose first axis is the rows of the data, for interceptors that give each row noise of its
// own: the features, and of a Function all inputs with as many rows as its first. None if they are not known.
func (s *Scope) Rows() G.Nodes { return s.pass.Rows }

// Path is where in the network s is, "body/dense_0"; empty at the top.
func (s *Scope) Path() string { return s.path }

// Call applies a layer to x in the sub-scope of the given name. Nodes made inside are named after it.
func (s *Scope) Call(name string, l Layer, x *G.Node) *G.Node {
	sub := s.Sub(name)
	defer build.AddPath(sub.path)
	first := len(s.pass.Graph.AllNodes())
	switch {
	case l == nil:
		build.Fail("call", nil, "the layer is nil: give one, such as layers.Dense{Units: 16}")
	case x == nil:
		build.Fail("call", nil, "the input of %T is nil: nodes are the x of Forward, what s.Call, s.Param and ops return", l)
	}
	leave := s.pass.enter(sub.path, l, x)
	y := l.Forward(sub, x)
	if y == nil {
		build.Fail("call", []tensor.Shape{x.Shape()}, "%T returned nil: Forward must return a node", l)
	}
	leave(y)
	build.Name(s.pass.Graph, first, sub.path)
	return y
}

// Sub is the sub-scope of the given name, for code that is not a Layer.
func (s *Scope) Sub(name string) *Scope {
	return &Scope{pass: s.pass, path: s.join(name), around: s.around, told: s.told}
}

// Param declares a weight of this scope that is used by its value, and returns its node. A second parameter of one
// path, a shape other than the stored one, and a path that the stored parameters lack are BuildErrors.
func (s *Scope) Param(name string, init Initializer, shape ...int) *G.Node {
	if s.around != nil {
		w := s.around.by.Param(s.outer(), name, init, shape...)
		if w == nil || !build.SameShape(w.Shape(), shape) {
			build.Fail("param", append(shapes(w), shape), "what %T returns for %s must have the shape asked for, the last one, and not be nil", s.around.by, s.join(name))
		}
		return w
	}
	return s.pass.declare(s.join(name), init, shape)
}

// State declares a tensor that belongs to this scope's parameters but is not trained, such as a running mean, and
// returns its node.
func (s *Scope) State(name string, init Initializer, shape ...int) *G.Node {
	return s.pass.declareState(s.join(name), init, shape)
}

// Update makes value, of the shape of a State's node, what that state is after the training step. The batch is then
// computed whole.
func (s *Scope) Update(state, value *G.Node) {
	s.WholeBatch()
	for _, by := range s.pass.batches {
		by.Update(s, value)
	}
	s.pass.update(state, value)
}

// WholeBatch says that the rows of a batch see each other in this pass, as they do in batch normalization, so that it
// must not be cut into shards.
func (s *Scope) WholeBatch() {
	s.pass.Whole = true
	for a := s.around; a != nil; a = a.outer {
		if by, ok := a.by.(BatchInterceptor); ok {
			by.WholeBatch(s)
		}
	}
}

// Key is the node that seeds the noise of this pass, for ops.Uniform, ops.Normal and ops.DropoutMask: seed, step, draw
// and the batch's first row. Noise is a function of the key and of the path of its stream alone.
func (s *Scope) Key() *G.Node { return s.pass.noiseKey("key", &s.pass.key) }

// SharedKey is the node that seeds noise which all rows share, such as a draw of the weights: Key with a first row of 0
// however the batch is cut.
func (s *Scope) SharedKey() *G.Node { return s.pass.noiseKey("shared_key", &s.pass.shared) }

// Stream is the path of this scope's noise stream of the given name.
func (s *Scope) Stream(name string) string { return s.join(name) }

func (s *Scope) join(name string) string {
	if s.path == "" || name == "" {
		return s.path + name
	}
	return s.path + "/" + name
}
