package training

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A batch is cut into shards that depend on its size alone, never on the number of cores, and their gradients are
// summed in order: the same bits on any machine. At most shardRows rows are in a shard unless that makes more than
// maxShards of them, each of which has gradients of its own.
const (
	shardRows = 50
	maxShards = 16
)

// cut returns the first row of each shard of a batch, and the end: sizes differ by one at most.
func cut(rows int) []int {
	k := min((rows+shardRows-1)/shardRows, maxShards)
	at := make([]int, k+1)
	for i := range at {
		at[i] = i * rows / k
	}
	return at
}

// shard is the training step over a fixed number of rows: the weighted sum of the rows' losses and its gradients.
type shard struct {
	program *graph.Program
	nodes   [4]*G.Node // x, y, w and key; key is nil without noise
	per     *G.Node    // the loss of each row
	loss    *G.Node
	paths   []string // of the parameters
	grads   G.Nodes  // in the order of paths

	x, y *tensor.Dense // (rows, features); (rows) or (rows, targets)
	w    *tensor.Dense // (rows), the weight of each row's loss in the batch's
	key  *tensor.Dense // (4) int64
}

// newShard builds the step over so many rows; with grad it differentiates the loss.
func (m *Model) newShard(loss losses.Loss, rows, features, targets int, mode layers.Mode, grad bool) (s *shard, err error) {
	defer build.Recover(&err)
	f, err := m.pass(layers.Pass{Mode: mode}, rows, features)
	if err != nil {
		return nil, err
	}
	shape := []int{rows, targets}[:1+min(targets-1, 1)]
	y := build.Input(f.Graph, f.Dtype, "y", shape...)
	w := build.Input(f.Graph, f.Dtype, "w", rows)
	first := len(f.Graph.AllNodes())
	per := loss.PerRow(f.q, y)
	build.Name(f.Graph, first, "loss")
	if !build.SameShape(per.Shape(), tensor.Shape{rows}) {
		build.Fail("loss", []tensor.Shape{per.Shape()}, "a loss must return one value a row, (%d,)", rows)
	}
	s = &shard{per: per, loss: ops.Sum(ops.Mul(per, w)), nodes: [4]*G.Node{f.x, y, w, f.Key()}, paths: f.Paths()}
	if grad {
		if s.grads, err = graph.Gradient(s.loss, f.Nodes()...); err != nil {
			return nil, err
		}
	}
	if s.program, err = graph.Compile(append(G.Nodes{s.loss}, s.grads...)...); err != nil {
		return nil, err
	}
	s.bindData()
	return s, f.bind(s.program)
}

// clone is the same step on memory of its own; the weights are shared.
func (s *shard) clone() *shard {
	c := *s
	c.program = s.program.Clone()
	c.bindData()
	return &c
}

func (s *shard) bindData() {
	for i, v := range []**tensor.Dense{&s.x, &s.y, &s.w, &s.key} {
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

// run computes the step with the noise of (seed, step) for the batch's rows from first on.
func (s *shard) run(seed uint64, step, first int) error {
	if s.key != nil {
		k := ops.Data[int64](s.key)
		k[0], k[1], k[2], k[3] = int64(seed), int64(step), 0, int64(first)
	}
	return s.program.RunAll()
}

// value is the loss of the last run.
func (s *shard) value() float64 {
	switch v := s.program.Value(s.loss).(type) {
	case *G.F32:
		return float64(*v)
	case *G.F64:
		return float64(*v)
	}
	return math.NaN()
}
