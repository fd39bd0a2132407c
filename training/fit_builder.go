package training

import (
	"fmt"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// builder makes the shards of a fit, for any number of rows, and what they share.
type builder struct {
	model             *Model
	loss              losses.Loss
	pass              layers.Pass // the mode
	features, targets int
	differentiate     bool
	workers           int // that compute shards at a time, at most

	paths     []string // of the parameters; set by the first shard
	shared    *shared  // set by the first shard; nil if there is nothing to share
	learn     []string // the path of each node that shards differentiate by; "" if it is not a parameter
	meets     string   // what shards meet of the weights, the same for all
	penalties int      // how many the network has
	mixtures  int      // in its distribution
	quantiles bool     // whether they start at quantiles of the target
	turning   []layers.Turning
	whole     bool // whether it has said that rows see each other
}

// batch builds the step over n rows. At most two sizes of shards occur, each built once.
func (b *builder) batch(n int) (*batch, error) {
	out := &batch{at: cut(n)}
	type key struct{ rows, inRound int }
	made, pools := map[key]int{}, map[int]*pool{}
	for k := 0; k < len(out.at)-1; k++ {
		at := key{out.at[k+1] - out.at[k], k % maxShards}
		if _, ok := made[at]; !ok {
			p, err := b.pool(pools[at.rows], at.rows, len(out.at)-1)
			if err != nil {
				return nil, err
			}
			if b.whole && len(out.at) > 2 { // the network has just said that its rows see each other
				out, k = &batch{at: []int{0, n}}, -1
				clear(made)
				continue
			}
			pools[at.rows], made[at] = p, len(out.places)
			out.places = append(out.places, newPlace(p))
		}
		out.order = append(out.order, made[at])
	}
	out.errs, out.do = make([]error, maxShards), out.shard
	return out, nil
}

// pool is the programs for one more place of so many rows, in a batch of so many shards; those of another place if there is
// one. Gorgonia's own operations may keep state: then each place has a program and a graph of its own.
func (b *builder) pool(of *pool, rows, shards int) (*pool, error) {
	if of != nil && !of.like.program.Native() {
		return of, nil
	}
	s, err := b.shard(rows)
	if err != nil {
		return nil, err
	}
	if s.program.Native() {
		return newPool(1, s), nil
	}
	return newPool(min(b.workers, shards), s), nil
}

// shard builds the loss over so many rows.
func (b *builder) shard(rows int) (*shard, error) {
	l, err := b.model.lossGraph(b.loss, b.pass, rows, b.features, b.targets)
	if err != nil {
		return nil, err
	}
	b.whole, b.penalties, b.turning = b.whole || l.Whole, len(l.Penalties), l.Turning
	b.mixtures, b.quantiles = len(distributions.Mixtures(l.q)), l.Quantiles
	if !b.differentiate {
		return l.newShard(nil, nil)
	}
	if len(l.Paths()) == 0 {
		return nil, fmt.Errorf("%T has no weights, so that there is nothing to fit: give it layers, or parameters by Scope.Param", b.model.Net)
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
