package training

import (
	"fmt"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/rowmajor"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// forward is a forward pass of the model's network over some rows.
type forward struct {
	layers.Pass
	x *G.Node // (rows, features)
	q distributions.Distribution
}

// pass builds the network over rows of features with the model's parameters; settings come from p.
func (m *Model) pass(p layers.Pass, rows, features int) (f *forward, err error) {
	defer build.Recover(&err)
	f = &forward{Pass: p}
	f.Graph, f.Dtype, f.Params = G.NewGraph(), m.dtype(), m.Params
	s := f.Scope()
	f.x = build.Input(f.Graph, f.Dtype, "x", rows, features)
	f.Rows = G.Nodes{f.x}
	build.OneAtATime(func() { f.q = m.Net.Forward(s, f.x) })
	if f.q == nil {
		build.Fail("net", nil, "%T returned nil: Forward must return a distribution", m.Net)
	}
	if b := f.q.BatchShape(); len(b) == 0 || b[0] != rows {
		build.Fail("net", []tensor.Shape{b}, "the network was given %d rows but its distribution has the first shape: it must be one distribution a row", rows)
	}
	return f, f.strangers(m.Net)
}

// strangers refuses parameters that the network does not declare: another network's, which would be kept, counted and saved
// beside its own. A pass that trains, or draws from the prior, may leave some out.
func (f *forward) strangers(net Net) error {
	if f.Mode != layers.Predict || f.Prior {
		return nil
	}
	var strange []string
	for path := range f.Params.All() {
		if f.Node(path) == nil {
			strange = append(strange, path)
		}
	}
	if len(strange) == 0 {
		return nil
	}
	const some = 5
	text := strings.Join(strange[:min(len(strange), some)], ", ")
	if len(strange) > some {
		text += ", ..."
	}
	return fmt.Errorf("the Model's Params have %d tensors that %T does not declare (%s): they are of another network, or of other names; leave them out, or give the Model the Net that they belong to", len(strange), net, text)
}

// bind gives a program the model's weights, through headers of its own over the same memory.
func (f *forward) bind(p *graph.Program) error {
	for _, path := range slices.Concat(f.Paths(), f.States()) {
		v, err := rowmajor.Dense(f.Params.Get(path))
		if err != nil {
			return fmt.Errorf("parameter %s: %w", path, err)
		}
		header := tensor.New(tensor.WithShape(v.Shape()...), tensor.WithBacking(v.Data()))
		if err := p.Let(f.Node(path), header); err != nil {
			return fmt.Errorf("parameter %s: %w", path, err)
		}
	}
	return nil
}

// with is the pass over other weights.
func (f *forward) with(p *layers.Params) *forward {
	g := *f
	g.Params = p
	return &g
}

// rowNodes are the inputs that differ between the rows of a batch.
func (f *forward) rowNodes(more ...*G.Node) G.Nodes {
	on := append(G.Nodes{f.x}, more...)
	if key := f.Key(); key != nil {
		on = append(on, key)
	}
	return on
}

// setKey sets a key of noise if there is one.
func setKey(key *tensor.Dense, seed uint64, step, draw, first int) {
	if key != nil {
		k := ops.Data[int64](key)
		k[0], k[1], k[2], k[3] = int64(seed), int64(step), int64(draw), int64(first)
	}
}

// tensors lists the tensors of p.
func tensors(p *layers.Params) (ts []*tensor.Dense) {
	for _, v := range p.All() {
		ts = append(ts, v)
	}
	return ts
}
