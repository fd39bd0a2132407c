package training

import (
	"errors"
	"fmt"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/crew"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// batch is the loss over a number of rows, cut into shards.
type batch struct {
	at     []int // first row of each shard, and the end
	shards []*shard
	sums   []gradSum // of the shards' gradients, by draw; empty until the first step
	errs   []error

	job job
	do  func(k int) // computes shard k of the job; made once, for a function made in a step is allocated
}

// job is what compute is called with.
type job struct {
	rows       *rows
	at         []int
	seed       uint64
	step, draw int
}

// builder makes the shards of a fit, for any number of rows, and what they share.
type builder struct {
	model             *Model
	loss              losses.Loss
	pass              layers.Pass // the mode
	features, targets int
	differentiate     bool

	paths     []string // of the parameters; set by the first shard
	shared    *shared  // set by the first shard; nil if there is nothing to share
	learn     []string // the path of each node that shards differentiate by; "" if it is not a parameter
	meets     string   // what shards meet of the weights, the same for all
	penalties int      // how many the network has
	whole     bool     // whether it has said that rows see each other
}

// batch builds the step over n rows. At most two sizes of shards occur, each built once.
func (b *builder) batch(n int) (*batch, error) {
	out := &batch{at: cut(n)}
	made := map[int]*shard{}
	for k := 0; k < len(out.at)-1; k++ {
		rows := out.at[k+1] - out.at[k]
		s, err := made[rows], error(nil)
		if s == nil || s.program.Native() { // Gorgonia's own operations may keep state: a graph for each
			s, err = b.shard(rows)
		} else {
			s = s.clone()
		}
		if err != nil {
			return nil, err
		}
		if b.whole && len(out.at) > 2 { // the network has just said that its rows see each other
			out.at, out.shards, k = []int{0, n}, nil, -1
			continue
		}
		made[rows] = s
		out.shards = append(out.shards, s)
	}
	out.errs, out.do = make([]error, len(out.shards)), out.shard
	return out, nil
}

// shard builds the loss over so many rows.
func (b *builder) shard(rows int) (*shard, error) {
	l, err := b.model.lossGraph(b.loss, b.pass, rows, b.features, b.targets)
	if err != nil {
		return nil, err
	}
	b.whole, b.penalties = b.whole || l.Whole, len(l.Penalties)
	if !b.differentiate {
		return l.newShard(nil, nil)
	}
	if err := l.checkPenalties(l.rowNodes(l.y, l.w)); err != nil {
		return nil, err
	}
	use, err := b.frontier(l, rows)
	if err != nil {
		return nil, err
	}
	wrt := learned(use, l.Nodes())
	given := computed(use)
	if err := b.likeFirst(l, given, wrt); err != nil {
		return nil, err
	}
	if b.paths == nil {
		b.paths, b.learn = l.Paths(), pathsOf(l, wrt)
		if b.shared, err = newShared(l, given, wrt); err != nil {
			return nil, err
		}
	}
	s, err := l.newShard(given, wrt)
	if err != nil {
		return nil, err
	}
	for i, n := range given {
		if err := s.program.Let(n, b.shared.values[i]); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// likeFirst refuses a network whose rows meet other weights than those of the first shard.
func (b *builder) likeFirst(l *lossGraph, given, wrt G.Nodes) error {
	meets := fmt.Sprint(shapesOf(given), shapesOf(wrt), pathsOf(l, wrt))
	if b.meets == "" {
		b.meets = meets
	}
	if b.meets != meets {
		return fmt.Errorf("%T uses its weights otherwise in %d rows than in the first shard of a batch: what it builds may depend on the number of rows in shapes only", b.model.Net, l.x.Shape()[0])
	}
	return nil
}

func shapesOf(ns G.Nodes) (shapes []tensor.Shape) {
	for _, n := range ns {
		shapes = append(shapes, n.Shape())
	}
	return shapes
}

// frontier is what the rows of l meet of the weights.
func (b *builder) frontier(l *lossGraph, rows int) (G.Nodes, error) {
	on := l.rowNodes(l.y, l.w)
	outputs := G.Nodes{l.loss}
	for _, u := range l.Updates {
		outputs = append(outputs, u.Value)
	}
	if f := graph.Frontier(outputs, on); len(computed(f)) == 0 {
		return f, nil
	}
	longer, err := b.model.lossGraph(b.loss, b.pass, rows+1, b.features, b.targets)
	if err != nil {
		return nil, err
	}
	longerOutputs := G.Nodes{longer.loss}
	for _, u := range longer.Updates {
		longerOutputs = append(longerOutputs, u.Value)
	}
	if f := frontier(outputs, on, longerOutputs, longer.rowNodes(longer.y, longer.w)); f != nil {
		return f, nil
	}
	return l.Nodes(), nil
}

// pathsOf names those nodes that are parameters.
func pathsOf(l *lossGraph, ns G.Nodes) []string {
	paths := make([]string, len(ns))
	for _, path := range l.Paths() {
		for i, n := range ns {
			if n == l.Node(path) {
				paths[i] = path
			}
		}
	}
	return paths
}

// compute runs the shards over the given rows with the noise of (seed, step, draw), on all cores, and returns the mean
// loss.
func (b *batch) compute(r *rows, c *crew.Crew, at []int, seed uint64, step, draw int) (float64, error) {
	b.job = job{r, at, seed, step, draw}
	c.Run(len(b.shards), b.do)
	loss := 0.
	for _, s := range b.shards {
		loss += s.value()
	}
	return loss, errors.Join(b.errs...)
}

// shard computes shard k of the job.
func (b *batch) shard(k int) {
	j, s, lo, hi := &b.job, b.shards[k], b.at[k], b.at[k+1]
	j.rows.gather(s, j.at[lo:hi], len(j.at))
	b.errs[k] = s.run(j.seed, j.step, j.draw, lo)
}

// update stores the new values of the states, of which only a batch of one shard has any.
func (b *batch) update(p *layers.Params) {
	for _, s := range b.shards {
		for _, u := range s.updates {
			copy(graph.Bytes(p.Get(u.Path)), graph.Bytes(s.program.Value(u.Value)))
		}
	}
}

// gradients makes room for the gradients by the parameters of the given paths.
func gradients(p *layers.Params, paths []string) *layers.Params {
	grads := &layers.Params{}
	for _, path := range paths {
		v := p.Get(path)
		grads.Set(path, ops.NewValue(v.Dtype(), v.Shape()).(*tensor.Dense))
	}
	return grads
}
