package training

import (
	"fmt"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A batch is cut into shards that depend on its size alone, never on the number of cores, and their gradients are
// summed in order: the same bits on any machine. At most shardRows rows are in a shard unless that makes more than
// maxShards of them; at most roundRows are computed at a time, so that what the gradients are made of stays in cache.
const (
	shardRows = 50
	maxShards = 8
	roundRows = 1024
)

// cut returns the first row of each shard of a batch, and the end: sizes differ by one at most.
func cut(rows int) []int {
	k := min((rows+shardRows-1)/shardRows, maxShards) * ((rows + roundRows - 1) / roundRows)
	at := make([]int, k+1)
	for i := range at {
		at[i] = i * rows / k
	}
	return at
}

// shard is the training step over a fixed number of rows: the weighted sum of the rows' losses and its gradients by what
// the rows meet of the weights.
type shard struct {
	program *graph.Program
	nodes   [5]*G.Node // x, y, w and the keys of rows and of what they share; nil without noise
	per     *G.Node    // the loss of each row
	loss    *G.Node
	q       distributions.Distribution
	grads   []rowGrad // in the order of the frontier's learned nodes
	updates []layers.Update

	x, y   *tensor.Dense // (rows, features); (rows) or (rows, targets)
	w      *tensor.Dense // (rows), the weight of each row's loss in the batch's
	key    *tensor.Dense // (4) int64
	shared *tensor.Dense // (4) int64, where what rows share is computed in the shard
}

// newShard compiles the loss of l and its gradients by wrt, from the nodes given.
func (l *lossGraph) newShard(given, wrt G.Nodes) (s *shard, err error) {
	defer build.Recover(&err)
	s = &shard{per: l.per, loss: l.loss, q: l.q, nodes: [5]*G.Node{l.x, l.y, l.w, l.Key(), l.SharedKey()}}
	if len(wrt) > 0 {
		grads, err := graph.Partial(l.loss, wrt...)
		if err != nil {
			return nil, err
		}
		s.grads, s.updates = rowGrads(grads), l.Updates
	}
	outputs := G.Nodes{s.loss}
	for _, g := range s.grads {
		outputs = append(outputs, g.nodes()...)
	}
	for _, u := range s.updates {
		outputs = append(outputs, u.Value)
	}
	if s.program, err = graph.CompileFrom(given, outputs...); err != nil {
		return nil, err
	}
	s.bindData()
	return s, l.bind(s.program)
}

// clone is the same step on memory of its own; the weights are shared.
func (s *shard) clone() *shard {
	c := *s
	c.program = s.program.Clone()
	c.bindData()
	return &c
}

func (s *shard) bindData() {
	for i, v := range []**tensor.Dense{&s.x, &s.y, &s.w, &s.key, &s.shared} {
		n := s.nodes[i]
		if n == nil {
			continue
		}
		*v = ops.NewValue(n.Dtype(), n.Shape()).(*tensor.Dense)
		if err := s.program.Let(n, *v); err != nil {
			panic(fmt.Sprintf("training: %v", err)) // the value was made for this node
		}
	}
}

// run computes the step with the given noise, for the batch's rows from first on.
func (s *shard) run(of noise, first int) error {
	setKey(s.key, of.seed, of.step, of.draw, first)
	setKey(s.shared, of.seed, of.step, of.draw, 0)
	return s.program.RunAll()
}

// rowGrad is the node of a gradient, or the matrices whose product aᵀ b it is.
type rowGrad struct{ value, a, b *G.Node }

// rowGrads leaves a product to the sum over shards if its operands are so much smaller than it is that to read them again,
// by then from a cache farther away, is cheaper than to write the product and to add it. The rows themselves are
// overwritten by the next shard.
func rowGrads(ns G.Nodes) (gs []rowGrad) {
	for _, n := range ns {
		if a, b, ok := ops.Gram(n); ok && a.Op() != nil && b.Op() != nil && a.Shape().TotalSize()+b.Shape().TotalSize() <= n.Shape().TotalSize() {
			gs = append(gs, rowGrad{a: a, b: b})
		} else {
			gs = append(gs, rowGrad{value: n})
		}
	}
	return gs
}

func (g rowGrad) nodes() G.Nodes {
	if g.value != nil {
		return G.Nodes{g.value}
	}
	return G.Nodes{g.a, g.b}
}

// gradients are what the program leaves, where it leaves it now.
func (s *shard) gradients() (gs []gradient) {
	for _, g := range s.grads {
		if g.value != nil {
			gs = append(gs, gradient{value: s.program.Value(g.value)})
		} else {
			gs = append(gs, gradient{a: s.program.Value(g.a), b: s.program.Value(g.b)})
		}
	}
	return gs
}
