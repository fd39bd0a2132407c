package training

import (
	"fmt"
	"slices"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// lane is one goroutine's programs and inputs.
type lane struct {
	*predictor
	d              drawing
	weights        *layers.Params  // bound to the programs
	x, key, common *tensor.Dense   // keys are nil without noise
	bound          []*tensor.Dense // those weights
	spots          []spot          // where they were
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
	l = &lane{predictor: &own, d: f.d, weights: f.params, drawn: -1}
	if l.d.sampler != nil {
		l.weights = f.params.Clone()
	}
	return l, l.bindAll()
}

// bindAll gives the programs the weights, the keys and the rows.
func (l *lane) bindAll() error {
	l.forward = l.forward.with(l.weights)
	l.bound, l.spots = tensors(l.weights), nil
	for _, v := range l.bound {
		l.spots = append(l.spots, spotOf(v))
	}
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
	if err := l.sample(k); err != nil {
		return err
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

// sample asks the Sampler for draw k, if there is one.
func (l *lane) sample(k int) error {
	if l.d.sampler == nil {
		return nil
	}
	if err := l.d.sampler.Sample(l.weights, l.d.seed, l.d.number(k)); err != nil {
		return err
	}
	if !slices.Equal(l.bound, tensors(l.weights)) { // the programs would go on with the old ones
		return fmt.Errorf("%T.Sample exchanged the tensors it was given: it must overwrite the numbers in them", l.d.sampler)
	}
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
