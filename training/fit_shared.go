package training

import (
	"slices"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// shared is the part of a step that does not depend on rows, computed once whatever the number of shards: on the way
// forward the weights as the rows meet them, such as a draw from their posterior, and the penalties; on the way back
// the gradients of the parameters from those of these weights.
type shared struct {
	values []G.Value // of what shards use, in the order of the frontier's computed nodes; kept in place
	params []G.Value // the gradients of the parameters after back, in the order of the pass's paths
	learn  []G.Value // where shards leave the gradients of what they use, in the order of a shard's

	forward, back            *graph.Program
	key                      *tensor.Dense // nil without noise
	cross, entropy           *G.Node       // sums of the penalties; nil without
	crossShare, entropyShare *tensor.Dense // what multiplies them in the loss; (1)
	sampled                  bool
}

// newShared builds it on the graph of l; use are the nodes that the shards use, wrt those they differentiate by. It is nil
// where shards use parameters as they are and there is no penalty.
func newShared(l *lossGraph, use, wrt G.Nodes) (s *shared, err error) {
	defer build.Recover(&err)
	use = computed(use)
	if len(use) == 0 && len(l.Penalties) == 0 {
		return nil, nil
	}
	s = &shared{}
	s.addPenalties(l)
	last := l.Graph.AllNodes()[len(l.Graph.AllNodes())-1].ID()
	grads, entries, err := s.gradients(l, wrt)
	if err != nil {
		return nil, err
	}
	given := keptFor(grads, last)
	outputs := append(slices.Clone(use), given...)
	for _, n := range []*G.Node{s.cross, s.entropy} {
		if n != nil {
			outputs = append(outputs, n)
		}
	}
	if s.forward, err = graph.Compile(outputs...); err != nil {
		return nil, err
	}
	if s.back, err = graph.CompileFrom(given, grads...); err != nil {
		return nil, err
	}
	return s, s.bind(l, use, given, grads, entries)
}

// addPenalties sums the penalties' parts.
func (s *shared) addPenalties(l *lossGraph) {
	first := len(l.Graph.AllNodes())
	add := func(sum **G.Node, n *G.Node) {
		if n != nil && *sum != nil {
			n = ops.Add(*sum, n)
		}
		if n != nil {
			*sum = n
		}
	}
	for _, p := range l.Penalties {
		add(&s.cross, p.CrossEntropy)
		add(&s.entropy, p.Entropy)
		s.sampled = s.sampled || p.Sampled
	}
	build.Name(l.Graph, first, "penalty")
}

// bind ties the two programs to the parameters, the key and each other.
func (s *shared) bind(l *lossGraph, use, given, grads G.Nodes, entries []entry) error {
	for _, p := range []*graph.Program{s.forward, s.back} {
		if err := l.bind(p); err != nil {
			return err
		}
	}
	if key := l.SharedKey(); key != nil {
		s.key = ops.NewValue(tensor.Int64, tensor.Shape{4}).(*tensor.Dense)
		for _, p := range []*graph.Program{s.forward, s.back} {
			if err := p.Let(key, s.key); err != nil {
				return err
			}
		}
	}
	for _, n := range given {
		if err := s.back.Let(n, s.forward.Value(n)); err != nil {
			return err
		}
	}
	for _, in := range entries {
		if err := s.back.Let(in.node, in.value); err != nil {
			return err
		}
	}
	for _, n := range use {
		s.values = append(s.values, s.forward.Value(n))
	}
	for _, n := range grads {
		s.params = append(s.params, s.back.Value(n))
	}
	return nil
}

// run draws the weights of (seed, step, draw) and computes the penalties.
func (s *shared) run(seed uint64, step, draw int) error {
	setKey(s.key, seed, step, draw, 0)
	return s.forward.RunAll()
}

// differentiate computes the gradients of the parameters from what shards left in learn and the penalties' shares.
func (s *shared) differentiate(crossShare, entropyShare float64) error {
	setFirst(s.crossShare, crossShare)
	setFirst(s.entropyShare, -entropyShare)
	return s.back.RunAll()
}

// penalty is the given mean loss of rows, and the cross-entropy and the entropy of the last run, in nats.
func (s *shared) penalty(mean float64) (rows, cross, entropy float64) {
	if s.cross != nil {
		cross = graph.Float(s.forward.Value(s.cross))
	}
	if s.entropy != nil {
		entropy = graph.Float(s.forward.Value(s.entropy))
	}
	return mean, cross, entropy
}

// setFirst sets the first element of v if there is one.
func setFirst(v *tensor.Dense, x float64) {
	switch {
	case v == nil:
	case v.Dtype() == tensor.Float64:
		ops.Data[float64](v)[0] = x
	default:
		ops.Data[float32](v)[0] = float32(x)
	}
}
