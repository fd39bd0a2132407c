package training

import (
	"sync"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// flight is a prediction under way: what it predicts, and a lane for each goroutine that takes part.
type flight struct {
	*predictor
	x      *tensor.Dense // all rows
	d      drawing
	params *layers.Params // the weights, or what a Sampler's draws look like

	mu   sync.Mutex
	idle []*lane
}

// streamBlock is how many rows a prediction that is not kept computes at a time: enough for the draws of the weights,
// which are repeated for each block, not to count.
const streamBlock = 8 * predictBlock

// load computes the draws of n rows from first on.
func (f *flight) load(first, n int) (values []drawValues, err error) {
	rows := f.predictor.x.Shape()[0]
	for k := range max(f.d.n, 1) {
		room := f.room(n)
		for lo := 0; lo < n && err == nil; lo += rows {
			err = f.block(k, first+lo, first+min(n, lo+rows), room, lo)
		}
		values = append(values, look(room))
	}
	return values, err
}

// block computes rows lo to hi of draw k and stores them from row at on.
func (f *flight) block(k, lo, hi int, values map[*G.Node]G.Value, at int) error {
	l, err := f.lane()
	if err != nil {
		return err
	}
	defer f.land(l)
	if err := l.draw(k); err != nil {
		return err
	}
	return l.block(f.x, lo, hi, values, f.predictor.params, at)
}

// lane takes a lane that nobody uses, or makes one.
func (f *flight) lane() (*lane, error) {
	f.mu.Lock()
	if n := len(f.idle); n > 0 {
		l := f.idle[n-1]
		f.idle = f.idle[:n-1]
		f.mu.Unlock()
		return l, nil
	}
	f.mu.Unlock()
	if l := f.kept.take(f); l != nil {
		return l, nil
	}
	return f.newLane()
}

func (f *flight) land(l *lane) {
	f.mu.Lock()
	f.idle = append(f.idle, l)
	f.mu.Unlock()
}

// lane is one goroutine's programs and inputs.
type lane struct {
	*predictor
	d              drawing
	sampler        Sampler
	weights        *layers.Params  // bound to the programs
	x, key, common *tensor.Dense   // keys are nil without noise
	bound          []*tensor.Dense // those weights
	drawn          int             // the draw that the weights are of
}

// newLane gives a goroutine programs bound to the weights. Gorgonia's own operations may keep state: then it gets a
// graph of its own.
func (f *flight) newLane() (l *lane, err error) {
	own := *f.predictor
	if own.program.Native() || own.shared != nil && own.shared.Native() {
		again, err := own.again()
		if err != nil {
			return nil, err
		}
		own = *again
	} else {
		own.program = own.program.Clone()
		if own.shared != nil {
			own.shared = own.shared.Clone()
		}
	}
	l = &lane{predictor: &own, d: f.d, sampler: f.model.Sampler, weights: f.params, drawn: -1}
	if l.sampler != nil {
		l.weights = f.params.Clone()
	}
	return l, l.bindAll()
}

// bindAll gives the programs the weights, the keys and the rows.
func (l *lane) bindAll() error {
	l.forward = l.forward.with(l.weights)
	l.bound = tensors(l.weights)
	l.x = ops.NewValue(l.Dtype, l.forward.x.Shape()).(*tensor.Dense)
	if l.Key() != nil {
		l.key = ops.NewValue(tensor.Int64, tensor.Shape{4}).(*tensor.Dense)
	}
	if l.SharedKey() != nil {
		l.common = ops.NewValue(tensor.Int64, tensor.Shape{4}).(*tensor.Dense)
	}
	for _, p := range []*graph.Program{l.program, l.shared} {
		if p == nil {
			continue
		}
		if err := l.bind(p); err != nil {
			return err
		}
		for n, v := range map[*G.Node]*tensor.Dense{l.forward.x: l.x, l.Key(): l.key, l.SharedKey(): l.common} {
			if n == nil || v == nil {
				continue
			}
			if err := p.Let(n, v); err != nil {
				return err
			}
		}
	}
	for _, n := range l.use {
		if err := l.program.Let(n, l.shared.Value(n)); err != nil {
			return err
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

// draw makes the weights those of draw k.
func (l *lane) draw(k int) error {
	if l.drawn == k {
		return nil
	}
	l.drawn = -1
	if l.sampler != nil {
		if err := l.sampler.Sample(l.weights, l.d.seed, k); err != nil {
			return err
		}
	}
	setKey(l.common, l.d.seed, 0, k, 0)
	if l.shared != nil {
		if err := l.shared.RunAll(); err != nil {
			return err
		}
	}
	l.drawn = k
	return nil
}

// block computes rows lo to hi and stores their parameters from row at on, under the nodes that keys has for them. What
// is left over in a short block is computed for nothing.
func (l *lane) block(x *tensor.Dense, lo, hi int, values map[*G.Node]G.Value, keys G.Nodes, at int) error {
	width := x.Shape()[1] * int(x.Dtype().Size())
	copy(l.x.Raw, x.Raw[lo*width:hi*width])
	setKey(l.key, l.d.seed, 0, l.drawn, lo)
	if err := l.program.RunAll(); err != nil {
		return err
	}
	for i, node := range l.params {
		dst, src := graph.Bytes(values[keys[i]]), graph.Bytes(l.program.Value(node))
		if l.predictor.common[i] {
			if at == 0 {
				copy(dst, src)
			}
			continue
		}
		size := len(src) / l.x.Shape()[0]
		copy(dst[at*size:(at+hi-lo)*size], src)
	}
	return nil
}
